import { isDeepStrictEqual } from 'node:util';
import pRetry from 'p-retry';
import { fallsTo, type Claimant } from './claim.js';
import { Conflict } from './errors.js';
import type { Plan } from './guard.js';
import type { Memory } from './plan.js';
import type { Lock, State, TargetRow, Written } from './state/state.js';
import type { Snapshot, Target } from './targets/target.js';

export interface CommitDeps {
  state: State;
  now: () => number;
  claimant: Claimant;
}

/** What a commit did: the plan that was written last, and everything not yet mailed. */
export interface Committed {
  plan: Plan;
  written: Written[];
}

/** What is planned from what a target holds and what is remembered of it. */
export type Decide = (snapshot: Snapshot, memory: Memory | undefined, now: number) => Plan;

/** Lost races before a commit gives up, with growing, random pauses: some 20 s in all. */
const patience = { retries: 6, minTimeout: 400, factor: 1.8, randomize: true };

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
 * @throws Unavailable; Conflict where the race was lost to the end. Then the target is as others left it.
 */
export async function commit(
  target: Target,
  seen: Seen,
  decide: Decide,
  deps: CommitDeps,
): Promise<Committed> {
  return deps.state.withLock(target.arn, (lock) => {
    let before = lock.waited || lock.takenOver ? undefined : seen;
    return pRetry(
      async () => {
        const now = await look(target, before, deps.state);
        before = undefined;
        return attempt(target, now, decide, lock, deps);
      },
      { ...patience, shouldRetry: ({ error }) => error instanceof Conflict },
    );
  });
}

/** A target, and what was remembered of it before it was read. */
export interface Seen {
  snapshot: Snapshot;
  row: TargetRow;
}

/** What was seen before the lock is good as long as nobody has saved the row since: every write saves it before and after. */
async function look(target: Target, before: Seen | undefined, state: State): Promise<Seen> {
  const row = before && (await state.target(target.arn));
  if (before && row?.version === before.row.version) return { snapshot: before.snapshot, row };
  const snapshot = await target.read();
  return { snapshot, row: await state.target(target.arn) };
}

async function attempt(
  target: Target,
  { snapshot, row }: Seen,
  decide: Decide,
  lock: Lock,
  { state, now, claimant }: CommitDeps,
): Promise<Committed> {
  const plan = decide(snapshot, row.memory, now());
  const before = row.unreported.flatMap((written) => happened(written, snapshot));
  const differs = plan.add.length + plan.remove.length > 0;
  if (!differs && !lock.takenOver) {
    if (changes(row, plan.memory)) await save(state, target.arn, row, plan.memory, before);
    return { plan, written: reportable(before, claimant, now()) };
  }
  const unreported = differs ? [...before, record(plan, claimant, now())] : before;
  const intended = await save(state, target.arn, row, intention(plan, row.memory), unreported);
  await target.write(snapshot, plan);
  await save(state, target.arn, intended, plan.memory, unreported);
  return { plan, written: reportable(unreported, claimant, now()) };
}

/** Whether a plan leaves nothing to do: nothing to write, remember or report. */
export function atRest(plan: Plan, row: TargetRow, claimant: Claimant, now: number): boolean {
  return (
    plan.add.length + plan.remove.length === 0 &&
    !changes(row, plan.memory) &&
    reportable(row.unreported, claimant, now).length === 0
  );
}

/** What is left to report once some of it has been mailed. */
export function withoutMailed(row: TargetRow, mailed: readonly Written[]): TargetRow {
  const isMailed = (written: Written) =>
    mailed.some((other) => other.run === written.run && other.at === written.at);
  return { ...row, unreported: row.unreported.filter((written) => !isMailed(written)) };
}

async function save(
  state: State,
  arn: string,
  row: TargetRow,
  memory: Memory | undefined,
  unreported: Written[],
): Promise<TargetRow> {
  await state.saveTarget(arn, { version: row.version, unreported, ...(memory ? { memory } : {}) });
  return { version: row.version + 1, unreported, ...(memory ? { memory } : {}) };
}

function changes(row: TargetRow, memory: Memory | undefined): boolean {
  return !isDeepStrictEqual(row.memory, memory);
}

/** While a write is under way, ours is what was ours and what it adds. The rest changes when it is done: whoever plans next must not take the wish for the deed. */
function intention({ memory }: Plan, before: Memory | undefined): Memory | undefined {
  if (memory === undefined) return before;
  const union = <T>(a: readonly T[], b: readonly T[]) => [...new Set([...a, ...b])];
  const { missing = [], syncToken, fingerprint } = before ?? {};
  return {
    ours: union(before?.ours ?? [], memory.ours),
    fed: union(before?.fed ?? [], memory.fed),
    missing,
    ...(syncToken === undefined ? {} : { syncToken }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

function record(plan: Plan, claimant: Claimant, at: number): Written {
  return {
    ...claimant,
    at,
    added: plan.add.slice(0, keptEntries),
    removed: plan.remove.slice(0, keptEntries),
    addedCount: plan.add.length,
    removedCount: plan.remove.length,
  };
}

/** Of a change that was announced before its write: what is found done. All of it, unless the writer died or lost. */
function happened(written: Written, snapshot: Snapshot): Written[] {
  const there = new Set<string>(snapshot.entries);
  const added = written.added.filter((entry) => there.has(entry.cidr));
  const removed = written.removed.filter((entry) => !there.has(entry.cidr));
  if (added.length + removed.length === 0) return [];
  if (added.length === written.added.length && removed.length === written.removed.length) return [written];
  return [{ ...written, added, removed, addedCount: added.length, removedCount: removed.length }];
}

/** A run mails what it wrote itself, in an earlier try too, and what a dead run left. */
function reportable(unreported: readonly Written[], claimant: Claimant, now: number): Written[] {
  return unreported.filter((written) => fallsTo(claimant, written, now));
}
