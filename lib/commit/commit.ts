import { isDeepStrictEqual } from 'node:util';
import pRetry from 'p-retry';
import { delay } from '../delay.js';
import type { Claimant } from './claim.js';
import { givenBack, reportable } from './unreported.js';
import { Conflict, Transient } from '../errors.js';
import { isThrottled, lateIfThrottled } from '../targets/transient.js';
import { deployedOrThrow, isOfAnother, type Edition } from './edition.js';
import { differs, type Entry, type Plan } from '../plan/guarded-plan.js';
import type { LeaseRows } from '../leases/lease.js';
import type { Memory } from '../plan/memory.js';
import { isPutBack } from '../plan/put-back.js';
import { hasEntries, type Lock, type State, type TargetRow, type Written } from '../state/state.js';
import { planWithMeasuredCapacity } from './measure-capacity.js';
import { createContradictions } from './contradictions.js';
import { currentOrThrow, type Planned } from './current.js';
import type { Decide, PlanInput } from './plan-input.js';
import type { Known, Request, Snapshot, Target } from '../targets/target.js';
import type { TriggerPolicy } from '../triggers/triggers.js';

export interface CommitDeps {
  state: State;
  now: () => number;
  claimant: Claimant;
  edition: Edition;
  /** The list's leases as the table has them; asked after the target was read, so that the target is no younger. */
  leases: () => Promise<LeaseRows>;
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

/** Rows are capped, and so are mails. */
const keptEntries = 500;

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

/** What a plan is made of, and since when its leases may have changed. */
export interface Looked extends PlanInput {
  leasesAt: number;
}

async function leasesNow({ held, leases, now }: CommitDeps): Promise<Pick<Looked, 'leases' | 'leasesAt'>> {
  await held?.beforeLeases();
  const leasesAt = now();
  return { leases: await leases(), leasesAt };
}

/**
 * What was read before the lock is good as long as nobody has saved the row since: every write saves it before and after.
 * The row tells nothing of the writes of siblings, so what is shared with them is read under the lock.
 */
async function look(target: Target, before: PlanInput | undefined, deps: CommitDeps): Promise<Looked> {
  const { state, now } = deps;
  const row = await state.target(target.key);
  const theirs = await siblingRows(target, state);
  if (before && theirs.size === 0 && row.version === before.row.version && !mayBeStale(before, target, now()))
    return { ...before, row, ...(await leasesNow(deps)) };
  for (;;) {
    const snapshot = await target.read(row.known);
    const settles = Math.max(
      mayBeStale({ snapshot, row }, target, now()),
      siblingsMayBeStale(snapshot, theirs, target, now()),
    );
    if (settles === 0) return { snapshot, row, ...(await leasesNow(deps)) };
    await delay(settles);
  }
}

/** What is remembered of the siblings that a target has, who wait for its locks. */
async function siblingRows(
  { siblings = [] }: Target,
  state: State,
): Promise<ReadonlyMap<string, TargetRow | { error: unknown }>> {
  if (siblings.length === 0) return new Map();
  return (await state.read([], [...new Set(siblings.map(({ ref }) => ref.key))])).targets;
}

/** Whoever cannot read their row writes nothing, so a row that cannot be read says nothing of a late write. */
function siblingsMayBeStale(
  { siblings = [] }: Snapshot,
  rows: ReadonlyMap<string, TargetRow | { error: unknown }>,
  target: Target,
  now: number,
): number {
  const each = siblings.map(({ sibling, ...snapshot }) => {
    const row = rows.get(sibling.ref.key);
    return row === undefined || 'error' in row ? 0 : mayBeStale({ snapshot, row }, target, now);
  });
  return Math.max(0, ...each);
}

/** For how long yet AWS may describe what was before the last write, where it does not describe what that wrote. */
export function mayBeStale(
  { snapshot, row }: { snapshot: Pick<Snapshot, 'marked' | 'partial'>; row: TargetRow },
  { settlesAfter }: Target,
  now: number,
): number {
  const { marked, partial = [] } = snapshot;
  if (marked === undefined || row.writtenAt === undefined || row.memory === undefined) return 0;
  const settles = row.writtenAt + settlesAfter - now;
  const ours = new Set(row.memory.ours);
  // AWS may still describe an entry of ours with the port ranges that it had before an edit of the file.
  // After a write that failed on the way nobody knows what AWS should describe.
  const isAsWritten =
    !row.unfinished && isDeepStrictEqual(new Set(marked), ours) && !partial.some((cidr) => ours.has(cidr));
  return settles <= 0 || isAsWritten ? 0 : Math.min(settles, 1_000);
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
  { snapshot, row }: Omit<PlanInput, 'leases'>,
  target: Target,
  claimant: Claimant,
  edition: Edition,
  now: number,
): boolean {
  return (
    !differs(plan) &&
    !isOfAnother(row, edition) &&
    !remembers(row, plan.memory, snapshot.known) &&
    mayBeStale({ snapshot, row }, target, now) === 0 &&
    reportable(row.unreported, claimant, now).length === 0
  );
}

/** Whether something is new to the table. */
function remembers(row: TargetRow, memory: Memory | undefined, known: Known | undefined): boolean {
  return (
    !isDeepStrictEqual(row.memory, memory) || (known !== undefined && !isDeepStrictEqual(row.known, known))
  );
}

function rowOf(
  row: { [K in keyof TargetRow]: TargetRow[K] | undefined } & Pick<TargetRow, 'version' | 'unreported'>,
): TargetRow {
  const { version, edition, unreported, memory, known, writtenAt, unfinished } = row;
  return {
    version,
    unreported,
    ...(edition === undefined ? {} : { edition }),
    ...(memory ? { memory } : {}),
    ...(known ? { known } : {}),
    ...(writtenAt === undefined ? {} : { writtenAt }),
    ...(unfinished ? { unfinished } : {}),
  };
}

/**
 * What is remembered while a write is under way: ours is what was ours and what the write adds. The rest is remembered
 * once the write is done, since the next plan must not take an intention for a result.
 */
function intention({ memory }: Plan, before: Memory | undefined): Memory | undefined {
  if (memory === undefined) return before;
  const union = <T>(a: readonly T[], b: readonly T[]) => [...new Set([...a, ...b])];
  const { missing = [], ...rest } = before ?? {};
  return {
    ...rest,
    ours: union(before?.ours ?? [], memory.ours),
    fed: union(before?.fed ?? [], memory.fed),
    missing,
  };
}

function record(
  plan: Plan,
  claimant: Claimant,
  at: number,
  { tellsLeases }: CommitDeps['policy'],
): Written[] {
  const told = (entries: readonly Entry[]) =>
    entries.filter((entry) => tellsLeases || !entry.lease || isPutBack(entry));
  // What was put back comes last, since it is the least news of a change that is cut.
  const added = told(plan.add).toSorted((a, b) => Number(isPutBack(a)) - Number(isPutBack(b)));
  const [removed, moved] = [told(plan.remove), told(plan.move)];
  if (!tellsLeases && added.length + removed.length + moved.length === 0) return [];
  const written: Written = {
    ...claimant,
    at,
    added: added.slice(0, keptEntries),
    removed: removed.slice(0, keptEntries),
    moved: moved.slice(0, keptEntries),
    addedCount: added.length,
    removedCount: removed.length,
    movedCount: moved.length,
  };
  return [written];
}

/**
 * Of a change that was announced before its write: what is found done, and where marks tell, by doorlist. All of it,
 * unless the writer died or lost.
 */
function happened(written: Written, { entries, marked = entries, partial = [] }: Snapshot): Written[] {
  const counted = written.addedCount + written.removedCount + written.movedCount;
  if (counted > 0 && !hasEntries(written)) return [written];
  const [there, ours] = [new Set<string>(entries), new Set<string>(marked)];
  const cut = new Set<string>(partial);
  const added = written.added.filter((entry) => ours.has(entry.cidr) && !cut.has(entry.cidr));
  const removed = written.removed.filter((entry) => !there.has(entry.cidr));
  if (added.length + removed.length + written.moved.length === 0) return [];
  if (added.length === written.added.length && removed.length === written.removed.length) return [written];
  return [{ ...written, added, removed, addedCount: added.length, removedCount: removed.length }];
}
