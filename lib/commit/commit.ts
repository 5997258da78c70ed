import pRetry from 'p-retry';
import type { Claimant } from './claim.js';
import { givenBack, reportable } from './unreported.js';
import { Conflict, Transient } from '../errors.js';
import { isThrottled, lateIfThrottled } from '../targets/transient.js';
import { deployedOrThrow, isOfAnother, type Edition } from './edition.js';
import { differs, type Plan } from '../plan/guarded-plan.js';
import type { Lock, Written } from '../state/state.js';
import { planWithMeasuredCapacity } from './measure-capacity.js';
import { createContradictions } from './contradictions.js';
import { currentOrThrow, type Planned } from './current.js';
import { leasesNow, look, mayBeStale, type LookDeps, type Looked } from './look.js';
import type { Decide, PlanInput } from './plan-input.js';
import { intention, remembers, rowOf } from './saved-row.js';
import { happened, record } from './written.js';
import type { Request, Target } from '../targets/target.js';
import type { TriggerPolicy } from '../triggers/triggers.js';

export interface CommitDeps extends LookDeps {
  claimant: Claimant;
  edition: Edition;
  policy: Pick<TriggerPolicy, 'tellsLeases' | 'interactive'>;
  /** Hears every request before it is sent. */
  log: (requests: readonly Request[]) => void;
  /** Absent: the lock is taken for this commit. */
  held: HeldLock | undefined;
}

/** The lock of a target that the caller holds, who commits for everybody that waits. */
export interface HeldLock {
  lock: Lock;
  /** Called before the leases are read: whoever wrote a lease request before this is served by the commit. */
  beforeLeases: () => Promise<void>;
  /** When whoever waits has to be answered. */
  until: number;
}

/** What a commit did: the plan that was written last, and everything not yet mailed. */
export interface Committed {
  plan: Plan;
  written: Written[];
}

/** A commit gives up after so many lost races, with growing, random pauses: some 20 s in all. */
const retryPolicy = { retries: 6, minTimeout: 400, factor: 1.8, randomize: true };

/** While somebody waits for the answer, some 2 s. */
const interactiveRetries = 2;

/** What AWS throttled is planned anew so many times: some two minutes in all, since all callers of an account share one write a second. */
const transientPolicy = { retries: 14, minTimeout: 400, factor: 1.8, maxTimeout: 10_000, randomize: true };

/** While somebody waits for the answer, some 4 s. */
const interactiveTransientRetries = 3;

/**
 * One locked read-plan-guard-write of one target.
 *
 * `seen` is what the run has read already. It is good enough to write on, since the target's token goes into the
 * write, but not after another run held the lock in between: then the target is read again, and the row after it.
 *
 * What is about to be written is saved before, so that a crash leaves neither entries that nobody owns nor a
 * change that nobody is told of.
 *
 * @throws Unavailable; Late where that would be done only after whoever waits has to be answered; Conflict where the race
 * was lost to the end. Then the target is as others left it.
 */
export async function commit(
  target: Target,
  seen: PlanInput,
  decide: Decide,
  deps: CommitDeps,
): Promise<Committed> {
  const { interactive } = deps.policy;
  const work = (lock: Lock) => {
    let before = lock.waited || lock.takenOver ? undefined : seen;
    const contradictions = createContradictions();
    const trying = (looked: Looked) =>
      attempt(target, looked, decide, lock, deps).catch((error: unknown) => {
        contradictions.heard(error);
        throw error;
      });
    const unlessLost = () =>
      pRetry(
        async (attempts) => {
          const looked = await look(target, before, deps);
          before = undefined;
          contradictions.looked(looked.snapshot);
          if (attempts === 1) return trying(looked);
          const snapshot = (await target.measureCapacity?.(looked.snapshot)) ?? looked.snapshot;
          return trying({ ...looked, snapshot: contradictions.believed(snapshot) });
        },
        {
          ...retryPolicy,
          ...(interactive ? { retries: interactiveRetries } : {}),
          shouldRetry: ({ error }) => error instanceof Conflict,
        },
      ).catch((error: unknown) => Promise.reject(contradictions.judged(error, target)));
    return pRetry(unlessLost, {
      ...transientPolicy,
      ...(interactive ? { retries: interactiveTransientRetries } : {}),
      shouldRetry: ({ error }) => error instanceof Transient,
    });
  };
  return deps.held ? work(deps.held.lock).catch(lateIfThrottled) : deps.state.withLock(target, work);
}

async function attempt(
  target: Target,
  looked: Looked,
  decide: Decide,
  lock: Lock,
  deps: CommitDeps,
): Promise<Committed> {
  const { state, now, claimant, edition, log, policy } = deps;
  const voids = lock.takenOver && target.fenced;
  const planned = await planOnceReserved(target, looked, decide, deps, voids);
  const { seen, plan } = planned;
  const { snapshot, row } = seen;
  const left = row.unreported.flatMap((written) => happened(written, snapshot));
  const known = snapshot.known ?? row.known;
  const writes = differs(plan) || voids;
  const saves = remembers(row, plan.memory, known) || left.length < row.unreported.length;
  if (!writes && !saves && !isOfAnother(row, edition))
    return { plan, written: reportable(left, claimant, now()) };
  await deployedOrThrow(row, edition);
  const { own } = edition;
  if (!writes) {
    const same = { ...row, edition: own, memory: plan.memory, known, unreported: left };
    await state.saveTarget(target.key, rowOf({ ...same, unfinished: undefined }));
    return { plan, written: reportable(left, claimant, now()) };
  }
  const requests = target.requests(snapshot, plan);
  log(requests);
  const unreported = differs(plan) ? [...left, ...record(plan, claimant, now(), policy)] : left;
  const memory = intention(plan, row.memory);
  const begun = {
    version: row.version,
    edition: own,
    known,
    memory,
    unreported,
    writtenAt: now(),
    unfinished: true as const,
  };
  await state.saveTarget(target.key, rowOf(begun));
  let current = planned;
  let calls = 0;
  const beforeCall = async () => {
    current = await currentOrThrow(current, requests, target, decide, deps);
    calls += 1;
  };
  const learnt = await target.write(snapshot, requests, beforeCall).catch(async (error: unknown) => {
    const isUntouched = calls === 0 || (calls === 1 && error instanceof Transient && isThrottled(error));
    const last = isUntouched
      ? { memory: row.memory, writtenAt: row.writtenAt, unfinished: row.unfinished }
      : { writtenAt: now() };
    const left = givenBack(unreported, claimant.run);
    const failed = { ...begun, version: row.version + 1, unreported: left, ...last };
    await state.saveTarget(target.key, rowOf(failed)).catch(() => undefined);
    throw error;
  });
  const done = {
    version: row.version + 1,
    edition: own,
    known: learnt ?? known,
    unreported,
    writtenAt: now(),
  };
  await state.saveTarget(target.key, rowOf({ ...done, memory: plan.memory }));
  return { plan, written: reportable(unreported, claimant, now()) };
}

/**
 * Plans on the leases as they are once AWS takes the write: so it serves all who asked in the meantime, and nobody
 * whose lease ended in the meantime.
 */
async function planOnceReserved(
  target: Target,
  { leasesAt, ...looked }: Looked,
  decide: Decide,
  deps: CommitDeps,
  voids: boolean,
): Promise<Planned> {
  const plan = async (input: PlanInput, readAt: number): Promise<Planned> => {
    const plannedAt = deps.now();
    return {
      ...(await planWithMeasuredCapacity(target, input, decide, plannedAt)),
      leasesAt: readAt,
      plannedAt,
    };
  };
  const planned = await plan(looked, leasesAt);
  if (target.reserve === undefined || (!differs(planned.plan) && !voids)) return planned;
  await target.reserve(deps.held?.until);
  const { leasesAt: freshAt, leases } = await leasesNow(deps);
  return plan({ ...planned.seen, leases }, freshAt);
}

/**
 * Whether a plan leaves nothing to do: nothing to write, remember or report. Where another edition wrote the row, the
 * row has to say that this one found the target as it should be.
 */
export function atRest(
  plan: Plan,
  { snapshot, readAt, row }: Omit<PlanInput, 'leases'>,
  target: Target,
  claimant: Claimant,
  edition: Edition,
  now: number,
): boolean {
  return (
    !differs(plan) &&
    !isOfAnother(row, edition) &&
    !remembers(row, plan.memory, snapshot.known) &&
    mayBeStale({ snapshot, readAt, row }, target) === 0 &&
    reportable(row.unreported, claimant, now).length === 0
  );
}
