import { nesting, subtract, type Cidr } from '../cidr.js';

/**
 * How a target takes its entries.
 * - `whole`: one call replaces everything, so only the result has to fit
 * - `version`: calls of at most `batch` additions and removals, each one version; a call's additions have to fit
 *   beside everything that is there before it
 * - `rule`: additions and removals are calls of their own
 */
export interface Layout {
  grain: 'whole' | 'version' | 'rule';
  /** What an entry opens: a rule stands for one entry at one port range. */
  portRanges: readonly string[];
  containers: readonly Container[];
  /** How many rules AWS allows on each container, for all purposes. */
  quota?: number;
  /** Why that number is what doorlist knew before, or what every account has, and not what AWS says. */
  assumed?: Unread;
  /** What takes the room in groups that refer to this prefix list, where it may grow. */
  beside?: readonly ReferredList[];
  /** The most room that the one container may be given, where doorlist may. */
  growable?: number;
  /** What other lists of the estate want here and have no mark on yet: nothing that lets it in is closed. */
  needed?: readonly Needed[];
}

/** A network that another list wants at a port range of some containers. */
export interface Needed extends Pair {
  containers: readonly string[];
}

/** One container with a limit of its own: an IP set, a prefix list, one of several security groups. */
export interface Container {
  id: string;
  /** How many rules it takes, after what stands in it for other purposes. */
  room: number;
  rules: readonly Rule[];
  /** It is no longer the target's: what is ours in it moves to the others. */
  leaving?: boolean;
  /** Of what stands in it for other purposes, the prefix lists that its rules refer to. */
  lists?: readonly ReferredList[];
  /** AWS refused to add to what stands there, and a fresh read did not tell why. */
  full?: true;
}

/** A quota may not be read, or nobody answered. */
export type Unread = 'forbidden' | 'unanswered';

export interface ReferredList {
  id: string;
  /** How many rules all references to it take; of an unknown weight, at most. */
  rules: number;
  references: number;
  /** Its MaxEntries, where the account may set another. */
  size?: number;
  /** AWS does not describe it. */
  unknown?: true;
}

/** One entry on a container, at one port range. */
export interface Rule {
  cidr: Cidr;
  portRange: string;
  /**
   * - `shared`: the list's and somebody else's
   * - `sibling`: another list's of the estate, which this one may join
   * - `other`: another doorlist's or another list's, who may take it away; AWS takes no second one beside it
   */
  owner: 'ours' | 'shared' | 'foreign' | 'sibling' | 'other';
  /** What AWS calls it. */
  id?: string;
  /** AWS says that it is there, and does not describe it. */
  undescribed?: true;
}

/** Which foreign entries are to go, of those that are not wanted. */
export type Evicted = 'all' | ReadonlySet<Cidr>;

export type Pair = Pick<Rule, 'cidr' | 'portRange'>;
export type Placed = Pair & { container: string; id?: string };

/** What is opened, and then what is closed. */
export interface Step {
  /** Rules of siblings that get the list's mark as well: before anything is opened. */
  join?: Placed[];
  open: Placed[];
  close: Placed[];
  /** Rules that lose the list's mark and stay for others: after everything else. */
  part?: Placed[];
}

export interface Arranged {
  steps: Step[];
  /** The room that the container has to be given first. */
  grow?: number;
  /** Entries that some port range does not open, since another doorlist's stand there on every container. */
  blocked: Cidr[];
  /** Of these, the ones that no port range opens; and ours that stay for the sake of what is blocked. */
  unopened: Cidr[];
  unclosed: Cidr[];
  /** Entries that no source of the list wants and that stay until another list has its own mark on what it needs. */
  lent: Cidr[];
}

/** `lacking`: by how many rules it does not fit, counting all the room that opening before closing leaves. */
export type Arrangement = Arranged | { lacking: number };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyManagedPrefixList.html */
const batch = 100;

/**
 * Where each entry of `after` stands and in which order a target gets there; pure.
 *
 * Foreign entries stay as they are, at the port ranges where they are, unless they are to be evicted. A target that is
 * written whole holds what `after` names and nothing else.
 *
 * An entry stays where it is. At every instant each address of `after` that was open at a port range still is: an entry is
 * closed only once everything that takes its place is open. Where room is short, what nothing has to take the place
 * of is closed first, as far as room is needed, and then what each opening lets go.
 */
export function arrange(layout: Layout, after: readonly Cidr[], evict: Evicted = new Set()): Arrangement {
  if (layout.grain === 'whole') {
    const lacking = after.length - roomOf(layout);
    return lacking > 0 ? { lacking } : { steps: [], blocked: [], unopened: [], unclosed: [], lent: [] };
  }
  const task = taskOf(layout, after, evict);
  const steps = schedule(task, layout);
  if (steps) {
    const { joins, parts, blocked, unopened, unclosed, lent } = task;
    const joined = joins.length > 0 ? [{ join: joins, open: [], close: [] }] : [];
    const parted = parts.length > 0 ? [{ open: [], close: [], part: parts }] : [];
    return { steps: [...joined, ...steps, ...parted], blocked, unopened, unclosed, lent };
  }
  return {
    lacking: least((extra) => schedule(task, withMore(layout, extra)) !== undefined, task.opens.length),
  };
}

/** What opens or stays open without any room: rules of siblings that the list may join. */
export function joinable({ portRanges, containers }: Layout): Set<Cidr> {
  const at = new Map<Cidr, Set<string>>();
  const joins = new Set<Cidr>();
  for (const { leaving, rules } of containers)
    for (const { cidr, portRange, owner } of rules) {
      if (leaving || owner === 'other') continue;
      at.set(cidr, (at.get(cidr) ?? new Set()).add(portRange));
      if (owner === 'sibling') joins.add(cidr);
    }
  const isOpen = (cidr: Cidr) => portRanges.every((portRange) => at.get(cidr)?.has(portRange));
  return new Set([...joins].filter(isOpen));
}

/** Of its room what the marks of others take, who may stand on the target's own rules. */
export function takenByOthers({ containers }: Layout): number {
  return containers
    .filter((container) => !container.leaving)
    .flatMap(({ rules }) => rules.filter(({ owner }) => owner === 'other' || owner === 'sibling')).length;
}

export function roomOf({ containers }: Layout): number {
  return containers
    .filter((container) => !container.leaving)
    .reduce((sum, container) => sum + Math.max(0, container.room), 0);
}

/** How many entries a target takes beside what others have marked as theirs. */
export function capacityOf(layout: Layout): number {
  return Math.max(
    0,
    Math.floor((roomOf(layout) - takenByOthers(layout)) / Math.max(1, layout.portRanges.length)),
  );
}

interface Opening extends Pair {
  /** Containers that cannot take it. */
  occupied: ReadonlySet<string>;
}

interface Closing {
  placed: Placed;
  /** Openings that take its place, by index. */
  after: readonly number[];
}

interface Task {
  joins: Placed[];
  opens: Opening[];
  closes: Closing[];
  parts: Placed[];
  blocked: Cidr[];
  unopened: Cidr[];
  unclosed: Cidr[];
  lent: Cidr[];
}

/** One of the target's own rules, or a foreign one that is to go. */
type Stale = Placed & { owner: Rule['owner'] };

function taskOf(
  { portRanges, containers, needed = [] }: Layout,
  after: readonly Cidr[],
  evict: Evicted,
): Task {
  const staying = containers.filter((container) => !container.leaving);
  const keyOf = ({ cidr, portRange }: Pair) => `${cidr} ${portRange}`;
  const [open, occupied, spare] = [new Set<string>(), new Map<string, Set<string>>(), [] as Stale[]];
  const theirs = new Map<string, Placed>();
  /** Wanted and open at some port range. */
  const standing = new Set<Cidr>();
  const isWanted = new Set(after);
  const isPortRange = new Set(portRanges);
  const stale: Stale[] = [];
  const isConcerned = ({ leaving = false }: Container, { cidr, portRange }: Pair) =>
    !leaving && isPortRange.has(portRange) && (evict === 'all' || evict.has(cidr) || isWanted.has(cidr));
  for (const container of containers) {
    for (const { owner, ...rule } of container.rules) {
      const key = keyOf(rule);
      const placed = { ...rule, container: container.id };
      if (owner === 'sibling') {
        if (!container.leaving && !theirs.has(key)) theirs.set(key, placed);
      } else if (owner === 'other') occupied.set(key, (occupied.get(key) ?? new Set()).add(container.id));
      else if (owner === 'foreign' && !isConcerned(container, rule)) continue;
      else if (container.leaving || !isWanted.has(rule.cidr) || !isPortRange.has(rule.portRange))
        stale.push({ ...placed, owner });
      else if (owner !== 'foreign' && open.has(key)) spare.push({ ...placed, owner });
      else {
        open.add(key);
        standing.add(rule.cidr);
      }
    }
  }

  const joins: Placed[] = [];
  const opens: Opening[] = [];
  const blocked: Pair[] = [];
  for (const cidr of after)
    for (const portRange of portRanges) {
      const key = keyOf({ cidr, portRange });
      if (open.has(key)) continue;
      const joined = theirs.get(key);
      if (joined) {
        joins.push(joined);
        continue;
      }
      const at = occupied.get(key) ?? new Set();
      if (staying.every((container) => at.has(container.id))) blocked.push({ cidr, portRange });
      else opens.push({ cidr, portRange, occupied: at });
    }

  // Who finds room on few containers chooses first.
  opens.sort((a, b) => b.occupied.size - a.occupied.size);

  const [replacing, waitingFor] = [nestingAt(portRanges, opens), nestingAt(portRanges, blocked)];
  const isLent = lender(needed, containers, stale);
  const [lent, going] = parted(stale, isLent);
  const [held, done] = parted(going, (placed) => waitingFor(placed).length > 0);
  const somewhere = new Set([...standing, ...[...joins, ...opens].map(({ cidr }) => cidr)]);
  const blockedCidrs = [...new Set(blocked.map(({ cidr }) => cidr))];
  const leaves = [...spare.filter((placed) => !isLent(placed)), ...done];
  const [parts, closes] = parted(leaves, ({ owner }) => owner === 'shared');
  const isSpare = new Set(spare);
  return {
    joins,
    opens,
    blocked: blockedCidrs,
    closes: closes.map((placed) => ({
      placed: placedOf(placed),
      after: isSpare.has(placed) ? [] : replacing(placed).map(({ i }) => i),
    })),
    parts: parts.map(placedOf),
    unopened: blockedCidrs.filter((cidr) => !somewhere.has(cidr)),
    unclosed: [...new Set(held.map(({ cidr }) => cidr))],
    lent: [...new Set(lent.map(({ cidr }) => cidr))],
  };
}

function placedOf({ owner, ...placed }: Stale): Placed {
  return placed;
}

/**
 * Whether a rule lets in what another list wants and has no mark on. Foreign rules that stay do for that list, too: it
 * counts on them.
 */
function lender(
  needed: readonly Needed[],
  containers: readonly Container[],
  stale: readonly Stale[],
): (placed: Stale) => boolean {
  if (needed.length === 0) return () => false;
  const portRanges = [...new Set(needed.map(({ portRange }) => portRange))];
  const concerns = (of: readonly Needed[]) => {
    const at = nestingAt(portRanges, of);
    return (placed: Placed) => at(placed).some(({ containers }) => containers.includes(placed.container));
  };
  const asked = concerns(needed);
  const evicted = new Set(
    stale.filter((placed) => placed.owner === 'foreign' && !asked(placed)).map(({ id }) => id),
  );
  const foreign = containers.flatMap(({ rules }) =>
    rules.filter(({ owner, id }) => owner === 'foreign' && !evicted.has(id)),
  );
  const unmet = portRanges.flatMap((portRange) => {
    const open = foreign.filter((rule) => rule.portRange === portRange).map(({ cidr }) => cidr);
    const here = needed.filter((each) => each.portRange === portRange);
    if (open.length === 0) return here;
    return here.flatMap((each) => subtract([each.cidr], open).map((cidr) => ({ ...each, cidr })));
  });
  const lacking = concerns(unmet);
  return (placed) => (placed.owner === 'foreign' ? asked(placed) : lacking(placed));
}

/** Which of many pairs hold or lie in another one at its port range, with their positions. */
function nestingAt<P extends Pair>(
  portRanges: readonly string[],
  pairs: readonly P[],
): (pair: Pair) => (P & { i: number })[] {
  const of = new Map(
    portRanges.map((portRange) => [
      portRange,
      nesting(pairs.flatMap((pair, i) => (pair.portRange === portRange ? [{ ...pair, i }] : []))),
    ]),
  );
  return ({ cidr, portRange }) => of.get(portRange)?.(cidr) ?? [];
}

function withMore(layout: Layout, room: number): Layout {
  return { ...layout, containers: [...layout.containers, { id: '', room, rules: [] }] };
}

/** The steps that do a task, or nothing where it does not fit at every instant. */
function schedule({ opens, closes }: Task, { grain, containers }: Layout): Step[] | undefined {
  const free = new Map(
    containers
      .filter((container) => !container.leaving)
      .map((container) => [container.id, container.room - container.rules.length]),
  );
  const most = grain === 'version' ? batch : Infinity;
  const done = new Set<number>();
  let left = closes;
  const steps: Step[] = [];
  while (done.size < opens.length || left.length > 0) {
    const open = nextOpenings(opens, left, done, free, most);
    const short = opens.length - done.size - space(free);
    const [ready, waiting] = parted(left, (closing) => closing.after.every((i) => done.has(i)));
    // Where nothing can be opened in the room that there is, it is the wrong room.
    const many =
      grain === 'version' || done.size === opens.length ? most : Math.max(open.length === 0 ? 1 : 0, short);
    const close = ready.slice(0, many).map(({ placed }) => placed);
    if (open.length + close.length === 0) return undefined;
    for (const { container } of close) {
      const before = free.get(container);
      if (before !== undefined) free.set(container, before + 1);
    }
    left = [...ready.slice(many), ...waiting];
    steps.push({ open, close });
  }
  return steps;
}

function space(free: ReadonlyMap<string, number>): number {
  return [...free.values()].reduce((sum, room) => sum + Math.max(0, room), 0);
}

/** Everything, where there is room for it; else first what lets go of most for least. */
function nextOpenings(
  opens: readonly Opening[],
  closes: readonly Closing[],
  done: Set<number>,
  free: Map<string, number>,
  most: number,
): Placed[] {
  const open: Placed[] = [];
  const pending = opens.length - done.size;
  const place = (i: number): boolean => {
    const opening = opens[i];
    if (opening === undefined || open.length >= most) return false;
    const container = [...free].find(([id, room]) => room > 0 && !opening.occupied.has(id))?.[0];
    if (container === undefined) return false;
    free.set(container, (free.get(container) ?? 0) - 1);
    done.add(i);
    open.push({ cidr: opening.cidr, portRange: opening.portRange, container });
    return true;
  };

  const needs = (closing: Closing) => closing.after.filter((i) => !done.has(i));
  if (pending > space(free)) {
    const byNeed = closes
      .filter((closing) => closing.after.length > 0)
      .toSorted((a, b) => needs(a).length - needs(b).length);
    for (const closing of byNeed) {
      const needed = needs(closing);
      if (needed.length <= Math.min(space(free), most - open.length)) needed.every(place);
    }
    if (closes.some((closing) => needs(closing).length > 0)) return open;
  }
  opens.forEach((_, i) => done.has(i) || place(i));
  return open;
}

export function parted<T>(items: readonly T[], is: (item: T) => boolean): [T[], T[]] {
  return [items.filter(is), items.filter((item) => !is(item))];
}

/** The least number from 1 on for which something holds; it holds for `sure`. */
function least(holds: (n: number) => boolean, sure: number): number {
  let [low, high] = [1, Math.max(1, sure)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
