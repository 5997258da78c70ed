import type { List, SecurityGroupsRef } from '../estate/estate.js';
import { portRangeText } from './port-range.js';

/**
 * A target of another list that opens the same port ranges of the same groups: of a network that both want AWS keeps one
 * rule, which carries both their marks.
 */
export interface Sibling {
  list: List;
  ref: SecurityGroupsRef;
  /** Where both open, by the ids of the groups. */
  at: readonly Place[];
}

export interface Place {
  group: string;
  portRange: string;
}

/** The groups that a target is taken out of count, too: its rules stand there until they have moved. */
export function siblingsOf(lists: readonly List[], { id }: List, ref: SecurityGroupsRef): Sibling[] {
  return lists
    .filter((list) => list.id !== id)
    .flatMap((list) =>
      list.targets.flatMap((other): Sibling[] => {
        if (other.kind !== 'security-groups' || other.family !== ref.family) return [];
        if (other.account !== ref.account || other.region !== ref.region) return [];
        const at = shared(ref, other);
        return at.length === 0 ? [] : [{ list, ref: other, at }];
      }),
    );
}

/** The locks of what a target shares, sorted, so that nobody waits for somebody who waits for them. */
export function sharedLocks({ arn, family }: SecurityGroupsRef, siblings: readonly Sibling[]): string[] {
  const locks = siblings.flatMap(({ at }) =>
    at.map(({ group, portRange }) => `${arn.replace(/[^/]*$/, group)} ${family} ${portRange}`),
  );
  return [...new Set(locks)].sort();
}

function shared(a: SecurityGroupsRef, b: SecurityGroupsRef): Place[] {
  const others = new Set(b.doors.map(portRangeText));
  const portRanges = a.doors.map(portRangeText).filter((portRange) => others.has(portRange));
  const groups = groupsOf(a).filter((group) => groupsOf(b).includes(group));
  return groups.flatMap((group) => portRanges.map((portRange) => ({ group, portRange })));
}

/** Every group that the file names for a target. */
export function groupsOf({ groups, leaving }: SecurityGroupsRef): string[] {
  return [...groups, ...leaving];
}
