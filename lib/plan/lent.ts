import { subtract } from '../cidr.js';
import type { Container, Needed, Rule } from './layout.js';
import { nestingAt } from './nesting-at.js';
import type { Placed } from './schedule.js';

/** One of the target's own rules, or a foreign one that is to go. */
export type Stale = Placed & { owner: Rule['owner'] };

/**
 * Whether a rule lets in what another list wants and has no mark on. Foreign rules that stay do for that list, too: it
 * counts on them.
 */
export function lender(
  needed: readonly Needed[],
  containers: readonly Container[],
  stale: readonly Stale[],
): (placed: Stale) => boolean {
  if (needed.length === 0) return () => false;
  const portRanges = [...new Set(needed.map(({ portRange }) => portRange))];
  const concerns = (of: readonly Needed[]) => {
    const at = nestingAt(portRanges, of);
    return (placed: Placed) => at(placed).some(({ containers }) => containers.includes(placed.container));
  };
  const asked = concerns(needed);
  const evicted = new Set(
    stale.filter((placed) => placed.owner === 'foreign' && !asked(placed)).map(({ id }) => id),
  );
  const foreign = containers.flatMap(({ rules }) =>
    rules.filter(({ owner, id }) => owner === 'foreign' && !evicted.has(id)),
  );
  const unmet = portRanges.flatMap((portRange) => {
    const open = foreign.filter((rule) => rule.portRange === portRange).map(({ cidr }) => cidr);
    const here = needed.filter((each) => each.portRange === portRange);
    if (open.length === 0) return here;
    return here.flatMap((each) => subtract([each.cidr], open).map((cidr) => ({ ...each, cidr })));
  });
  const lacking = concerns(unmet);
  return (placed) => (placed.owner === 'foreign' ? asked(placed) : lacking(placed));
}
