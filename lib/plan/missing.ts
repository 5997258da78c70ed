import { common, nesting, subtract, type Cidr } from '../cidr.js';
import type { Missing } from './memory.js';

/** Cuts a missing network along the times at which its parts were first missed. */
export function dater(before: readonly Missing[], now: number): (piece: Cidr) => Missing[] {
  const byCidr = new Map(before.map((part) => [part.cidr, part]));
  const nested = nesting(before);
  return (piece) => {
    const same = byCidr.get(piece);
    if (same) return [same];
    // Of several that hold the piece the narrowest, which comes last, says when it was first missed.
    const known = nested(piece).flatMap((part) => {
      const cidr = common(piece, part.cidr);
      return cidr === undefined ? [] : [{ ...part, cidr }];
    });
    const taken = known.map((part) => part.cidr);
    return [...known, ...subtract([piece], taken).map((cidr) => ({ cidr, since: now }))];
  };
}
