import type { Alerts } from './report/alerts.js';
import { atRest, commit } from './commit/commit.js';
import { planList, type PlannedList, type PlannedTarget } from './decide.js';
import { failure, type Failure } from './errors.js';
import type { List, TargetRef } from './estate/estate.js';
import type { Log } from './report/log.js';
import type { Turns } from './targets/rate-limit.js';
import { forgetLeases } from './leases/lifecycle.js';
import { leasesOf, readFeed, readTargets, recall, type Recalled } from './read.js';
import { failedReport, listReport, runReport, targetReport, throwIfFailed } from './report/report.js';
import type { ListReport, Report, TargetReport } from './report/report.js';
import type { Feed } from './sources/feed/feed.js';
import type { State } from './state/state.js';
import type { Request, Target } from './targets/target.js';
import type { Run } from './triggers/trigger.js';

/** The world that a run acts in. */
export interface Deps {
  feed: Feed;
  target: (list: List, ref: TargetRef) => Target;
  inTurn: Turns;
  state: State;
  alerts: Alerts;
  log: Log;
  /** In milliseconds. */
  now: () => number;
  /** Between 0 and 1, so that those who wait do not all look at once. */
  random: () => number;
}

/**
 * The one story behind every trigger: read sources and targets, plan and guard all, commit each, tell, and fail if
 * anything failed. Nothing is written before everything is planned; one target's trouble does not stop another's work.
 *
 * @throws RunFailed once all alerts are out, or could not be sent
 */
export async function reconcile(run: Run, deps: Deps): Promise<Report> {
  const now = deps.now();
  const recalled = await recall(run, now, deps);
  const [feed, targets] = await Promise.all([readFeed(run, deps), readTargets(run, recalled, deps)]);

  const readings = { feed, targets, recalled, now };
  const plans = await Promise.all(run.lists.map((list) => planList(list, run, readings)));
  const lists = await Promise.all(plans.map((planned) => commitList(planned, run, deps)));

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

async function commitList(planned: PlannedList, run: Run, deps: Deps): Promise<ListReport> {
  const commits = planned.targets.map((target) => commitTarget(planned.list, target, run, deps));
  return listReport(planned, await Promise.all(commits));
}

async function commitTarget(list: List, planned: PlannedTarget, run: Run, deps: Deps): Promise<TargetReport> {
  if ('error' in planned) return failedReport(list, planned.ref, planned.error);
  const { ref, target, snapshot, row, leases: seen, plan, decide } = planned;
  const claimant = { run: run.id, event: run.event };
  if (run.dryRun) return targetReport(list, planned, run, { requests: target.requests(snapshot, plan) });
  const rests = () => atRest(plan, { snapshot, row }, target, claimant, deps.now());
  // A person waits for a commit, which also voids the token of whoever died with the lock.
  if (run.trigger !== 'access' && rests()) return targetReport(list, planned, run);

  deps.log.plan(run, ref, plan);
  const { state, now } = deps;
  const leases = () => leasesOf(list, state);
  const [quiet, hurried] = [run.trigger !== 'flush', run.trigger === 'access'];
  const log = (requests: readonly Request[]) => deps.log.requests(run, ref, requests);
  return deps
    .inTurn(target.lane, () =>
      commit(target, { snapshot, row, leases: seen }, decide, {
        state,
        now,
        claimant,
        leases,
        quiet,
        hurried,
        log,
      }),
    )
    .then(
      (committed) => targetReport(list, planned, run, committed),
      (error: unknown) => failedReport(list, ref, error),
    );
}
