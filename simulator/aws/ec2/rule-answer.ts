import { unchanging } from '../protocols/xml.js';
import { ec2Arn } from './arn.js';
import { isGroup, isPrefixList, type Opening, type SimRule } from './rule.js';
import type { SecurityGroup } from './security-groups.js';
import { tagSet } from './tags.js';

function sourceOf({ source, family }: Opening) {
  if (isPrefixList(source)) return { prefixListId: source };
  return family === 'IPV4' ? { cidrIpv4: source } : { cidrIpv6: source };
}

const common = (group: SecurityGroup, rule: SimRule) => ({
  securityGroupRuleId: rule.id,
  groupId: group.id,
  isEgress: rule.isEgress,
  ipProtocol: rule.protocol,
  fromPort: rule.from,
  toPort: rule.to,
  description: rule.description,
});

/** Rules are replaced, never changed, and nothing of their group that is shown here ever changes. */
const descriptions = new WeakMap<SimRule, ReturnType<typeof describe>>();

/** A rule as Authorize and Describe answer it. */
export function described(group: SecurityGroup, rule: SimRule) {
  const known = descriptions.get(rule);
  if (known) return known;
  const description = unchanging(describe(group, rule), 'item');
  descriptions.set(rule, description);
  return description;
}

function describe(group: SecurityGroup, rule: SimRule) {
  const { account, vpcId } = group;
  const source = isGroup(rule.source)
    ? { referencedGroupInfo: { groupId: rule.source, userId: account, vpcId } }
    : sourceOf(rule);
  return {
    ...common(group, rule),
    groupOwnerId: account,
    ...source,
    tagSet: tagSet(rule.tags),
    securityGroupRuleArn: ec2Arn(group, 'security-group-rule', rule.id),
  };
}

/** A rule as Revoke answers it: without tags. */
export function revoked(group: SecurityGroup, rule: SimRule) {
  const source = isGroup(rule.source) ? { referencedGroupId: rule.source } : sourceOf(rule);
  return { ...common(group, rule), ...source };
}
