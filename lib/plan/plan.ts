import { clipper, ofFamily, sorted, subtract, within, type Cidr, type Family } from '../cidr.js';
import { monthOf } from '../text/month.js';
import { foreignEntriesOf, isTooWide, overstayed, type Edit, type ForeignEntry } from './foreign.js';
import type { Memory, Missing, PerhapsLeased } from './memory.js';
import { dater } from './missing.js';
import {
  fedWants,
  inOrder,
  lastApplied,
  wantedOf,
  type EndedLease,
  type WantedEntry,
  type Wants,
} from './wanted.js';

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
  /** A write began and did not end well, so what is remembered as ours may never have been there. */
  unfinished?: boolean | undefined;
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
  /** AWS keeps a mark of doorlist's with each entry. */
  marks: boolean;
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
  /** A selection edited in the file: neither shares nor holding apply. A first fill has nothing of ours that could go. */
  edited: boolean;
  feed: Wants['feed'];
  /** Whether the feed has anything for this family, be it pinned as well. */
  feedLists: boolean;
  syncToken: number | undefined;
  fingerprint: string | undefined;
  /** The feed was never read for what is there. */
  unfed: boolean;
  /** What the last write left here, where it ended well; and what CloudTrail said of the last edit. */
  left: { ours: readonly Cidr[]; edit?: Edit };
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
  unfinished = false,
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
    marks: marked !== undefined,
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
    edited,
    feed: wants.feed,
    feedLists: ofFamily(fedWants(wants, memory), family).length > 0,
    syncToken: wants.feed === 'last-applied' ? memory?.syncToken : wants.syncToken,
    fingerprint: wants.feed === 'last-applied' ? memory?.fingerprint : wants.fingerprint,
    unfed,
    left: {
      ours: unfinished ? [] : (memory?.ours ?? []),
      ...(watch?.edit ? { edit: watch.edit } : {}),
    },
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
