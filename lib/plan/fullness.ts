import { monthOf } from '../text/month.js';
import type { Size } from './memory.js';

/** How much of a target is taken that is nearly full, or over its limit. `report/words.ts` speaks it. */
export interface Fullness {
  entries: number;
  limit: number;
  rulesPerEntry: number;
  /** How many entries were wanted a year ago, or, `in` a month since then, when it was first known. */
  before?: { wanted: number; in?: string };
}

/** A target this full is told of before it is too late. */
const nearlyFull = 0.9;

/** Nothing where there is room. */
export function fullnessOf(
  { growth, ...taken }: Omit<Fullness, 'before'> & { growth: readonly Size[] },
  now: number,
): Fullness | undefined {
  if (taken.entries < taken.limit * nearlyFull) return undefined;
  const before = sizeBefore(growth, now);
  return { ...taken, ...(before ? { before } : {}) };
}

/** A quota that AWS has lowered, or that doorlist has had no cause to ask for, may be less than what a target holds. */
export function isOver({ entries, limit }: Fullness): boolean {
  return entries > limit;
}

function sizeBefore(growth: readonly Size[], now: number): Fullness['before'] {
  const month = monthOf(now);
  const [first] = growth;
  if (first === undefined || first.month === month) return undefined;
  const yearAgo = `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`;
  const then = growth.findLast((size) => size.month <= yearAgo);
  return then ? { wanted: then.wanted } : { wanted: first.wanted, in: first.month };
}
