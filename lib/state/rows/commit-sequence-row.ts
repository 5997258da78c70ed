import * as z from 'zod/mini';
import type { ToldBefore } from '../../plan/refusals.js';
import type { CommitSequence } from '../state.js';
import type { Item } from '../table.js';
import { count, network, parsed, version } from './row.js';
import { toldBefore } from '../stored-refusal.js';
import { replacing } from './list-row.js';

export type CommitSequenceRow = CommitSequence & { version: number; unreadable?: true };

/**
 * A refusal that cannot be read leaves the row unread: without it, whoever waits would be told that they are in. The
 * previous version kept the sentence, and the networks beside it.
 */
const row = z
  .looseObject({
    version,
    began: count.check(z.lt(Number.MAX_SAFE_INTEGER)),
    done: count,
    refused: z.exactOptional(z.union([z.string(), toldBefore])),
    leftOut: z.exactOptional(z.array(network)),
    occupied: z.exactOptional(toldBefore),
  })
  .check(z.refine(({ began, done }) => done <= began));

const schema = z.pipe(
  row,
  z.transform(({ refused, leftOut, ...rest }): Omit<CommitSequenceRow, 'unreadable'> => {
    if (refused === undefined) return rest;
    if (typeof refused !== 'string') return { ...rest, refused };
    return { ...rest, refused: { reason: 'text', text: refused, ...(leftOut ? { leftOut } : {}) } };
  }),
);

/**
 * Of a row that cannot be read nobody knows which commits have begun. It is numbered on from a number that no commit
 * has had, so that one that is under way is not taken for one that began later.
 */
export function commitSequenceRow(item: Item | undefined, now: number): CommitSequenceRow {
  if (item === undefined) return { version: 0, began: 0, done: 0 };
  return parsed(schema, item) ?? { ...replacing(item), began: now, done: 0 };
}

/** What a person who waits goes by: no commit of others answers them while nobody knows which have begun. */
export function readCommitSequence(item: Item | undefined, now: number): CommitSequence {
  const { unreadable, ...sequence } = commitSequenceRow(item, now);
  return unreadable ? { began: Number.MAX_SAFE_INTEGER, done: 0 } : sequence;
}

/** Where it is not known whom a commit left out, it is not told anybody that they are in. */
export function refusedToAll({ refused, occupied, ...row }: CommitSequenceRow): CommitSequenceRow {
  return {
    ...row,
    ...(refused === undefined ? {} : { refused: toAll(refused) }),
    ...(occupied === undefined ? {} : { occupied: toAll(occupied) }),
  };
}

function toAll(refusal: ToldBefore): ToldBefore {
  if (!('leftOut' in refusal)) return refusal;
  const { leftOut: _, ...whole } = refusal;
  return whole;
}
