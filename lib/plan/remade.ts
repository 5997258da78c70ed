import { sorted, type Cidr } from '../cidr.js';
import type { Memory } from './memory.js';
import type { Proposal } from './plan.js';
import { isSamePlace } from './put-back.js';

/**
 * Where entries of doorlist's stood, entries stand now that do not bear its mark: somebody has made them anew, and they
 * are theirs. They are remembered as long as they stand there so, since each is told of once.
 */
export function remadeOf(
  { actual, before, marks, left }: Pick<Proposal, 'actual' | 'before' | 'marks' | 'left'>,
  oursAfter: readonly Cidr[],
  place: Memory['place'],
): Cidr[] {
  if (!marks) return [];
  const were = new Set([...(before?.remade ?? []), ...(isSamePlace(before, place) ? left.ours : [])]);
  const ours = new Set(oursAfter);
  return sorted(actual.filter((cidr) => were.has(cidr) && !ours.has(cidr)));
}
