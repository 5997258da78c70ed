import { addressesOf, shared, spoken, without, type Addresses } from '../../../checker/addresses.js';
import { networksOf, type Removal, type Holdings } from './holdings.js';
import type { Side } from './sides.js';

/** A sentence for each port range of a side at which a write shut out wanted addresses that it found let in. */
export function gapsOf(side: Side, change: Removal, wanted: Addresses, holdings: Holdings): string[] {
  return side.portRanges.flatMap((portRange) => {
    const closed = addressesOf(networksOf(side, change.removed, portRange));
    const doubtful = shared(closed, wanted);
    if (doubtful.length === 0) return [];
    const lost = without(doubtful, holdings.open(side, portRange));
    const where = portRange ? ` at ports ${portRange.join('-')}` : '';
    return lost.length > 0 ? [`shut out ${spoken(lost)}${where}, which were let in and are wanted`] : [];
  });
}
