import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { ReferredList } from '../plan/layout.js';
import type { Family } from '../cidr.js';

/** What a rule that refers to a prefix list counts; `unknown` where AWS does not describe the list. */
export type Weight = 'unknown' | KnownWeight;

export interface KnownWeight {
  rules: number;
  /** Absent where AWS does not say: then it counts in both. */
  family?: Family;
  /** Its MaxEntries, where the account may set another. */
  size?: number;
}

/** By prefix list. */
export type Weights = ReadonlyMap<string, Weight>;

/** What some rules take of a group's quota in one family, in one direction. */
export interface Taken {
  rules: number;
  /** Those of them that refer to prefix lists. */
  lists: ReferredList[];
}

/**
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-size. A list that nobody has
 * asked for weighs nothing yet. A list of unknown weight has one entry at least; how many more, `atMost` says.
 */
export function takenBy(
  rules: readonly SecurityGroupRule[],
  family: Family,
  weights: Weights | undefined,
): Taken {
  const lists = new Map<string, ReferredList>();
  let taken = 0;
  for (const { CidrIpv4, CidrIpv6, PrefixListId: id } of rules) {
    if (id === undefined) {
      const of = CidrIpv4 !== undefined ? 'IPV4' : CidrIpv6 !== undefined ? 'IPV6' : family;
      taken += of === family ? 1 : 0;
      continue;
    }
    const weight = weights?.get(id);
    if (weight === undefined || (weight !== 'unknown' && (weight.family ?? family) !== family)) continue;
    const counts = weight === 'unknown' ? 1 : weight.rules;
    const before = lists.get(id) ?? { id, rules: 0, references: 0, ...toldOf(weight) };
    lists.set(id, { ...before, rules: before.rules + counts, references: before.references + 1 });
    taken += counts;
  }
  return { rules: taken, lists: [...lists.values()] };
}

function toldOf(weight: Weight): Pick<ReferredList, 'unknown' | 'size'> {
  if (weight === 'unknown') return { unknown: true };
  return weight.size === undefined ? {} : { size: weight.size };
}

/**
 * A list of unknown weight takes the most that it can, since AWS has let in what stands there: all that the `limit` leaves
 * it. So nothing more is opened than is closed, and what is open stays.
 */
export function atMost({ rules, lists }: Taken, limit: number, standing: number): Taken {
  const unknown = lists.filter((list) => list.unknown);
  const left = limit - rules - standing;
  if (unknown.length === 0 || left <= 0) return { rules, lists };
  const heavier = lists.map((list) => (list.unknown ? { ...list, rules: list.rules + left } : list));
  return { rules: rules + left, lists: heavier };
}
