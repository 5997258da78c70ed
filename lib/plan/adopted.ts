import type { Cidr } from '../cidr.js';
import type { Layout } from './layout.js';
import type { Step } from './schedule.js';

/**
 * An entry of a prefix list that somebody else put there and doorlist has taken over. Its description still tells of
 * somebody else, since AWS changes none without taking the entry out: so only the table knows. `id` is a hash of that
 * description: what somebody has made anew with another one is theirs.
 */
export interface Adopted {
  cidr: Cidr;
  id: string;
}

/** The layout with what the table tells to be the list's own. */
export function withAdopted(layout: Layout, adopted: readonly Adopted[] = []): Layout {
  if (adopted.length === 0) return layout;
  const ids = new Map<Cidr, string>(adopted.map(({ cidr, id }) => [cidr, id]));
  const containers = layout.containers.map((container) => ({
    ...container,
    rules: container.rules.map(({ claimed, ...rule }) =>
      rule.owner === 'foreign' && rule.id !== undefined && ids.get(rule.cidr) === rule.id
        ? { ...rule, owner: 'ours' as const, adopted: true as const }
        : { ...rule, ...(claimed ? { claimed } : {}) },
    ),
  }));
  return { ...layout, containers };
}

export function adoptedIn({ containers }: Layout): Cidr[] {
  return containers.flatMap(({ rules }) => rules.filter(({ adopted }) => adopted).map(({ cidr }) => cidr));
}

/** What the table has to tell once these steps are taken; of rules, a tag tells. */
export function adoptedAfter({ grain, containers }: Layout, steps: readonly Step[]): Adopted[] {
  if (grain !== 'version') return [];
  const closed = new Set(steps.flatMap(({ close }) => close).map(({ cidr }) => cidr));
  const before = containers.flatMap(({ rules }) =>
    rules.filter(({ adopted, cidr }) => adopted && !closed.has(cidr)),
  );
  const joined = steps.flatMap(({ join = [] }) => join);
  return [...before, ...joined].map(({ cidr, id = '' }) => ({ cidr, id }));
}
