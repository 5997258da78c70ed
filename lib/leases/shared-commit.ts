import { randomUUID } from 'node:crypto';
import type { Cidr } from '../cidr.js';
import { delay } from '../delay.js';
import type { List, TargetRef } from '../estate/estate.js';
import type { Deps } from '../deps.js';
import { isLate } from '../errors.js';
import { reconcile } from '../reconcile.js';
import { effectOf, keepsOpen, keepsOut, type ToldBefore } from '../plan/refusals.js';
import { allTargets, RunFailed, type Report } from '../report/report.js';
import { refusalOf } from '../report/told.js';
import type { Lock, CommitSequence } from '../state/state.js';
import type { Run } from '../triggers/run.js';

/** What became of a lease request at one target. */
export type CommitAnswer =
  /** A commit that began after the request was written has ended well: the request is served. */
  | { kind: 'done' }
  /** It has ended, and refused to write. */
  | { kind: 'refused'; refusal: ToldBefore }
  /** None has ended yet: the request stands, and the next commit or sweep serves it. */
  | { kind: 'waiting' };

/** How often the table is asked: a commit of an IP set takes a second, since AWS takes one write a second. */
const pollMs = { least: 250, most: 500 };

/**
 * Waits until a commit of a target has ended that began after now, whoever makes it. Call it once the lease request is
 * in the table.
 *
 * One of all who wait takes the lock and commits for everybody: it reads all leases under the lock. The others ask the
 * table only, until a commit is done that read the leases after their request was written.
 *
 * @throws RunFailed where the own commit fails
 */
export async function awaitCommit(
  list: List,
  ref: TargetRef,
  event: string,
  deps: Deps,
  until: number,
  network?: Cidr,
): Promise<CommitAnswer> {
  const { state, now, random } = deps;
  const before = await state.commitSequence(ref.key);
  for (;;) {
    const own = await state.tryLock(deps.target(list, ref), (lock) =>
      unlessLate(commitForAll(list, ref, event, deps, lock, until)),
    );
    if (own === 'late') return { kind: 'waiting' };
    if (own) return answerOf(own, network);
    const sequence = await state.commitSequence(ref.key);
    if (sequence.done > before.began) return answerOf(sequence, network);
    if (now() >= until) return { kind: 'waiting' };
    await delay(pollMs.least + random() * (pollMs.most - pollMs.least));
  }
}

/** Who cannot be served before they have to be answered is told so at once: the next commit or sweep serves them. */
async function unlessLate(committing: Promise<CommitSequence>): Promise<CommitSequence | 'late'> {
  return committing.catch((error: unknown) => {
    if (error instanceof RunFailed && allTargets(error.report).every((one) => one.error && isLate(one.error)))
      return 'late';
    throw error;
  });
}

/** The one reconcile, of one target, whose lock is held already. */
async function commitForAll(
  list: List,
  ref: TargetRef,
  event: string,
  deps: Deps,
  lock: Lock,
  until: number,
): Promise<CommitSequence> {
  const { state } = deps;
  let look = 0;
  const beforeLeases = async () => {
    look = (
      await state.updateCommitSequence(ref.key, (sequence) => ({ ...sequence, began: sequence.began + 1 }))
    ).began;
  };
  const run: Run = {
    id: randomUUID(),
    event,
    trigger: 'access',
    by: 'hand',
    lists: [{ ...list, targets: [ref] }],
    dryRun: false,
    force: false,
    endLeases: false,
  };
  const report = await reconcile(run, deps, { lock, beforeLeases, until });
  const outcome = { done: look, ...refusedBy(report) };
  // A function that slept longer than the lock lasts may come here after one whose commit began later.
  await state.updateCommitSequence(ref.key, (sequence) =>
    sequence.done < look ? { ...withoutRefusal(sequence), ...outcome } : sequence,
  );
  return { began: look, ...outcome };
}

function withoutRefusal({ refused, occupied, ...sequence }: CommitSequence): CommitSequence {
  return sequence;
}

/** Some may find no room, and others that somebody else has their network. */
function refusedBy(report: Report): Pick<CommitSequence, 'refused' | 'occupied'> {
  const refusals = allTargets(report)
    .flatMap(({ refusals }) => refusals)
    .filter(keepsOut);
  const occupied = refusals.find(({ reason }) => reason === 'occupied');
  const refused = refusals.find((refusal) => refusal !== occupied);
  return {
    ...(refused === undefined ? {} : { refused: refusalOf(refused) }),
    ...(occupied === undefined ? {} : { occupied: refusalOf(occupied) }),
  };
}

/** `network`: what is to be let in; absent, where somebody leaves, and what others are refused does not matter. */
function answerOf({ refused, occupied }: CommitSequence, network: Cidr | undefined): CommitAnswer {
  const concerns = (refusal: ToldBefore) =>
    network === undefined ? staysOpen(refusal) : staysOut(refusal, network);
  const refusal = [refused, occupied].find((each) => each !== undefined && concerns(each));
  return refusal ? { kind: 'refused', refusal } : { kind: 'done' };
}

function staysOut(refused: ToldBefore, network: Cidr): boolean {
  const leftOut = 'leftOut' in refused ? refused.leftOut : undefined;
  return leftOut === undefined || leftOut.includes(network);
}

/** Of an older version's refusal only the sentence is known, and whom it left out. */
function staysOpen(refused: ToldBefore): boolean {
  return refused.reason === 'text' ? refused.leftOut === undefined : keepsOpen(effectOf(refused));
}
