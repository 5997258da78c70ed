import type { Ec2Context } from './context.js';
import type { PrefixList } from './prefix-lists.js';
import { used } from './rule-quota.js';
import type { SecurityGroup } from './security-groups.js';

/** The groups with a rule on the list. */
export function references({ groups }: Ec2Context, list: PrefixList): SecurityGroup[] {
  return groups.of(list).filter(({ rules }) => rules.some(({ source }) => source === list.id));
}

/** "the first ten" of the groups that cannot take a list's new size: docs.aws.amazon.com/vpc/latest/userguide/work-with-cust-managed-prefix-lists.html */
const MOST_NAMED = 10;

/** Why a list cannot be resized now, in its own words; nothing where it can. */
export function obstacleTo(context: Ec2Context, list: PrefixList): string | undefined {
  const full = references(context, list).filter((group) =>
    [false, true].some(
      (isEgress) =>
        used(group.rules, { isEgress, family: list.family }, (id) => context.lists.weight(list, id)) >
        context.quotaOf(list),
    ),
  );
  if (full.length === 0) return undefined;
  const named = full.slice(0, MOST_NAMED).map(({ id }) => id);
  return `These resources cannot take the new size: ${named.join(', ')}`;
}
