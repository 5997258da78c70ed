import * as z from 'zod/mini';
import type { Item } from '../table.js';
import { parsed, time } from './row.js';

const schema = z.looseObject({ owner: z.string(), expires: time });

/** Two clocks differ by seconds. */
const skewMs = 5_000;

/** When a lock that is taken or told of now is over at the latest, whatever its row says. */
export function latestExpiry(now: number, longestMs: number): number {
  return now + longestMs + skewMs;
}

/** Whether a row says that somebody holds the lock; `longestMs` is how long one can be without a word of its holder. */
export function isHeld(item: Item | undefined, now: number, longestMs: number): boolean {
  const row = item && parsed(schema, item);
  return row !== undefined && now <= row.expires && row.expires <= latestExpiry(now, longestMs);
}
