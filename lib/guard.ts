import { isDeepStrictEqual } from 'node:util';
import { capacityOf, type Arranged, type Evicted, type Layout, type Step } from './arrange.js';
import { addresses, sorted, type Cidr } from './cidr.js';
import type { Guards } from './estate.js';
import type { Memory, Missing, Proposal, ShareReason, Size } from './plan.js';
import { makeRoom, remedy, type Room, type Shortage } from './room.js';
import type { Stranger } from './strangers.js';

/** What policy or capacity forbids in a plan. */
export interface Refusal {
  reason: RefusalReason;
  /** Whether it holds for the whole list or for the one target. */
  scope: 'list' | 'target';
  withholds: 'everything' | 'removals' | 'entries';
  /** One sentence with the numbers. */
  message: string;
  /** Whether `force` lifts it. */
  forcible: boolean;
}

export type RefusalReason =
  | ShareReason
  | 'unknown-name'
  | 'future-file'
  | 'older-file'
  | 'emptied'
  | 'capacity'
  | 'occupied'
  | 'first-flush';

/** A guarded plan for one target: a value, sorted, plain JSON. */
export interface Plan {
  /** What the target should hold when this is written; what it holds now where everything is withheld. */
  after: Cidr[];
  add: Entry[];
  remove: Entry[];
  keep: Entry[];
  /** Of what stays, the entries whose rules change: that are opened at another door, or stand elsewhere. */
  move: Entry[];
  /** Where what is opened and closed, in its order; none for a target that is written whole. */
  steps: Step[];
  /** The room that the target has to be given first. */
  grow?: number;
  /** How many entries the sources want, and how many missing ones are kept besides. */
  wanted: number;
  held: number;
  /** How many missing ones went before their time, for want of room. */
  gaveWay: number;
  /** How many of the entries that stay are not doorlist's. */
  foreign: number;
  refusals: Refusal[];
  /** What to know of the target once this is written. */
  memory: Memory | undefined;
}

export interface Entry {
  cidr: Cidr;
  why: string;
  /** Whose it is, where that is known. */
  who?: string;
  /** In milliseconds: since when it is there, or when the feed was first seen without it. */
  since?: number;
  /** It comes or goes by a lease. */
  lease?: true;
  /** Not doorlist's, and wider than the list's people need. */
  tooWide?: true;
}

export interface GuardPolicy {
  guards: Guards;
  layout: Layout;
  /** Entries of the target that are not open at all of its doors. */
  partial?: readonly Cidr[] | undefined;
  /** Lifts shares and `emptied`; never capacity. */
  force: boolean;
  /** The first scheduled flush of a list: announced, not done. */
  announceOnly: boolean;
}

/** Judges a proposal and settles what is written of it; pure. The table of guards is in docs/architecture.md. */
export function guard(proposal: Proposal, policy: GuardPolicy): Plan {
  const emptied = judgeEmptied(proposal);
  if (emptied && policy.guards.emptied === 'refuse' && !policy.force) return withholdAll(proposal, emptied);

  const firstFlush = policy.announceOnly ? judgeFirstFlush(proposal) : undefined;
  const evict = evicted(proposal, firstFlush);
  const foreign = evict === 'all' ? [] : proposal.foreign.filter((cidr) => !evict.has(cidr));

  const share = policy.force ? undefined : judgeShares(proposal, policy.guards);
  const withheld = share ? [...proposal.withheld, ...mark(proposal.due, share.reason)] : proposal.withheld;
  const held = emptied && policy.force ? [] : proposal.held;

  const missing = [...newestFirst(withheld), ...newestFirst(held)];
  const must = {
    wanted: proposal.wanted.map((entry) => entry.cidr),
    foreign,
    evict,
  };
  const room = makeRoom(must, missing, policy.layout);
  if ('lacking' in room)
    return withholdAll(proposal, overCapacity(proposal, foreign.length, policy.layout, room));

  const refusals = [
    firstFlush,
    share,
    ...standing(proposal.withheld, share),
    judgeOccupied(room.arranged),
  ].filter((refusal) => refusal !== undefined);
  const leave = { foreign, doomed: firstFlush !== undefined, partial: policy.partial ?? [], ...room };
  return settle(proposal, leave, refusals);
}

function evicted({ removeForeign, overstayed }: Proposal, firstFlush: Refusal | undefined): Evicted {
  if (firstFlush) return new Set();
  return removeForeign ? 'all' : new Set(overstayed);
}

/** A selection that was edited in the file may shrink at will, but a slip of the keyboard must not empty a target. */
function judgeEmptied({ fedBefore, feedLists, feed }: Proposal): Refusal | undefined {
  if (feed === 'none' || fedBefore.length === 0 || feedLists) return undefined;
  return {
    reason: 'emptied',
    scope: 'target',
    withholds: 'everything',
    message: `The feed no longer lists any address for this target, which holds ${count(fedBefore.length, 'entry', 'entries')} of the feed's.`,
    forcible: true,
  };
}

function judgeFirstFlush({ foreign, removeForeign }: Proposal): Refusal | undefined {
  if (!removeForeign || foreign.length === 0) return undefined;
  return {
    reason: 'first-flush',
    scope: 'target',
    withholds: 'removals',
    message: `This is the first scheduled flush that doorlist knows of, so it is announced, not done: it would remove ${count(foreign.length, 'entry', 'entries')}. The next one removes what is not pinned by then; a flush by hand does so at once.`,
    forcible: false,
  };
}

function judgeShares(
  { ours, fedBefore, wanted, held, withheld, due, exempt }: Proposal,
  guards: Guards,
): Share | undefined {
  if (exempt || due.length === 0 || ours.length < guards.minEntries) return undefined;
  const staying = new Set([...wanted, ...held, ...withheld].map((entry) => entry.cidr));
  const gone = fedBefore.filter((entry) => !staying.has(entry)).length;
  const coverageLost = (100 * Number(addresses(due.map((part) => part.cidr)))) / Number(addresses(ours));
  const entriesLost = (100 * gone) / ours.length;
  const loss = `This would take away ${coverageLost.toFixed(1)} % of its addresses and ${gone} of its ${ours.length} entries`;
  if (coverageLost > guards.coverageLost)
    return refuseShare('coverage-lost', `${loss}; the limit is ${guards.coverageLost} % of the addresses.`);
  if (entriesLost > guards.entriesLost && coverageLost > 1)
    return refuseShare(
      'entries-lost',
      `${loss}; the limit is ${guards.entriesLost} % of the entries where more than 1 % of the addresses go.`,
    );
  return undefined;
}

type Share = Refusal & { reason: ShareReason };

function refuseShare(reason: ShareReason, message: string): Share {
  return { reason, scope: 'target', withholds: 'removals', message, forcible: true };
}

function mark(due: readonly Missing[], reason: ShareReason): Missing[] {
  return due.map((part) => ({ ...part, withheld: reason }));
}

/** What an earlier run withheld stays refused, and its episode open, until it is forced or listed again. */
function standing(withheld: readonly Missing[], fresh: Share | undefined): Share[] {
  return (['coverage-lost', 'entries-lost'] as const).flatMap((reason) => {
    const parts = withheld.filter((part) => part.withheld === reason).length;
    if (parts === 0 || fresh?.reason === reason) return [];
    return [
      refuseShare(
        reason,
        `${count(parts, 'network', 'networks')} that the feed no longer lists stay, since their removal was refused earlier.`,
      ),
    ];
  });
}

function overCapacity({ wanted }: Proposal, foreign: number, layout: Layout, { lacking }: Shortage): Refusal {
  const others = foreign === 0 ? '' : ` beside ${foreign} that doorlist did not put there`;
  const doors = layout.doors.length;
  const rules = doors > 1 ? ` at ${doors} ports each (${wanted.length * doors} rules)` : '';
  const fits = wanted.length + foreign <= capacityOf(layout);
  const but = fits ? ', and would fit, but not at every instant of the way there:' : ', but';
  return {
    reason: 'capacity',
    scope: 'target',
    withholds: 'everything',
    message: `${count(wanted.length, 'entry is', 'entries are')} wanted${rules}${others}${but} ${remedy(layout, lacking)}.`,
    forcible: false,
  };
}

/** AWS takes one rule for a network at a door of a group, and one entry of a prefix list. */
function judgeOccupied({ blocked, unopened }: Arranged): Refusal | undefined {
  if (blocked.length === 0) return undefined;
  const some = blocked.slice(0, 5).join(', ') + (blocked.length > 5 ? ' and others' : '');
  const where = unopened.length < blocked.length ? ' at every port' : '';
  return {
    reason: 'occupied',
    scope: 'target',
    withholds: 'entries',
    message: `${count(blocked.length, 'entry', 'entries')} (${some}) cannot be doorlist's own here${where}, since another list or another doorlist has marked the same as its own; what that one has opened is open until it takes it away.`,
    forcible: false,
  };
}

function withholdAll({ actual, ours, wanted, before }: Proposal, refusal: Refusal): Plan {
  const foreign = actual.length - ours.length;
  return { ...untouched(actual, before, [refusal]), wanted: wanted.length, foreign };
}

/** The plan that changes nothing, and why. */
export function untouched(actual: readonly Cidr[], memory: Memory | undefined, refusals: Refusal[]): Plan {
  const keep = actual.map((cidr) => ({ cidr, why: 'nothing was changed' }));
  const withheld = memory?.missing.filter((part) => part.withheld !== undefined) ?? [];
  return {
    after: [...actual],
    add: [],
    remove: [],
    keep,
    move: [],
    steps: [],
    wanted: 0,
    held: 0,
    gaveWay: 0,
    foreign: 0,
    refusals: [...refusals, ...standing(withheld, undefined)],
    memory,
  };
}

/** Where room is needed, entries that no source wants give way: held before withheld, the longest missing first. */
function newestFirst(missing: readonly Missing[]): Missing[] {
  return missing.toSorted((a, b) => b.since - a.since);
}

/** What a guard leaves of a proposal: the entries that stay though no source wants them, and those that make room. */
interface Leave extends Room {
  foreign: readonly Cidr[];
  /** The next flush takes the foreign ones away. */
  doomed: boolean;
  /** Entries of the target that are not open at all of its doors. */
  partial: readonly Cidr[];
}

const notOurs = 'not put there by doorlist';

function settle(proposal: Proposal, leave: Leave, refusals: Refusal[]): Plan {
  const { foreign, doomed, kept, arranged } = leave;
  const stranger = doomed ? 'not pinned: goes at the next flush' : notOurs;
  const { actual, wanted, fingerprint } = proposal;
  const byCidr = new Map(kept.map((part) => [part.cidr, part]));
  const goodbye = farewells(proposal, leave);
  const acquainted = acquaintance(proposal);
  const tooWide = new Set(proposal.tooWide);
  const staying = new Map<Cidr, Entry>();
  for (const cidr of foreign)
    staying.set(cidr, {
      cidr,
      why: stranger,
      ...acquainted(cidr),
      ...(tooWide.has(cidr) ? { tooWide: true } : {}),
    });
  for (const { cidr, since, withheld } of kept)
    staying.set(cidr, { cidr, since, why: withheld ? 'removal refused' : 'held' });
  for (const { origin, ...entry } of wanted)
    staying.set(entry.cidr, { ...entry, ...(origin === 'lease' ? { lease: true } : {}) });
  for (const cidr of arranged.unopened) staying.delete(cidr);
  for (const cidr of arranged.unclosed)
    staying.set(cidr, { cidr, why: 'stays for entries that cannot be put in its place' });

  const after = sorted(staying.keys());
  const there = new Set(actual);
  const oursBefore = new Set(proposal.ours);
  const foreignKept = new Set(foreign);
  const opened = new Set(arranged.steps.flatMap(({ open }) => open).map(({ cidr }) => cidr));
  // What others keep from opening at some door is as open as it gets.
  const asItGets = new Set([...arranged.blocked, ...arranged.unclosed].filter((cidr) => !opened.has(cidr)));
  const isPartial = new Set(leave.partial.filter((cidr) => !asItGets.has(cidr)));
  const isWhole = (cidr: Cidr) => there.has(cidr) && (foreignKept.has(cidr) || !isPartial.has(cidr));
  const isOurs = (cidr: Cidr) => oursBefore.has(cidr) || !there.has(cidr) || opened.has(cidr);
  const ours = after.filter((cidr) => !foreignKept.has(cidr) && isOurs(cidr));
  const fed = new Set(
    [...wanted.filter((entry) => entry.origin === 'feed'), ...kept].map((entry) => entry.cidr),
  );
  for (const cidr of arranged.unclosed) fed.add(cidr);
  const touched = new Set(
    arranged.steps.flatMap(({ open, close }) => [...open, ...close]).map(({ cidr }) => cidr),
  );
  const entry = (cidr: Cidr): Entry => staying.get(cidr) ?? { cidr, ...goodbye(cidr) };
  const keep = after.filter(isWhole).map((cidr): Entry => {
    const kept = entry(cidr);
    return foreignKept.has(cidr) || isOurs(cidr) ? kept : { ...kept, why: `${kept.why}, ${notOurs}` };
  });
  return {
    after,
    add: after.filter((cidr) => !isWhole(cidr)).map(entry),
    remove: actual.filter((cidr) => !staying.has(cidr)).map(entry),
    keep,
    move: keep.filter(({ cidr }) => touched.has(cidr)),
    steps: arranged.steps,
    ...(arranged.grow === undefined ? {} : { grow: arranged.grow }),
    wanted: wanted.length,
    held: kept.length,
    gaveWay: leave.gaveWay.length,
    foreign: after.length - ours.length,
    refusals,
    memory: remember(proposal, {
      ours,
      fed: ours.filter((cidr) => fed.has(cidr)),
      missing: sorted(byCidr.keys()).flatMap((cidr) => byCidr.get(cidr) ?? []),
      ...strangersLeft(proposal.strangers, after),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    }),
  };
}

function strangersLeft(strangers: readonly Stranger[], after: readonly Cidr[]): Pick<Memory, 'strangers'> {
  const stays = new Set(after);
  const left = strangers.filter(({ cidr }) => stays.has(cidr));
  return left.length > 0 ? { strangers: left } : {};
}

/** What is known of strangers. Who is seen for the first time may have been there for long. */
function acquaintance({ strangers, before }: Proposal): (cidr: Cidr) => Pick<Entry, 'who' | 'since'> {
  const known = new Set(before?.strangers?.map(({ cidr }) => cidr));
  const told = strangers.filter(({ cidr, by }) => by !== undefined || known.has(cidr));
  const byCidr = new Map(
    told.map(({ cidr, since, by }) => [cidr, { since, ...(by ? { who: by.who } : {}) }]),
  );
  return (cidr) => byCidr.get(cidr) ?? {};
}

/** Whether a plan changes anything in AWS. */
export function differs({ add, remove, steps }: Plan): boolean {
  return add.length + remove.length + steps.length > 0;
}

/** A file that made no difference is not remembered: most versions concern nobody. */
function remember({ before, syncToken, month, wanted }: Proposal, memory: Memory): Memory {
  const { syncToken: earlier, sizes = [], ...rest } = before ?? {};
  const same = isDeepStrictEqual(memory, rest);
  const token = same ? earlier : syncToken;
  const grown = same ? sizes : measured(sizes, { month, wanted: wanted.length });
  return {
    ...memory,
    ...(grown.length > 0 ? { sizes: grown } : {}),
    ...(token === undefined ? {} : { syncToken: token }),
  };
}

/** A year, and the month that it is compared with. */
const monthsKept = 13;

function measured(sizes: readonly Size[], size: Size): Size[] {
  return [...sizes.filter(({ month }) => month !== size.month), size].slice(-monthsKept);
}

function farewells(proposal: Proposal, { gaveWay }: Leave): (cidr: Cidr) => Omit<Entry, 'cidr'> {
  const dates = (parts: readonly Missing[]) => new Map(parts.map((part) => [part.cidr, part.since]));
  const [due, room, held] = [dates(proposal.due), dates(gaveWay), dates(proposal.held)];
  const [ours, fedBefore] = [new Set(proposal.ours), new Set(proposal.fedBefore)];
  const leases = new Map(proposal.farewells.map(({ cidr, ...said }) => [cidr, said]));
  const acquainted = acquaintance(proposal);
  return (cidr) => {
    const [gone, squeezed] = [due.get(cidr), room.get(cidr)];
    if (gone !== undefined) return { why: 'no longer in ip-ranges', since: gone };
    if (squeezed !== undefined) return { why: 'no longer in ip-ranges, made room', since: squeezed };
    if (held.has(cidr)) return { why: 'no longer in ip-ranges' };
    if (!ours.has(cidr)) return { why: 'neither pinned nor leased', ...acquainted(cidr) };
    const lease = leases.get(cidr);
    if (lease !== undefined) return { ...lease, lease: true };
    if (!fedBefore.has(cidr)) return { why: 'no longer pinned' };
    return { why: proposal.exempt ? 'no longer selected' : 'covered by other entries' };
  };
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
