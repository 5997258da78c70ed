import type { Claim } from '../commit/claim.js';
import type { Entry } from '../plan/guarded-plan.js';
import { effectOf, type Effect, type Refusal } from '../plan/refusals.js';
import type { Written } from '../state/state.js';
import { refusalWords, whyOf } from './words.js';

/** An entry with its reason in words: what a report, the log and --json have. */
export type ToldEntry = Omit<Entry, 'reason' | 'notOurs' | 'shared'> & { why: string; putBack?: PutBackBy };

/** It was taken out, and by whom, where that is known. */
export interface PutBackBy {
  by?: string;
}

/** `message` is one sentence with the numbers. */
export type ToldRefusal = Refusal & Effect & { message: string };

export interface ToldWritten extends Claim, Omit<Written, 'added' | 'removed' | 'moved'> {
  added: ToldEntry[];
  removed: ToldEntry[];
  moved: ToldEntry[];
}

export function toldEntry({ reason, notOurs, shared, ...entry }: Entry): ToldEntry {
  const why = whyOf({ reason, ...(notOurs ? { notOurs } : {}), ...(shared ? { shared } : {}) });
  if (reason.kind !== 'put-back') return { ...entry, why };
  return { ...entry, why, putBack: reason.by === undefined ? {} : { by: reason.by } };
}

export function toldRefusal(refusal: Refusal): ToldRefusal {
  return { ...refusal, ...effectOf(refusal), message: refusalWords(refusal) };
}

/** The refusal alone, without what follows from it. */
export function refusalOf({ scope, withholds, forcible, message, ...refusal }: ToldRefusal): Refusal {
  return refusal;
}

export function toldWritten(written: Written): ToldWritten {
  return {
    ...written,
    added: written.added.map(toldEntry),
    removed: written.removed.map(toldEntry),
    moved: written.moved.map(toldEntry),
  };
}
