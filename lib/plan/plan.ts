import {
  clipper,
  common,
  familyOf,
  nesting,
  ofFamily,
  sorted,
  subtract,
  within,
  type Cidr,
  type Family,
} from '../cidr.js';
import { monthOf } from '../text/month.js';
import { foreignEntriesOf, isTooWide, overstayed, type Edit, type ForeignEntry } from './foreign.js';
import type { Memory, Missing, PerhapsLeased } from './memory.js';
import type { Reason } from './reason.js';

/** Where a wanted entry comes from. */
export type Origin = 'pin' | 'lease' | 'feed';

export interface WantedEntry {
  cidr: Cidr;
  origin: Origin;
  reason: Reason;
  /** Whose it is, where that is known, and since when, in milliseconds. */
  who?: string;
  since?: number;
}

/** What a list wants, of both families. */
export interface Wants {
  entries: WantedEntry[];
  /** Networks that were leased until lately. */
  endedLeases?: EndedLease[];
  /** Rows of leases cannot be read, since then: what is doorlist's and no source explains may be of one of them, and stays. */
  unexplainedStays?: { since: number };
  /**
   * `none`: the list has no feed. `selected`: entries come from a file. `last-applied`: the file at hand is older
   * than the one last applied, so what that one fed stays wanted.
   */
  feed: 'none' | 'selected' | 'last-applied';
  /** Of the file and of the selection, where entries come from a file. */
  syncToken?: number;
  fingerprint?: string;
}

/** Whose the leases of a network were, and since when. */
export interface EndedLease {
  cidr: Cidr;
  who: string;
  since: number;
}

/** Everything that a plan for one target is made of. */
export interface Situation {
  family: Family;
  actual: readonly Cidr[];
  /** Entries that carry doorlist's mark in AWS; absent where AWS keeps none, so that only the memory tells. */
  marked?: readonly Cidr[] | undefined;
  /** Entries that are not open at all port ranges of the target. */
  partial?: readonly Cidr[] | undefined;
  wants: Wants;
  /** Absent: doorlist never wrote here, or the table was lost. */
  memory: Memory | undefined;
  policy: PlanPolicy;
  now: number;
}

export interface PlanPolicy {
  /** Foreign entries go: this is a flush, or the list adopts them. */
  removeForeign: boolean;
  /** In milliseconds. */
  hold: number;
  /** Lifts what a guard withheld before. */
  force: boolean;
  /** Absent: the list is the feed's alone, and nobody cares since when others' entries are there. */
  watch?: Watch;
}

/** How a list that people are on looks at entries that doorlist did not put there. */
export interface Watch {
  tooWide: Record<Family, number>;
  /** They go after this long, in milliseconds, whatever the trigger; absent: they wait for the flush. */
  grace?: number;
  /** What CloudTrail said of the last edit. */
  edit?: Edit;
}

/** What should become of one target before any guard has looked at it. Networks are sorted. */
export interface Proposal {
  /** `2026-08` */
  month: string;
  before: Memory | undefined;
  actual: Cidr[];
  wanted: WantedEntry[];
  endedLeases: EndedLease[];
  /** Of what is wanted, what stays only as long as rows of leases cannot be read. */
  perhapsLeased: PerhapsLeased[];
  /** Entries of the target that doorlist put there. */
  ours: Cidr[];
  /** Of these, the ones that stand for the feed. */
  fedBefore: Cidr[];
  foreign: Cidr[];
  removeForeign: boolean;
  /** Of the foreign ones, those whose grace is over. */
  overstayed: Cidr[];
  /** Where they are watched. */
  foreignEntries: ForeignEntry[];
  tooWide: Cidr[];
  /** Missing for less than the hold. */
  held: Missing[];
  /** Withheld by a guard in an earlier run. */
  withheld: Missing[];
  /** Missing for longer: to be removed now. */
  due: Missing[];
  /** First fill, or a selection edited in the file: neither shares nor holding apply. */
  exempt: boolean;
  feed: Wants['feed'];
  /** Whether the feed has anything for this family, be it pinned as well. */
  feedLists: boolean;
  syncToken: number | undefined;
  fingerprint: string | undefined;
  /** The feed was never read for what is there. */
  unfed: boolean;
}

/**
 * Ownership, wants and holding for one target; pure.
 *
 * An entry of the target is
 * - wanted      = stays, or is added
 * - ours        = an earlier write of doorlist's put it there: it carries the mark, or, where AWS keeps none, is in
 *                 the memory; without a memory, whatever the wants cover is ours, and what has a mark is the feed's
 *   - a pin's or a lease's, or of a selection that was edited in the file   = goes at once
 *   - the feed's, every address still wanted by another entry  = goes at once
 *   - the feed's, with addresses that no source wants          = those addresses are held, then due in a run that has
 *                                                                read a file
 *   - no source's, where a row of leases cannot be read        = stays, as if it were leased
 * - foreign     = stays, unless foreign entries are to go
 */
export function plan({
  family,
  actual,
  marked,
  partial = [],
  memory,
  policy,
  now,
  ...situation
}: Situation): Proposal {
  const wants = overtaken(situation.wants, memory, policy) ? lastApplied(situation.wants) : situation.wants;
  const wanted = wantedOf(family, wants, memory);
  const wantedCidrs = wanted.map((entry) => entry.cidr);
  const isWanted = new Set(wantedCidrs);
  // Whoever has a lease of a lost table's entry has a new one, so it was somebody else's before.
  const lasting = wanted.filter(({ origin }) => origin !== 'lease').map(({ cidr }) => cidr);
  const unfed = isUnfed(wants, memory);
  const oursBefore = new Set(marked ?? oursOf(memory, lasting, actual, unfed));
  const ours = sorted(actual.filter((entry) => oursBefore.has(entry)));
  const fed = new Set(memory?.fed ?? (marked && wants.feed !== 'none' ? unpinned(ours, wanted) : []));
  const fedBefore = ours.filter((entry) => fed.has(entry));
  const edited =
    memory?.fingerprint !== undefined &&
    wants.feed !== 'last-applied' &&
    memory.fingerprint !== wants.fingerprint;

  // An edit closes at once what it gives up, but not what a guard or the hold has kept before, unless the feed goes altogether.
  const keptBefore = new Set(wants.feed === 'none' ? [] : memory?.missing.map((part) => part.cidr));
  const stale = fedBefore.filter((entry) => !isWanted.has(entry) && (!edited || keptBefore.has(entry)));
  const foreign = sorted(actual.filter((entry) => !oursBefore.has(entry) && !isWanted.has(entry)));
  const [isForeign, isPartial] = [new Set(foreign), new Set(partial)];
  const lost = subtract(stale, wantedCidrs);
  const missing = stale
    .flatMap(clipper(lost))
    .flatMap(dater(memory?.missing ?? [], now))
    .filter((part) => policy.removeForeign || !isForeign.has(part.cidr) || isPartial.has(part.cidr));
  const each = [...new Map(missing.map((part) => [part.cidr, part])).values()];
  const withheld = policy.force ? [] : each.filter((part) => part.withheld !== undefined);
  // No file was read that could list them again.
  const isOld = wants.feed === 'last-applied';
  const held = each.filter(
    (part) => part.withheld === undefined && (isOld || now - part.since < policy.hold),
  );

  const explained = new Set([...isWanted, ...fed, ...(wants.endedLeases ?? []).map(({ cidr }) => cidr)]);
  const perhapsLeased = unexplainedOf(
    ours.filter((cidr) => !explained.has(cidr)),
    wants,
    memory,
  );
  const kept = new Set([...held, ...withheld]);
  const { watch } = policy;
  // Also what somebody wants by now: should they end it, it is as foreign as before.
  const notOurs = sorted(actual.filter((entry) => !oursBefore.has(entry)));
  const foreignEntries = watch
    ? foreignEntriesOf(notOurs, memory?.foreignEntries ?? [], watch.edit, now)
    : [];

  return {
    month: monthOf(now),
    before: memory,
    actual: sorted(actual),
    wanted: inOrder([...wanted, ...perhapsLeased.map(wantedPerhaps)]),
    perhapsLeased,
    endedLeases: wants.endedLeases ?? [],
    ours,
    fedBefore,
    foreign,
    removeForeign: policy.removeForeign,
    // Of what nobody remembers, some may be the feed's.
    overstayed: overstayed(foreignEntries, unfed ? undefined : watch?.grace, now)
      .map(({ cidr }) => cidr)
      .filter((cidr) => isForeign.has(cidr)),
    foreignEntries,
    tooWide: watch ? foreign.filter((cidr) => isTooWide(cidr, watch.tooWide)) : [],
    held,
    withheld,
    due: each.filter((part) => !kept.has(part)),
    exempt: edited || ours.length === 0,
    feed: wants.feed,
    feedLists: ofFamily(fedWants(wants, memory), family).length > 0,
    syncToken: wants.feed === 'last-applied' ? memory?.syncToken : wants.syncToken,
    fingerprint: wants.feed === 'last-applied' ? memory?.fingerprint : wants.fingerprint,
    unfed,
  };
}

/** Nothing is remembered of what the feed wants here, nor read: whether the feed wants what is there is not known. */
function isUnfed({ feed }: Wants, memory: Memory | undefined): boolean {
  return feed === 'last-applied' && (memory === undefined || memory.unfed === true);
}

/** Where nothing was remembered, whatever the wants cover is doorlist's, also once only people's part of it was written. */
function oursOf(
  memory: Memory | undefined,
  lasting: readonly Cidr[],
  actual: readonly Cidr[],
  unfed: boolean,
): readonly Cidr[] {
  if (memory === undefined) return within(lasting, actual);
  return memory.unfed && !unfed ? [...memory.ours, ...within(lasting, actual)] : memory.ours;
}

function unpinned(ours: readonly Cidr[], wanted: readonly WantedEntry[]): Cidr[] {
  const pins = new Set(wanted.filter((entry) => entry.origin === 'pin').map((entry) => entry.cidr));
  return ours.filter((entry) => !pins.has(entry));
}

/** Another run, with a newer file, wrote here after this one read its own. */
function overtaken({ syncToken }: Wants, memory: Memory | undefined, { force }: PlanPolicy): boolean {
  return !force && syncToken !== undefined && syncToken < (memory?.syncToken ?? 0);
}

/** The wants without those of a file that is older than the one last applied, which stays in force. */
export function lastApplied({
  entries,
  endedLeases = [],
  unexplainedStays,
}: Pick<Wants, 'entries' | 'endedLeases' | 'unexplainedStays'>): Wants {
  return {
    entries: entries.filter((entry) => entry.origin !== 'feed'),
    endedLeases,
    ...(unexplainedStays ? { unexplainedStays } : {}),
    feed: 'last-applied',
  };
}

function wantedOf(family: Family, wants: Wants, memory: Memory | undefined): WantedEntry[] {
  const kept = wants.feed === 'last-applied' ? fedWants(wants, memory) : [];
  const reason: Reason = { kind: 'feed-last-applied' };
  const isLease = ({ origin }: WantedEntry) => origin === 'lease';
  // What the feed or a pin lets in stays theirs, whoever has a lease of it meanwhile.
  const ranked: WantedEntry[] = [
    ...wants.entries.filter(isLease),
    ...kept.map((cidr): WantedEntry => ({ cidr, origin: 'feed', reason })),
    ...wants.entries.filter((entry) => !isLease(entry)),
  ];
  return inOrder(ranked.filter(({ cidr }) => familyOf(cidr) === family));
}

/** Of several entries of one network the last. */
export function inOrder(entries: readonly WantedEntry[]): WantedEntry[] {
  const byCidr = new Map(entries.map((entry) => [entry.cidr, entry]));
  return sorted(byCidr.keys()).flatMap((cidr) => byCidr.get(cidr) ?? []);
}

function unexplainedOf(
  unexplained: readonly Cidr[],
  { unexplainedStays }: Wants,
  memory: Memory | undefined,
): PerhapsLeased[] {
  if (unexplainedStays === undefined) return [];
  const known = new Map(memory?.perhapsLeased?.map(({ cidr, since }) => [cidr, since]));
  return unexplained.map((cidr) => ({ cidr, since: known.get(cidr) ?? unexplainedStays.since }));
}

function wantedPerhaps({ cidr }: PerhapsLeased): WantedEntry {
  return { cidr, origin: 'lease', reason: { kind: 'perhaps-leased' } };
}

function fedWants(wants: Wants, memory: Memory | undefined): Cidr[] {
  if (wants.feed === 'last-applied') return subtractEntries(memory?.fed ?? [], memory?.missing ?? []);
  return wants.entries.filter((entry) => entry.origin === 'feed').map((entry) => entry.cidr);
}

/** The fed entries but for those that only stand for missing addresses. */
function subtractEntries(fed: readonly Cidr[], missing: readonly Missing[]): Cidr[] {
  const gone = new Set(missing.map((part) => part.cidr));
  return fed.filter((entry) => !gone.has(entry));
}

/** Cuts a missing network along the times at which its parts were first missed. */
function dater(before: readonly Missing[], now: number): (piece: Cidr) => Missing[] {
  const byCidr = new Map(before.map((part) => [part.cidr, part]));
  const nested = nesting(before);
  return (piece) => {
    const same = byCidr.get(piece);
    if (same) return [same];
    // Of several that hold the piece the narrowest, which comes last, says when it was first missed.
    const known = nested(piece).flatMap((part) => {
      const cidr = common(piece, part.cidr);
      return cidr === undefined ? [] : [{ ...part, cidr }];
    });
    const taken = known.map((part) => part.cidr);
    return [...known, ...subtract([piece], taken).map((cidr) => ({ cidr, since: now }))];
  };
}
