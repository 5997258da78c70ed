import type { Family } from '../cidr.js';
import type { Ec2Reader } from './ec2-reader.js';
import { usualRulesPerGroup } from '../aws-limits.js';
import { takenBy } from './weights.js';

/**
 * The largest MaxEntries that the security groups which refer to a list have room for: every reference counts as
 * MaxEntries rules (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-size).
 * Beside a list of unknown weight there is room for the list as it is. Route tables and other accounts' groups cannot be looked at; there AWS itself refuses, and says whom it was for.
 */
export async function roomToGrow({
  reader,
  list,
  size,
  family,
  groups,
}: {
  reader: Ec2Reader;
  list: string;
  /** Its MaxEntries. */
  size: number;
  family: Family;
  groups: readonly string[];
}): Promise<number> {
  if (groups.length === 0) return Infinity;
  const [rules, quota] = await Promise.all([reader.rules(groups), reader.quota()]);
  const lists = [...new Set(rules.flatMap((rule) => rule.PrefixListId ?? []))].filter((id) => id !== list);
  const weights = await reader.weights(lists);
  const rooms = groups.flatMap((group) =>
    [true, false].map((egress) => {
      const all = rules.filter((rule) => rule.GroupId === group && rule.IsEgress === egress);
      const references = all.filter((rule) => rule.PrefixListId === list).length;
      if (references === 0) return Infinity;
      const others = takenBy(
        all.filter((rule) => rule.PrefixListId !== list),
        family,
        weights,
      );
      if (others.lists.some(({ unknown }) => unknown)) return size;
      return Math.floor((Math.max(usualRulesPerGroup, quota ?? 0) - others.rules) / references);
    }),
  );
  return Math.min(...rooms);
}
