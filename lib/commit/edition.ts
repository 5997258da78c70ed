import { Superseded } from '../errors.js';
import type { TargetRow } from '../state/state.js';

/** Of which edition of doorlist a run is, and which one is deployed: lib/estate/edition.ts. */
export interface Edition {
  own: string;
  /** Asked of AWS by a call that begins after this one; nothing while it changes. @throws Unavailable */
  deployed: () => Promise<string | undefined>;
}

/** Whether another edition wrote a row last, or one that told none. */
export function isOfAnother({ version, edition }: TargetRow, { own }: Pick<Edition, 'own'>): boolean {
  return version > 0 && edition !== own;
}

/**
 * Called under the lock, right before a row is saved and its target written. A run that was under way when another
 * edition was deployed would write what that one no longer wants. Which of two is the newer nobody asks: an older one
 * may be deployed again.
 *
 * @throws Superseded. @throws Unavailable where AWS does not say which edition is deployed
 */
export async function deployedOrThrow(row: TargetRow, edition: Edition): Promise<void> {
  if (!isOfAnother(row, edition)) return;
  if ((await edition.deployed()) === edition.own) return;
  throw new Superseded();
}
