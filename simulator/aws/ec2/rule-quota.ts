import { AwsError } from '../protocols/wire.js';
import type { Family } from '../protocols/network.js';
import { isGroup, isPrefixList, type SimRule } from './rule.js';

/** What a rule on a prefix list counts for. */
export type WeightOf = (prefixListId: string) => number;

export const families = ['IPV4', 'IPV6'] as const;

/**
 * How much of a group's quota its rules take, inbound and outbound apart, and each family apart:
 * docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html. In which family a reference to a group counts is
 * undocumented; the harsh reading is both.
 */
export function used(
  rules: readonly SimRule[],
  { isEgress, family }: { isEgress: boolean; family: Family },
  weightOf: WeightOf,
): number {
  return rules
    .filter((rule) => rule.isEgress === isEgress && (rule.family === family || isGroup(rule.source)))
    .reduce((sum, { source }) => sum + (isPrefixList(source) ? weightOf(source) : 1), 0);
}

/** Where a quota was lowered since, what is there may stay; only what takes more is refused. */
export function checkQuota(
  { before, after }: { before: readonly SimRule[]; after: readonly SimRule[] },
  quota: number,
  weightOf: WeightOf,
): void {
  const over = families.some((family) => {
    const taken = (rules: readonly SimRule[]) => used(rules, { isEgress: false, family }, weightOf);
    return taken(after) > quota && taken(after) > taken(before);
  });
  if (over)
    throw new AwsError(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
}
