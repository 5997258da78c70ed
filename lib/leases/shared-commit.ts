import { randomUUID } from 'node:crypto';
import type { Cidr } from '../cidr.js';
import type { List, TargetRef } from '../estate/estate.js';
import type { Deps } from '../deps.js';
import { reconcile } from '../reconcile.js';
import { allTargets, type Report } from '../report/report.js';
import type { Lock, Turn } from '../state/state.js';
import type { Run } from '../triggers/run.js';

/** What became of a wish at one target. */
export type Admission =
  /** A commit that began after the wish was written has ended well: what it wished for is so. */
  | { kind: 'done' }
  /** It has ended, and would not write. */
  | { kind: 'refused'; message: string }
  /** None has ended yet: the wish stands, and the next commit or sweep sees to it. */
  | { kind: 'waiting' };

/** How often those who wait look: a commit of an IP set takes a second, which AWS asks for. */
const pollMs = { least: 250, most: 500 };

/**
 * Waits until a target has been committed by a commit that began after now, by whoever it is. Call it once the wish
 * is in the table.
 *
 * Of all that wait one takes the lock and commits for everybody: it reads all wishes under the lock. Who waits asks
 * the table only, until a commit is done that looked at the wishes after this one was there.
 *
 * @throws RunFailed where the own commit fails
 */
export async function admitted(
  list: List,
  ref: TargetRef,
  event: string,
  deps: Deps,
  until: number,
  network?: Cidr,
): Promise<Admission> {
  const { state, now, random } = deps;
  const before = await state.turn(ref.key);
  for (;;) {
    const own = await state.tryLock(deps.target(list, ref), (lock) =>
      commitForAll(list, ref, event, deps, lock),
    );
    if (own) return admissionOf(own, network);
    const turn = await state.turn(ref.key);
    if (turn.done > before.began) return admissionOf(turn, network);
    if (now() >= until) return { kind: 'waiting' };
    await delay(pollMs.least + random() * (pollMs.most - pollMs.least));
  }
}

/** The one reconcile, of one target, by who has its lock already. */
async function commitForAll(
  list: List,
  ref: TargetRef,
  event: string,
  deps: Deps,
  lock: Lock,
): Promise<Turn> {
  const { state } = deps;
  let look = 0;
  const beforeLeases = async () => {
    look = (await state.updateTurn(ref.key, (turn) => ({ ...turn, began: turn.began + 1 }))).began;
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
  const report = await reconcile(run, deps, { lock, beforeLeases });
  const outcome = { done: look, ...refusedBy(report) };
  // Who slept longer than the lock lasts may come after somebody who looked later.
  await state.updateTurn(ref.key, ({ began, ...turn }) => ({
    began,
    ...(turn.done < look ? outcome : turn),
  }));
  return { began: look, ...outcome };
}

function refusedBy(report: Report): Pick<Turn, 'refused' | 'leftOut'> {
  const refusal = allTargets(report)
    .flatMap(({ refusals }) => refusals)
    .find(({ withholds }) => withholds === 'everything' || withholds === 'leases');
  if (refusal === undefined) return {};
  const { message: refused, leftOut } = refusal;
  return { refused, ...(leftOut ? { leftOut } : {}) };
}

/** `network`: what is wished in; absent, it is enough that others may go. */
function admissionOf({ refused, leftOut }: Turn, network: Cidr | undefined): Admission {
  if (refused === undefined) return { kind: 'done' };
  const concerns = leftOut === undefined || (network !== undefined && leftOut.includes(network));
  return concerns ? { kind: 'refused', message: refused } : { kind: 'done' };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
