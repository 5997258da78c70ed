import { familyOf, subtract, type Cidr } from '../cidr.js';
import type { Needed } from '../plan/layout.js';
import type { SiblingView } from './target.js';

/**
 * What siblings want where they share entries with a target, and do not have by a mark of their own; pure. A network that
 * moves from one list to another stays open until the other one has it.
 */
export function neededBy(
  views: readonly SiblingView[],
  wantsOf: (view: SiblingView) => readonly Cidr[],
): Needed[] {
  return views.flatMap((view) => {
    const { at, ref } = view.sibling;
    const wants = wantsOf(view).filter((cidr) => familyOf(cidr) === ref.family);
    return [...new Set(at.map(({ portRange }) => portRange))].flatMap((portRange) => {
      const containers = at.filter((place) => place.portRange === portRange).map(({ group }) => group);
      const missing = subtract(wants, view.open.get(portRange) ?? []);
      return missing.map((cidr) => ({ cidr, portRange, containers }));
    });
  });
}
