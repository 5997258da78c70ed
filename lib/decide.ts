import type { Decide } from './commit/plan-input.js';
import type { List, TargetRef } from './estate/estate.js';
import type { LeaseRows } from './leases/lease.js';
import type { Layout } from './plan/layout.js';
import { sorted } from './cidr.js';
import { adoptedIn, withAdopted } from './plan/adopted.js';
import { guard } from './plan/guard.js';
import type { Plan } from './plan/guarded-plan.js';
import { placeOf } from './plan/put-back.js';
import { plan, type Watch } from './plan/plan.js';
import { untouched } from './plan/untouched.js';
import { endsLeases, leasesFor } from './leases/end-leases.js';
import type { Failed } from './errors.js';
import type { ReadTarget } from './read.js';
import type { UnreadableRows } from './report/report.js';
import type { Recalled } from './state/recalled.js';
import { ended, leased } from './sources/leases.js';
import { siblingWants } from './sources/sibling-wants.js';
import { familyWarnings, wantsOf, type SourcesAnswer, type FeedFile } from './sources/wants.js';
import type { Warning } from './sources/warning.js';
import type { ListRow, TargetRow } from './state/state.js';
import { planWithMeasuredCapacity } from './commit/measure-capacity.js';
import type { Snapshot, Target } from './targets/target.js';
import { hasPeople, triggers } from './triggers/triggers.js';
import type { Run } from './triggers/run.js';
import { kinds } from './targets/kinds.js';
import { neededBy } from './targets/needed.js';

/** Everything that was read for a run, before anything is written. */
export interface Readings {
  feed: FeedFile;
  targets: ReadonlyMap<string, ReadTarget>;
  recalled: Recalled;
  now: number;
}

export interface PlannedList {
  list: List;
  answer: SourcesAnswer;
  warnings: Warning[];
  targets: PlannedTarget[];
  unreadable?: UnreadableRows;
}

export type PlannedTarget = { ref: TargetRef } & (Failed | Planned);

export interface Planned {
  target: Target;
  snapshot: Snapshot;
  /** Before the target was read, in milliseconds. */
  readAt: number;
  row: TargetRow;
  leases: LeaseRows;
  plan: Plan;
  /** Plans anew, should the target turn out to hold something else. */
  decide: Decide;
}

/** A guarded plan for each target of a list, or why there is none. Asks AWS only for room that is lacking. */
export async function planList(
  list: List,
  run: Run,
  { feed, targets, recalled, now }: Readings,
): Promise<PlannedList> {
  if ('error' in recalled) return failedList(list, recalled.error);
  const unreadable = unreadableRows(list, run, recalled, now);
  const answer = wantsOf(list, feed, recalled.feed.applied[list.name], {
    force: run.force,
    now,
    readsFeed: triggers[run.trigger].readsFeed,
  });
  if (answer.kind === 'failed') return { ...failedList(list, answer.error), ...unreadable };

  const own = recalled.leases.get(list.name) ?? { holdings: [], unreadable: [] };
  const remembered = recalled.lists.get(list.name);
  const plans = list.targets.map(async (ref): Promise<PlannedTarget> => {
    const seen = targets.get(ref.key) ?? { error: new Error(`${ref.arn} was not read.`) };
    if ('error' in seen) return { ref, error: seen.error };
    const row = recalled.targets.get(ref.key) ?? { error: new Error(`${ref.arn} was not recalled.`) };
    if ('error' in row) return { ref, error: row.error };
    const { target, snapshot } = seen;
    const leases = { ...own, ofSiblings: ofSiblings(target, recalled) };
    const decide = decider(list, ref, answer, run, feed, remembered);
    return planWithMeasuredCapacity(target, { snapshot, readAt: now, row, leases }, decide, now).then(
      (planned) => ({ ref, target, decide, plan: planned.plan, ...planned.seen }),
      (error: unknown) => ({ ref, error }),
    );
  });
  const planned = await Promise.all(plans);
  return {
    list,
    answer,
    targets: planned,
    ...unreadable,
    warnings: triggers[run.trigger].interactive ? [] : warningsOf(answer, planned),
  };
}

function decider(
  list: List,
  ref: TargetRef,
  answer: Exclude<SourcesAnswer, { kind: 'failed' }>,
  run: Run,
  feed: FeedFile,
  { announced, unreadableSince }: Pick<ListRow, 'announced' | 'unreadableSince'> = {},
): Decide {
  const { force } = run;
  const { readsFeed } = triggers[run.trigger];
  const announceOnly = isFirstFlush(run, announced);
  const watch = watchOf(list, ref, run, announced);
  const policy = {
    removeForeign: mayRemoveForeign(list, ref, run),
    hold: list.hold,
    force,
    ...(watch ? { watch } : {}),
  };
  return ({ snapshot, row: { memory, unfinished }, leases }, now) => {
    const { family, entries, partial } = snapshot;
    if (answer.kind === 'refused') return untouched(entries, memory, [answer.refusal]);
    // What an older file lacks is not known to be unwanted, and nothing tells what this target was fed before.
    if (readsFeed && answer.wants.feed === 'last-applied' && memory?.fingerprint === undefined)
      return untouched(entries, memory, [{ reason: 'older-file' }]);
    const holdings = leasesFor(run, list, leases.holdings, now);
    const until = keptUntil(list, run, unreadableSince ?? now);
    const wants = {
      ...answer.wants,
      entries: [...leased(holdings, now), ...answer.wants.entries],
      endedLeases: ended(holdings, now),
      ...(leases.unreadable.length > 0 && now < until
        ? { unexplainedStays: { since: unreadableSince ?? now } }
        : {}),
    };
    const layout = withAdopted(forSiblings(snapshot, feed, leases, now), memory?.adopted);
    const marked = snapshot.marked && sorted([...snapshot.marked, ...adoptedIn(layout)]);
    const proposal = plan({
      family,
      actual: entries,
      marked,
      partial,
      wants,
      memory,
      unfinished,
      policy,
      now,
    });
    return guard(proposal, {
      guards: list.guards,
      adopts: list.adopt && !kinds[ref.kind].flushOwnsForeign,
      foreignStays: staysForeign(list, ref),
      layout,
      place: placeOf(layout),
      partial,
      force,
      announceOnly,
    });
  };
}

/** Of the lists that the run is about, or that were read for a commit. */
function ofSiblings(
  { siblings = [] }: Target,
  { leases }: Exclude<Recalled, Failed>,
): NonNullable<LeaseRows['ofSiblings']> {
  return new Map(siblings.map(({ list }) => [list.id, leases.get(list.name)?.holdings ?? []]));
}

/** A layout that says what siblings have not got yet. */
function forSiblings(
  { layout, siblings = [] }: Snapshot,
  feed: FeedFile,
  { ofSiblings }: LeaseRows,
  now: number,
): Layout {
  if (siblings.length === 0) return layout;
  const needed = neededBy(siblings, ({ sibling: { list } }) =>
    siblingWants(list, feed, ofSiblings?.get(list.id) ?? [], now),
  );
  return { ...layout, needed };
}

function mayRemoveForeign(list: List, { kind }: TargetRef, { trigger }: Run): boolean {
  const { removesForeign } = triggers[trigger];
  return kinds[kind].flushOwnsForeign
    ? removesForeign || list.adopt
    : removesForeign && list.foreign === 'flush';
}

/** What others have put there stays when the list no longer wants it. */
function staysForeign({ adopt, flush, foreign }: List, { kind }: TargetRef): boolean {
  const { flushOwnsForeign } = kinds[kind];
  const isFlushed = flush !== undefined && (flushOwnsForeign || foreign === 'flush');
  return !isFlushed && !(flushOwnsForeign && adopt);
}

/** A list that people are on. Nobody is put out before a flush was announced, by then it is known to be a list of theirs. */
function watchOf(
  list: List,
  ref: TargetRef,
  { edit }: Run,
  announced: string | undefined,
): Watch | undefined {
  if (!hasPeople(list)) return undefined;
  const { tooWide, grace } = list;
  return {
    tooWide,
    ...(grace === undefined || announced === undefined ? {} : { grace }),
    ...(edit?.target === ref.key ? { edit } : {}),
  };
}

/** Nobody was told yet of what a flush of this list takes away, unless by this same event's twin or first try. */
function isFirstFlush({ trigger, by, occasion }: Run, announced: string | undefined): boolean {
  return (
    triggers[trigger].announcesFirst &&
    by === 'schedule' &&
    (announced === undefined || announced === occasion)
  );
}

function warningsOf(answer: SourcesAnswer, planned: readonly PlannedTarget[]): Warning[] {
  const families = planned.flatMap((target) => ('snapshot' in target ? [target.snapshot.family] : []));
  return families.length === planned.length ? familyWarnings(answer, families) : [];
}

/** Until when an entry stays that may be of a lease whose row cannot be read: no lease can last for longer. */
function keptUntil(list: List, run: Run, since: number): number {
  return endsLeases(run, list) ? since : since + (list.leases?.longest ?? 0);
}

function unreadableRows(
  list: List,
  run: Run,
  recalled: Exclude<Recalled, Failed>,
  now: number,
): Pick<PlannedList, 'unreadable'> {
  const row = recalled.lists.get(list.name);
  const leases = [...(recalled.leases.get(list.name)?.unreadable ?? [])];
  // Rows that are of every list are told once, with the first of them.
  const isFirst = list === run.lists[0];
  const replaced = [
    ...(row?.unreadable ? [`list#${list.name}`] : []),
    ...(isFirst && recalled.feed.unreadable ? ['feed'] : []),
    ...(isFirst && recalled.failures.unreadable ? ['failures'] : []),
  ];
  if (leases.length + replaced.length === 0) return {};
  return { unreadable: { leases, keptUntil: keptUntil(list, run, row?.unreadableSince ?? now), replaced } };
}

function failedList(list: List, error: unknown): PlannedList {
  const targets = list.targets.map((ref) => ({ ref, error }));
  return { list, answer: { kind: 'failed', error }, warnings: [], targets };
}
