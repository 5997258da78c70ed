import type { Cidr, Family } from '../cidr.js';
import type { Failure } from '../errors.js';
import type { TargetRef } from '../estate/estate.js';
import type { Size } from '../plan/memory.js';
import type { NotOurs } from '../plan/not-ours.js';
import type { Applied } from '../state/state.js';
import type { Request } from '../targets/target.js';
import type { Run } from '../triggers/run.js';
import type { ToldEntry, ToldRefusal, ToldWritten } from './told.js';

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
  added: ToldEntry[];
  removed: ToldEntry[];
  /** Of what is kept, the entries whose rules changed. */
  moved: ToldEntry[];
  kept: ToldEntry[];
  refusals: ToldRefusal[];
  /** What of the selection is somebody else's and stays when the feed drops it. */
  notOurs?: NotOurs;
  /** What somebody has made anew where doorlist's entries stood. */
  remade?: Cidr[];
  error?: Failure;
  /** The calls that a dry run would have made. */
  requests: Request[];
  /** How many entries the target takes. */
  capacity?: number;
  /** How many entries were wanted, by month, the oldest first. */
  growth?: Size[];
  /** Of an answer that would be too long: how many came, went and moved. */
  counts?: { added: number; removed: number; moved: number };
  /** What has not been mailed yet: of this run, and of a dead one. */
  written: ToldWritten[];
}

export interface ListReport {
  list: string;
  targets: TargetReport[];
  /** Sentences without their full stop. */
  warnings: string[];
  /** Entries of the selection that are not globally routable. */
  dropped: Cidr[];
  /** To be remembered where everything was applied or unchanged. */
  applied?: Applied;
  /** The list has a feed, and the run went by what the last applied file fed. */
  byLastApplied?: true;
  /** Rows of the table that no version wrote, or another one; absent where there are none. */
  unreadable?: UnreadableRows;
}

/** By their names. */
export interface UnreadableRows {
  /** Of the list's leases: they stay as they are. */
  leases: string[];
  /** Until when entries stay that they may explain, in milliseconds. */
  keptUntil: number;
  /** Rows that stand for nobody: what this version knows is written in their place. */
  replaced: string[];
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

/** The message goes to the failure queue, whose messages have a limit: the mail and the log have the other reasons. */
const mostReasons = 12;
const longestReason = 1_000;

/** @throws RunFailed with the first reasons, each once, and how many more there are; `untold`: why mails could not be sent */
export function throwIfFailed(report: Report, untold: Failure | undefined): void {
  const all = allTargets(report);
  const failed = all.filter((target) => target.outcome === 'failed');
  if (failed.length === 0 && !untold) return;
  const reasons = [...new Set(failed.map((target) => target.error?.message ?? 'unknown'))];
  const others = reasons.length - mostReasons;
  const parts = [
    ...(failed.length > 0 ? [`${report.trigger} failed for ${failed.length} of ${all.length} targets.`] : []),
    ...reasons.slice(0, mostReasons).map(shortened),
    ...(others > 0 ? [`${others} more reasons are in the mail and in the log.`] : []),
    ...(untold
      ? [`What this ${report.trigger} did could not be mailed or remembered: ${shortened(untold.message)}`]
      : []),
  ];
  throw new RunFailed(report, parts.join(' '));
}

function shortened(reason: string): string {
  return reason.length <= longestReason ? reason : `${reason.slice(0, longestReason)} …`;
}
