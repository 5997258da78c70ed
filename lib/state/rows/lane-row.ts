import * as z from 'zod/mini';
import type { Item } from '../table.js';
import { parsed, time, version } from './row.js';
import { replacing } from './list-row.js';

export interface LaneRow {
  version: number;
  /** When the next call may be made. */
  next: number;
  unreadable?: true;
}

const schema = z.looseObject({ version, next: time });

/** No function lives longer: serverless.yml. */
const longestMs = 300_000;

/** Whoever would have to wait for longer than functions live goes at once: then AWS keeps the rate. */
export function laneRow(item: Item | undefined, now: number): LaneRow {
  if (item === undefined) return { version: 0, next: 0 };
  const row = parsed(schema, item);
  return row && row.next <= now + longestMs ? row : { ...replacing(item), next: 0 };
}
