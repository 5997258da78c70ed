import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { AuditRecord } from '../leases/audit.js';
import type { TargetRef } from '../estate/estate.js';
import type { Plan } from '../plan/guarded-plan.js';
import { bytesOf } from './brief.js';
import { allTargets, type Report, type TargetReport } from './report.js';
import { toldEntry, toldRefusal, type ToldRefusal } from './told.js';
import type { Request } from '../targets/target.js';
import type { Run } from '../triggers/run.js';

/** A quiet run is one line; a changed run is its plan, too, before it is written. */
export interface Log {
  plan(run: Run, target: TargetRef, plan: Plan): void;
  /** The very values that are sent. */
  requests(run: Run, target: TargetRef, requests: readonly Request[]): void;
  report(report: Report): void;
  /** Who was let in and out. Absent where nobody keeps that: what is not on record yet is left to others. */
  audit?(record: AuditRecord): void;
}

/** `leftOut` may name every network of a full target. */
function fitting(refusal: ToldRefusal): object {
  if (!('leftOut' in refusal) || fits(refusal.leftOut)) return refusal;
  return { ...refusal, leftOut: refusal.leftOut.length };
}

/** Structured lines and EMF metrics; the metric `Refused` is what the alarm of that name watches. */
export function createLog(logger: Logger, metrics: Metrics): Log {
  return {
    plan(run, { key }, { add, remove, move, wanted, held, refusals }) {
      const entries = { add: add.map(toldEntry), remove: remove.map(toldEntry), move: move.map(toldEntry) };
      logger.info('plan', {
        run: run.id,
        trigger: run.trigger,
        target: key,
        ...(fits(entries) ? entries : { add: add.length, remove: remove.length, move: move.length }),
        wanted,
        held,
        refusals: refusals.map(toldRefusal).map(fitting),
      });
    },
    requests(run, { key }, requests) {
      for (const { operation, input } of requests)
        logger.info('request', {
          run: run.id,
          target: key,
          operation,
          ...(fits(input) ? { input } : { inputBytes: bytesOf(input) }),
        });
    },
    audit({ what, list, person, lease, at, ...rest }) {
      const { network, device, why, since, until } = lease;
      const iso = (ms: number) => new Date(ms).toISOString();
      const times = { since: iso(since), until: iso(until), at: iso(at) };
      logger.info('audit', { what, list, who: person, network, device, why, ...times, ...rest });
    },
    report(report) {
      const targets = allTargets(report);
      const of = (outcome: string) => targets.filter((target) => target.outcome === outcome).length;
      const counts = {
        unchanged: of('unchanged'),
        applied: of('applied'),
        planned: of('planned'),
        refused: of('refused'),
        failed: of('failed'),
      };
      const { run, trigger, by, dryRun, force, feed } = report;
      const warnings = report.lists.flatMap(({ list, warnings: each }) =>
        each.map((warning) => ({ list, warning })),
      );
      const trouble = targets
        .filter((target) => target.error ?? target.refusals.length > 0)
        .map(({ list, target, error, refusals }) => ({ list, target: target.key, error, refusals }));
      logger.info('run', {
        run,
        trigger,
        by,
        dryRun,
        force,
        feed,
        ...counts,
        ...(trouble.length > 0 ? { trouble: fits(trouble) ? trouble : trouble.length } : {}),
        ...(warnings.length > 0 ? { warnings: fits(warnings) ? warnings : warnings.length } : {}),
      });
      if (dryRun) return;
      metrics.addMetric('Runs', MetricUnit.Count, 1);
      metrics.addMetric(
        'Added',
        MetricUnit.Count,
        targets.reduce((sum, target) => sum + target.added.length, 0),
      );
      metrics.addMetric(
        'Removed',
        MetricUnit.Count,
        targets.reduce((sum, target) => sum + target.removed.length, 0),
      );
      metrics.addMetric('Refused', MetricUnit.Count, targets.filter(ringing).length);
      metrics.addMetric('Failed', MetricUnit.Count, counts.failed);
    },
  };
}

/**
 * An event of CloudWatch Logs takes 1 MB, and took 256 KB before; a part of one that is longer ends in its count.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
const mostPartBytes = 450_000;

function fits(part: unknown): boolean {
  return bytesOf(part) <= mostPartBytes;
}

/** For who wants to hear nothing, and keeps nothing. */
export const silent: Log = {
  plan: () => undefined,
  requests: () => undefined,
  report: () => undefined,
};

/** An announced first flush is news, not trouble. */
function ringing({ refusals }: TargetReport): boolean {
  return refusals.some((refusal) => refusal.reason !== 'first-flush');
}
