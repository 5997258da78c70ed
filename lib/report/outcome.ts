import type { Planned, PlannedList } from '../decide.js';
import { failure } from '../errors.js';
import type { List, TargetRef } from '../estate/estate.js';
import { capacityOf, type Layout } from '../plan/layout.js';
import type { Entry, Plan } from '../plan/guarded-plan.js';
import type { FeedFile } from '../sources/wants.js';
import type { Written } from '../state/state.js';
import type { Request } from '../targets/target.js';
import type { Run } from '../triggers/run.js';
import type { ListReport, Report, TargetReport } from './report.js';
import { toldEntry, toldRefusal, toldWritten } from './told.js';
import { warningWords } from './words.js';

/** What became of a planned target; `done` is what a commit or a dry run knows beyond the plan. */
export function targetReport(
  list: List,
  planned: { ref: TargetRef } & Planned,
  run: Run,
  done: { plan?: Plan; written?: Written[]; requests?: Request[] } = {},
): TargetReport {
  const { plan = planned.plan, written = [], requests = [] } = done;
  const own = written.filter((change) => change.event === run.event);
  const added = merged([...own.flatMap((change) => change.added), ...plan.add]).map(toldEntry);
  const removed = merged([...own.flatMap((change) => change.removed), ...plan.remove]).map(toldEntry);
  // An entry that an earlier try of this run added stands among those that the last plan keeps.
  const isAdded = new Set(added.map(({ cidr }) => cidr));
  const changed = added.length + removed.length + plan.steps.length > 0;
  return {
    list: list.name,
    target: planned.ref,
    family: planned.snapshot.family,
    outcome:
      plan.refusals.length > 0 ? 'refused' : !changed ? 'unchanged' : run.dryRun ? 'planned' : 'applied',
    wanted: plan.wanted,
    held: plan.held,
    foreign: plan.foreign,
    added,
    removed,
    moved: plan.move.map(toldEntry),
    kept: plan.keep.filter(({ cidr }) => !isAdded.has(cidr)).map(toldEntry),
    refusals: plan.refusals.map(toldRefusal),
    ...(plan.notOurs ? { notOurs: plan.notOurs } : {}),
    ...(plan.memory?.remade ? { remade: plan.memory.remade } : {}),
    requests: changed ? requests : [],
    ...capacityKnown(planned.snapshot.layout),
    ...(plan.memory?.sizes ? { growth: plan.memory.sizes } : {}),
    written: written.map(toldWritten),
  };
}

/** What AWS does not tell in full has no limit that a target could be near. */
function capacityKnown(layout: Layout): Pick<TargetReport, 'capacity'> {
  const isVague = layout.containers.some(
    ({ full, lists = [] }) => full === true || lists.some(({ unknown }) => unknown),
  );
  return isVague ? {} : { capacity: capacityOf(layout) };
}

/** A commit that lost a race may have written more than once: each entry is told once. */
function merged(entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [entry.cidr, entry])).values()];
}

export function failedReport(list: List, target: TargetRef, error: unknown): TargetReport {
  const nothing = {
    wanted: 0,
    held: 0,
    foreign: 0,
    added: [],
    removed: [],
    moved: [],
    kept: [],
    refusals: [],
    requests: [],
    written: [],
  };
  return { list: list.name, target, outcome: 'failed', error: failure(error), ...nothing };
}

export function listReport(
  { list, answer, warnings, unreadable }: PlannedList,
  targets: TargetReport[],
): ListReport {
  const told = warnings.map(warningWords);
  const report = { list: list.name, targets, warnings: told, ...(unreadable ? { unreadable } : {}) };
  if (answer.kind !== 'known') return { ...report, dropped: [] };
  return {
    ...report,
    dropped: answer.dropped,
    ...(answer.applied ? { applied: answer.applied } : {}),
    ...(answer.wants.feed === 'last-applied' ? { byLastApplied: true as const } : {}),
  };
}

export function runReport(
  { id, event, trigger, by, occasion, dryRun, force }: Run,
  now: number,
  feed: FeedFile,
  lists: ListReport[],
): Report {
  const file =
    feed && 'file' in feed
      ? { feed: { syncToken: feed.file.syncToken, createDate: feed.file.createDate } }
      : {};
  return {
    run: id,
    event,
    trigger,
    by,
    ...(occasion === undefined ? {} : { occasion }),
    dryRun,
    force,
    now,
    ...file,
    lists,
  };
}
