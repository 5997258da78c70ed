import { randomUUID } from 'node:crypto';
import { Conflict } from './errors.js';
import type { List, TargetRef } from './estate.js';
import { reconcile, type Deps } from './reconcile.js';
import { allTargets, type Report } from './report.js';
import type { Lock, Turn } from './state/state.js';
import type { Run } from './trigger.js';

/** What became of a wish at one target. */
export type Admission =
  /** A commit that began after the wish was written has ended well: what it wished for is so. */
  | { kind: 'done' }
  /** It has ended, and would not write. */
  | { kind: 'refused'; message: string }
  /** None has ended yet: the wish stands, and the next commit or sweep sees to it. */
  | { kind: 'waiting' };

/** How often those who wait look: a commit of an IP set takes a second, which AWS asks for. */
const pollMs = { least: 350, most: 750 };

/**
 * Waits until a target has been committed by a commit that began after now, by whoever it is. Call it once the wish
 * is in the table.
 *
 * Of all that wait one takes the lock and commits for everybody: it reads all wishes under the lock. Who waits asks
 * the table only. As one commit may be under way that read before this wish was written, it takes the end of two to
 * be sure, unless this one makes the commit itself.
 *
 * @throws RunFailed where the own commit fails
 */
export async function admitted(
  list: List,
  ref: TargetRef,
  event: string,
  deps: Deps,
  until: number,
): Promise<Admission> {
  const { state, now, random } = deps;
  const before = await state.turn(ref.key);
  for (;;) {
    const own = await state.tryLock({ key: ref.key, fenced: ref.kind === 'ip-set' }, (lock) =>
      commitForAll(list, ref, event, deps, lock),
    );
    if (own) return admissionOf(own);
    const turn = await state.turn(ref.key);
    if (turn.done >= before.done + 2) return admissionOf(turn);
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
  const { done } = await state.turn(ref.key);
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
  const report = await reconcile(run, { ...deps, state: { ...state, withLock: (_, work) => work(lock) } });
  const turn = { done: done + 1, ...refusedBy(report) };
  // Who was taken for dead meanwhile finds that turns were counted without this one, which was made all the same.
  await state.saveTurn(ref.key, turn).catch((error: unknown) => {
    if (!(error instanceof Conflict)) throw error;
  });
  return turn;
}

function refusedBy(report: Report): Pick<Turn, 'refused'> {
  const refusal = allTargets(report)
    .flatMap(({ refusals }) => refusals)
    .find(({ withholds }) => withholds !== 'removals');
  return refusal === undefined ? {} : { refused: refusal.message };
}

function admissionOf({ refused }: Turn): Admission {
  return refused === undefined ? { kind: 'done' } : { kind: 'refused', message: refused };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
