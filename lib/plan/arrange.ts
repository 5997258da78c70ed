import type { Cidr } from '../cidr.js';
import { roomOf, type Container, type Layout, type Pair, type Rule } from './layout.js';
import { lender, type Stale } from './lent.js';
import { nestingAt } from './nesting-at.js';
import { parted } from './parted.js';
import { schedule, type Closing, type Opening, type Placed, type Step } from './schedule.js';

/** Which foreign entries are to go, of those that are not wanted. */
export type Evicted = 'all' | ReadonlySet<Cidr>;

export interface Arranged {
  steps: Step[];
  /** The room that the container has to be given first. */
  grow?: number;
  /** Entries that some port range does not open, since another doorlist's stand there on every container. */
  blocked: Cidr[];
  /** Of these, the ones that no port range opens; and ours that stay for the sake of what is blocked. */
  unopened: Cidr[];
  unclosed: Cidr[];
  /** Entries of which foreign rules become the list's, and of which its own get back the mark that they have lost. */
  adopted: Cidr[];
  remarked: Cidr[];
  /** Entries that no source of the list wants and that stay until another list has its own mark on what it needs. */
  lent: Cidr[];
}

/** `lacking`: by how many rules it does not fit, counting all the room that opening before closing leaves. */
export type Arrangement = Arranged | { lacking: number };

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
    return lacking > 0 ? { lacking } : { ...nothing };
  }
  const task = taskOf(layout, after, evict);
  const steps = schedule(task, layout);
  if (steps) {
    const { opens, closes, joins, parts, ...told } = task;
    const joined = joins.length > 0 ? [{ join: joins, open: [], close: [] }] : [];
    const parted = parts.length > 0 ? [{ open: [], close: [], part: parts }] : [];
    return { steps: [...joined, ...steps, ...parted], ...told };
  }
  return {
    lacking: least((extra) => schedule(task, withMore(layout, extra)) !== undefined, task.opens.length),
  };
}

interface Task extends Omit<Arranged, 'steps' | 'grow'> {
  joins: Placed[];
  opens: Opening[];
  closes: Closing[];
  parts: Placed[];
}

const nothing: Arranged = {
  steps: [],
  blocked: [],
  unopened: [],
  unclosed: [],
  adopted: [],
  remarked: [],
  lent: [],
};

function taskOf(
  { portRanges, containers, needed = [], adopts = new Set() }: Layout,
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
  const [adopted, remarked] = [[] as Placed[], [] as Placed[]];
  for (const container of containers) {
    for (const rule of container.rules) {
      const { cidr, portRange, id } = rule;
      const placed = { cidr, portRange, ...(id === undefined ? {} : { id }), container: container.id };
      const key = keyOf(rule);
      const takenOver =
        adopts.has(cidr) && isConcerned(container, rule) && isWanted.has(cidr) && isAdoptable(rule);
      const owner = takenOver ? 'ours' : rule.owner;
      if (takenOver) adopted.push(placed);
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
        if (rule.unmarked) remarked.push(placed);
      }
    }
  }

  const joins = [...adopted, ...remarked];
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
  const blockedCidrs = cidrsOf(blocked);
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
    unclosed: cidrsOf(held),
    adopted: cidrsOf(adopted),
    remarked: cidrsOf(remarked),
    lent: cidrsOf(lent),
  };
}

/** Whoever has put a tag on a rule, or has a stack for it, counts on it. */
function isAdoptable({ owner, claimed }: Rule): boolean {
  return owner === 'foreign' && claimed === undefined;
}

const cidrsOf = (placed: readonly Pair[]): Cidr[] => [...new Set(placed.map(({ cidr }) => cidr))];

function placedOf({ owner, ...placed }: Stale): Placed {
  return placed;
}

function withMore(layout: Layout, room: number): Layout {
  return { ...layout, containers: [...layout.containers, { id: '', room, rules: [] }] };
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
