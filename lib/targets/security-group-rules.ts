import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import { readCidr, sorted, type Cidr, type Family } from '../cidr.js';
import type { SecurityGroupsRef } from '../estate/estate.js';
import type { Pair, Rule } from '../plan/layout.js';
import { marksOf, type Mark } from './mark.js';
import { portRangeOf, portRangeText } from './port-range.js';
import { groupsOf, type Sibling } from './siblings.js';
import type { SiblingView } from './target.js';

export interface MarkedSibling extends Sibling {
  mark: Mark;
}

/** Rules that carry the list's mark. */
export const isOwn = ({ owner }: Pick<Rule, 'owner'>): boolean => owner === 'ours' || owner === 'shared';

type OwnerOf = (described: SecurityGroupRule) => Rule['owner'];

/**
 * | marks on the rule                         | owner     |
 * | ----------------------------------------- | --------- |
 * | the list's only                           | `ours`    |
 * | the list's and somebody else's            | `shared`  |
 * | a sibling's, and not the list's           | `sibling` |
 * | another doorlist's, or another list's     | `other`   |
 * | none, and its id is one of the list's      | `ours`    |
 * | none                                      | `foreign` |
 *
 * Whoever takes a mark off does not make the rule theirs: AWS gives a rule that is made anew another id.
 */
export function createOwnerOf(
  mark: Mark,
  siblings: readonly MarkedSibling[],
  ids: ReadonlySet<string>,
): OwnerOf {
  const at = new Map<string, Set<string>>();
  for (const sibling of siblings)
    for (const { group, portRange } of sibling.at) {
      const key = `${group} ${portRange}`;
      at.set(key, (at.get(key) ?? new Set()).add(sibling.mark.value));
    }
  return (described) => {
    const marks = marksOf(described.Tags);
    if (marks.has(mark.value)) return marks.size === 1 ? 'ours' : 'shared';
    if (marks.size === 0) return ids.has(described.SecurityGroupRuleId ?? '') ? 'ours' : 'foreign';
    const theirs = at.get(`${described.GroupId ?? ''} ${portRangeOf(described)}`);
    return theirs !== undefined && [...marks].some((each) => theirs.has(each)) ? 'sibling' : 'other';
  };
}

/** A rule that this target is about: one of its own, or anybody's at one of its port ranges. */
export function ruleOf(
  rule: SecurityGroupRule,
  { family }: SecurityGroupsRef,
  portRanges: readonly string[],
  ownerOf: OwnerOf,
): Rule | undefined {
  const network = networkOf(rule, family);
  if (network === undefined) return undefined;
  const owner = ownerOf(rule);
  const portRange = portRangeOf(rule);
  if (!isOwn({ owner }) && !portRanges.includes(portRange)) return undefined;
  const isUnmarked = isOwn({ owner }) && marksOf(rule.Tags).size === 0;
  return {
    cidr: readCidr(network),
    portRange,
    owner,
    id: rule.SecurityGroupRuleId ?? '',
    ...(isUnmarked ? { unmarked: true } : {}),
    ...(owner === 'foreign' && (rule.Tags ?? []).length > 0 ? { claimed: 'tags' } : {}),
  };
}

function networkOf({ CidrIpv4, CidrIpv6 }: SecurityGroupRule, family: Family): string | undefined {
  return family === 'IPV4' ? CidrIpv4 : CidrIpv6;
}

export function viewOf(all: readonly SecurityGroupRule[], { mark, ...sibling }: MarkedSibling): SiblingView {
  const groups = groupsOf(sibling.ref);
  const pairs = all.flatMap((rule): Pair[] => {
    const network = networkOf(rule, sibling.ref.family);
    const isTheirs = groups.includes(rule.GroupId ?? '') && marksOf(rule.Tags).has(mark.value);
    return network === undefined || !isTheirs
      ? []
      : [{ cidr: readCidr(network), portRange: portRangeOf(rule) }];
  });
  const portRanges = sibling.ref.doors.map(portRangeText);
  return {
    sibling,
    marked: sorted(pairs.map(({ cidr }) => cidr)),
    partial: partial(pairs, portRanges),
    open: new Map(
      portRanges.map((portRange) => [
        portRange,
        pairs.filter((pair) => pair.portRange === portRange).map(({ cidr }) => cidr),
      ]),
    ),
  };
}

export function partial(open: readonly Pair[], portRanges: readonly string[]): Cidr[] {
  const portRangesOf = new Map<Cidr, Set<string>>();
  for (const { cidr, portRange } of open)
    portRangesOf.set(cidr, (portRangesOf.get(cidr) ?? new Set()).add(portRange));
  return sorted(
    [...portRangesOf]
      .filter(([, at]) => !portRanges.every((portRange) => at.has(portRange)))
      .map(([cidr]) => cidr),
  );
}
