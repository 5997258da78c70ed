import * as z from 'zod/mini';
import { readCidr, type Cidr } from '../../cidr.js';
import { Unavailable } from '../../errors.js';
import type { Item } from '../table.js';
import { unsized } from './sized.js';

/*
 * What a row says is believed only as far as a doorlist could have written it. Keys that this version does not know are
 * kept as they are: a later version may have added them, and it finds them again after a return to it.
 */

/** An instant that a `Date` can hold, in milliseconds. */
export const time = z.number().check(z.gte(0), z.lte(8.64e15));

export const count = z.int().check(z.gte(0));

/** 0 stands for a row that is not there, so none has it. */
export const version = z.int().check(z.gte(1));

export const flag = z.literal(true);

/** A network in any spelling; a word that is none must never reach a target. */
export const network = z.pipe(
  z.string(),
  z.transform((text, context): Cidr => {
    try {
      return readCidr(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'is not a network', input: text });
      return z.NEVER;
    }
  }),
);

export const claim = { run: z.string(), event: z.string(), at: time };

/** Whoever wrote a row may have had a clock that was ahead, but not by more than this. */
const aheadMs = 60 * 60_000;

/** Whether all of these are instants that a run before `now` could have written. */
export function arePast(times: readonly (number | undefined)[], now: number, ahead = aheadMs): boolean {
  return times.every((each = 0) => each <= now + ahead);
}

/** A row as people name it: `list#NAME`, and of one of many its own key, too. */
export function nameOf({ pk, sk }: Item): string {
  return typeof sk !== 'string' || sk === '-' ? String(pk) : `${String(pk)} ${sk}`;
}

const code = 'table/row';

export function unreadable(row: string, cause?: unknown): Unavailable {
  return new Unavailable(
    code,
    `The row ${row} of the table cannot be read; if another version wrote it, deploy that one, else delete the row.`,
    { cause },
  );
}

/** Nothing where a row of one target cannot be read: that is no trouble of the others. */
export function unlessReadable(error: unknown): undefined {
  if (error instanceof Unavailable && error.code === code) return undefined;
  throw error;
}

/** What the schema makes of a row without its keys; nothing for a row that cannot be read. */
export function parsed<S extends z.ZodMiniType>(schema: S, { pk: _, sk: __, ...row }: Item) {
  try {
    return schema.parse(unsized(row));
  } catch {
    return undefined;
  }
}
