import type { Cidr } from '../cidr.js';
import type { Claim } from '../commit/claim.js';
import type { Entry } from '../plan/guarded-plan.js';
import { effectOf, type Effect, type Refusal } from '../plan/refusals.js';
import type { Written } from '../state/state.js';
import { refusalWords, whyOf } from './words.js';

/** An entry with its reason in words: what a report, the log and --json have. */
export type ToldEntry = Omit<Entry, 'reason' | 'notOurs'> & { why: string };

export interface ToldRefusal extends Effect {
  reason: Refusal['reason'];
  /** Of leases that are withheld: the networks. */
  leftOut?: Cidr[];
  /** One sentence with the numbers. */
  message: string;
}

export interface ToldWritten extends Claim, Omit<Written, 'added' | 'removed' | 'moved'> {
  added: ToldEntry[];
  removed: ToldEntry[];
  moved: ToldEntry[];
}

export function toldEntry({ reason, notOurs, ...entry }: Entry): ToldEntry {
  return { ...entry, why: whyOf({ reason, ...(notOurs ? { notOurs } : {}) }) };
}

export function toldRefusal(refusal: Refusal): ToldRefusal {
  return {
    reason: refusal.reason,
    ...effectOf(refusal),
    message: refusalWords(refusal),
    ...(refusal.reason === 'capacity' && refusal.leftOut ? { leftOut: refusal.leftOut } : {}),
  };
}

export function toldWritten(written: Written): ToldWritten {
  return {
    ...written,
    added: written.added.map(toldEntry),
    removed: written.removed.map(toldEntry),
    moved: written.moved.map(toldEntry),
  };
}
