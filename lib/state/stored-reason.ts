import * as z from 'zod/mini';
import type { Entry } from '../plan/guarded-plan.js';
import type { PlainReason, Reason } from '../plan/reason.js';

const names = z.array(z.string());

const plainReason: z.ZodMiniType<PlainReason> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lease'), until: z.number(), whys: names, more: z.number() }),
  z.object({
    kind: z.literal('feed'),
    services: names,
    regions: z.exactOptional(names),
    borderGroups: z.exactOptional(names),
  }),
  z.object({ kind: z.literal('withheld'), by: z.enum(['coverage-lost', 'entries-lost']) }),
  z.object({ kind: z.literal('missing'), madeRoom: z.exactOptional(z.literal(true)) }),
  z.object({ kind: z.literal('perhaps-lease-ended'), since: z.number() }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({
    kind: z.enum([
      'pin',
      'feed-last-applied',
      'held',
      'perhaps-leased',
      'foreign',
      'removed-at-next-flush',
      'stands-in',
      'lent',
      'untouched',
      'unwanted',
      'lease-ended',
      'pin-ended',
      'selection-ended',
      'covered',
    ]),
  }),
]);

/** A reason as the table keeps it. */
export const storedReason: z.ZodMiniType<Reason> = z.union([
  z.object({ kind: z.literal('put-back'), wanted: plainReason, by: z.exactOptional(z.string()) }),
  plainReason,
]);

/** An entry of a row: older versions kept the sentence of its reason as `why`. */
export type StoredEntry = Omit<Entry, 'reason'> & { reason?: unknown; why?: unknown };

/** A reason only explains what was done, so one that cannot be read is no reason to leave a row unread. */
export function entryOf({ reason, why, ...entry }: StoredEntry): Entry {
  const read = storedReason.safeParse(reason);
  if (read.success) return { ...entry, reason: read.data };
  return { ...entry, reason: { kind: 'text', text: typeof why === 'string' ? why : 'not told' } };
}
