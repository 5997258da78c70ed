import type { Cidr, Family } from '../cidr.js';
import type { Planned, PlannedList } from '../decide.js';
import { failure, type Failure } from '../errors.js';
import { capacityOf } from '../plan/arrange.js';
import type { List, TargetRef } from '../estate/estate.js';
import type { Entry, Plan } from '../plan/guard.js';
import type { Refusal } from '../plan/refusals.js';
import type { Size } from '../plan/plan.js';
import type { FeedFile } from '../sources/wants.js';
import type { Applied, Written } from '../state/state.js';
import type { Request } from '../targets/target.js';
import type { Run } from '../triggers/trigger.js';

/** What a run did to one target. */
export type Outcome = 'unchanged' | 'planned' | 'applied' | 'refused' | 'failed';

export interface TargetReport {
  list: string;
  target: TargetRef;
  /** Absent where the target could not be read. */
  family?: Family;
  outcome: Outcome;
  wanted: number;
  held: number;
  foreign: number;
  added: Entry[];
  removed: Entry[];
  /** Of what is kept, the entries whose rules changed. */
  moved: Entry[];
  kept: Entry[];
  refusals: Refusal[];
  error?: Failure;
  /** The calls that a dry run would have made. */
  requests: Request[];
  /** How many entries the target takes. */
  capacity?: number;
  /** How many entries were wanted, by month, the oldest first. */
  growth?: Size[];
  /** What has not been mailed yet: of this run, and of a dead one. */
  written: Written[];
}

export interface ListReport {
  list: string;
  targets: TargetReport[];
  warnings: string[];
  /** Entries of the selection that are not globally routable. */
  dropped: Cidr[];
  /** To be remembered where everything was applied or unchanged. */
  applied?: Applied;
}

/** The value of a run: what the log, the mails, the command line and the caller are told. Plain JSON. */
export interface Report {
  run: string;
  event: string;
  trigger: Run['trigger'];
  by: Run['by'];
  occasion?: string;
  dryRun: boolean;
  force: boolean;
  /** In milliseconds. */
  now: number;
  feed?: { syncToken: number; createDate: string };
  lists: ListReport[];
}

/** What became of a planned target; `done` is what a commit or a dry run knows beyond the plan. */
export function targetReport(
  list: List,
  planned: { ref: TargetRef } & Planned,
  run: Run,
  done: { plan?: Plan; written?: Written[]; requests?: Request[] } = {},
): TargetReport {
  const { plan = planned.plan, written = [], requests = [] } = done;
  const own = written.filter((change) => change.event === run.event);
  const added = merged([...own.flatMap((change) => change.added), ...plan.add]);
  const removed = merged([...own.flatMap((change) => change.removed), ...plan.remove]);
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
    moved: plan.move,
    kept: plan.keep,
    refusals: plan.refusals,
    requests: changed ? requests : [],
    capacity: capacityOf(planned.snapshot.layout),
    ...(plan.memory?.sizes ? { growth: plan.memory.sizes } : {}),
    written,
  };
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

export function listReport({ list, answer, warnings }: PlannedList, targets: TargetReport[]): ListReport {
  const report = { list: list.name, targets, warnings };
  if (answer.kind !== 'known') return { ...report, dropped: [] };
  return { ...report, dropped: answer.dropped, ...(answer.applied ? { applied: answer.applied } : {}) };
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

export function allTargets(report: Report): TargetReport[] {
  return report.lists.flatMap((list) => list.targets);
}

/** All alerts are out and something still failed: the run must fail, so that it is tried again and alarms ring. */
export class RunFailed extends Error {
  override name = 'RunFailed';
  readonly report: Report;

  constructor(report: Report, message: string) {
    super(message);
    this.report = report;
  }
}

/** @throws RunFailed with every reason once; `untold`: why mails could not be sent */
export function throwIfFailed(report: Report, untold: Failure | undefined): void {
  const all = allTargets(report);
  const failed = all.filter((target) => target.outcome === 'failed');
  if (failed.length === 0 && !untold) return;
  const parts = [
    ...(failed.length > 0 ? [`${report.trigger} failed for ${failed.length} of ${all.length} targets.`] : []),
    ...new Set(failed.map((target) => target.error?.message ?? 'unknown')),
    ...(untold
      ? [`What this ${report.trigger} did could not be mailed or remembered: ${untold.message}`]
      : []),
  ];
  throw new RunFailed(report, parts.join(' '));
}
