import type { Entry, Plan } from '../plan/guarded-plan.js';
import { isPutBack } from '../plan/put-back.js';
import { hasEntries, type Written } from '../state/state.js';
import type { Snapshot } from '../targets/target.js';
import type { TriggerPolicy } from '../triggers/triggers.js';
import type { Claimant } from './claim.js';

/** Rows are capped, and so are mails. */
const keptEntries = 500;

const isAdopted = ({ marked }: Entry): boolean => marked === 'adopted';

/** What a plan is about to change, as it is kept until it is mailed. */
export function record(
  plan: Plan,
  claimant: Claimant,
  at: number,
  { tellsLeases }: Pick<TriggerPolicy, 'tellsLeases'>,
): Written[] {
  const told = (entries: readonly Entry[]) =>
    entries.filter((entry) => tellsLeases || !entry.lease || isPutBack(entry));
  // What was put back comes last, since it is the least news of a change that is cut.
  const added = told(plan.add).toSorted((a, b) => Number(isPutBack(a)) - Number(isPutBack(b)));
  const removed = told(plan.remove);
  // So does what was taken over, of which there may be most.
  const moved = told(plan.move).toSorted((a, b) => Number(isAdopted(a)) - Number(isAdopted(b)));
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
export function happened(written: Written, { entries, marked = entries, partial = [] }: Snapshot): Written[] {
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
