import { nesting } from '../cidr.js';
import type { Pair } from './layout.js';

/** Which of many pairs hold or lie in another one at its port range, with their positions. */
export function nestingAt<P extends Pair>(
  portRanges: readonly string[],
  pairs: readonly P[],
): (pair: Pair) => (P & { i: number })[] {
  const of = new Map(
    portRanges.map((portRange) => [
      portRange,
      nesting(pairs.flatMap((pair, i) => (pair.portRange === portRange ? [{ ...pair, i }] : []))),
    ]),
  );
  return ({ cidr, portRange }) => of.get(portRange)?.(cidr) ?? [];
}
