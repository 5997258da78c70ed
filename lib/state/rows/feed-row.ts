import * as z from 'zod/mini';
import type { FeedRow } from '../state.js';
import type { Item } from '../table.js';
import { arePast, count, parsed, version } from './row.js';
import { replacing } from './list-row.js';

const names = z.array(z.string());

const schema = z.looseObject({
  version,
  applied: z.record(
    z.string(),
    z.looseObject({
      syncToken: count,
      known: z.looseObject({ services: names, regions: names, borderGroups: names }),
    }),
  ),
});

/** A forced file of the future is remembered as of an hour ahead: lib/sources/wants.ts. */
const aheadMs = 2 * 60 * 60_000;

/**
 * Of a row that cannot be read nobody knows which file was applied. A list is then as before its first file: a name that
 * the file lacks is unknown, which closes nothing, and what each target was fed stands in its own row.
 */
export function feedRow(item: Item | undefined, now: number): FeedRow {
  if (item === undefined) return { version: 0, applied: {} };
  const row = parsed(schema, item);
  const tokens = Object.values(row?.applied ?? {}).map(({ syncToken }) => syncToken * 1000);
  return row && arePast(tokens, now, aheadMs) ? row : { ...replacing(item), applied: {} };
}
