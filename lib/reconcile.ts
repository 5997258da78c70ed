import { atRest, commit, type HeldLock } from './commit/commit.js';
import { planList, type PlannedList, type PlannedTarget } from './decide.js';
import type { Deps } from './deps.js';
import { failure, type Failure } from './errors.js';
import type { List } from './estate/estate.js';
import { forgetLeases } from './leases/forget.js';
import { leasesReader, readFeed, readTargets, recall, type ReadLeases } from './read.js';
import { failedReport, listReport, runReport, targetReport } from './report/outcome.js';
import { throwIfFailed, type ListReport, type Report, type TargetReport } from './report/report.js';
import type { Recalled } from './state/recalled.js';
import type { Request } from './targets/target.js';
import type { Run } from './triggers/run.js';
import { triggers } from './triggers/triggers.js';

/**
 * The one story behind every trigger: read sources and targets, plan and guard all, commit each, tell, and fail if
 * anything failed. Nothing is written before everything is planned; one target's trouble does not stop another's work.
 * `held`: the caller has the lock of the run's only target already.
 *
 * @throws RunFailed once all alerts are out, or could not be sent
 */
export async function reconcile(run: Run, deps: Deps, held?: HeldLock): Promise<Report> {
  const now = deps.now();
  const readLeases = leasesReader(run, deps);
  const recalled = await recall(run, now, deps, readLeases);
  const [feed, targets] = await Promise.all([readFeed(run, deps), readTargets(run, recalled, deps)]);

  const readings = { feed, targets, recalled, now };
  const plans = await Promise.all(run.lists.map((list) => planList(list, run, readings)));
  const lists = await Promise.all(plans.map((planned) => commitList(planned, run, deps, readLeases, held)));

  const report = runReport(run, now, feed, lists);
  deps.log.report(report);
  const untold = run.dryRun ? undefined : await tell(run, report, recalled, deps);
  throwIfFailed(report, untold);
  return report;
}

/** Why not all of it could be told or forgotten, if so. */
async function tell(run: Run, report: Report, recalled: Recalled, deps: Deps): Promise<Failure | undefined> {
  const told = deps.alerts.send(report, recalled);
  return told.then(() => forgetLeases(run, report, recalled, deps)).then(() => undefined, failure);
}

async function commitList(
  planned: PlannedList,
  run: Run,
  deps: Deps,
  readLeases: ReadLeases,
  held?: HeldLock,
): Promise<ListReport> {
  const commits = planned.targets.map((target) =>
    commitTarget(planned.list, target, run, deps, readLeases, held),
  );
  return listReport(planned, await Promise.all(commits));
}

async function commitTarget(
  list: List,
  planned: PlannedTarget,
  run: Run,
  deps: Deps,
  readLeases: ReadLeases,
  held?: HeldLock,
): Promise<TargetReport> {
  if ('error' in planned) return failedReport(list, planned.ref, planned.error);
  const { ref, target, snapshot, readAt, row, plan, decide } = planned;
  const claimant = { run: run.id, event: run.event };
  const policy = triggers[run.trigger];
  if (run.dryRun) return targetReport(list, planned, run, { requests: target.requests(snapshot, plan) });
  // Who waits for an answer waits for a commit, which also voids the token of a writer that died with the lock.
  if (!policy.interactive && atRest(plan, planned, target, claimant, deps.edition, deps.now()))
    return targetReport(list, planned, run);

  deps.log.plan(run, ref, plan);
  const { state, now, edition } = deps;
  const leases = () => readLeases.withSiblings(list, target);
  const log = (requests: readonly Request[]) => deps.log.requests(run, ref, requests);
  const input = { snapshot, readAt, row, leases: planned.leases };
  const committing = deps.inQueue(target.queue, () =>
    commit(target, input, decide, { state, now, claimant, edition, leases, policy, log, held }),
  );
  return committing.then(
    (committed) => targetReport(list, planned, run, committed),
    (error: unknown) => failedReport(list, ref, error),
  );
}
