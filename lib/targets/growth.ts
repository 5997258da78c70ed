import type { Family } from '../cidr.js';
import type { Layout, ReferredList } from '../plan/layout.js';
import { quotaOf, type Ec2Reader } from './ec2-reader.js';
import { atMost, takenBy } from './weights.js';

export interface Growth extends Pick<Layout, 'assumed'> {
  most: number;
  /** The prefix lists that take room in the group which has least of it. */
  beside?: readonly ReferredList[];
}

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
}): Promise<Growth> {
  if (groups.length === 0) return { most: Infinity };
  const [rules, read] = await Promise.all([reader.rules(groups), reader.quota()]);
  const { quota, assumed } = quotaOf(read);
  const lists = [...new Set(rules.flatMap((rule) => rule.PrefixListId ?? []))].filter((id) => id !== list);
  const weights = await reader.weights(lists);
  const rooms: Growth[] = groups.flatMap((group) =>
    [true, false].map((egress): Growth => {
      const all = rules.filter((rule) => rule.GroupId === group && rule.IsEgress === egress);
      const references = all.filter((rule) => rule.PrefixListId === list).length;
      if (references === 0) return { most: Infinity };
      const others = takenBy(
        all.filter((rule) => rule.PrefixListId !== list),
        family,
        weights,
      );
      const { rules: taken, lists: beside } = atMost(others, quota, references * size);
      return { most: Math.max(size, Math.floor((quota - taken) / references)), beside };
    }),
  );
  const tightest = rooms.reduce((a, b) => (b.most < a.most ? b : a));
  return { ...tightest, ...(assumed ? { assumed } : {}) };
}
