import { familyOf, families, type Cidr, type Family } from '../cidr.js';
import type { List, TargetRef } from '../estate/estate.js';
import { unlessReadable } from '../state/rows/row.js';
import type { State, TargetRow } from '../state/state.js';
import { policyOf } from '../targets/kinds.js';

/** What the table knows of a list's targets: AWS is not asked. */
export interface Opened {
  isOpen: (network: Cidr) => boolean;
  /** Those that are known yet. */
  families: Family[];
}

export async function openedOf(list: List, state: State): Promise<Opened> {
  const targets = await Promise.all(
    list.targets.map(async (ref) => {
      const row = await state.target(ref.key).catch(unlessReadable);
      return { family: familyOfTarget(ref, row), isKnown: row !== undefined, holds: heldBy(row) };
    }),
  );
  return {
    isOpen(network) {
      const concerned = targets.filter(
        ({ family, isKnown }) => family === familyOf(network) || (family === undefined && !isKnown),
      );
      return concerned.length > 0 && concerned.every(({ holds }) => holds.has(network));
    },
    families: families.filter((each) => targets.some(({ family }) => family === each)),
  };
}

function familyOfTarget(ref: TargetRef, { known }: Partial<TargetRow> = {}): Family | undefined {
  return policyOf(ref).family(ref) ?? families.find((family) => family === known?.['family']);
}

/** While a write is under way, or died, or its row cannot be read, nobody knows what of it is there. */
function heldBy({ memory, unfinished }: Partial<TargetRow> = {}): ReadonlySet<Cidr> {
  if (memory === undefined || unfinished) return new Set();
  return new Set([...memory.ours, ...(memory.foreignEntries ?? []).map(({ cidr }) => cidr)]);
}
