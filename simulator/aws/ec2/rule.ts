import type { Family } from '../protocols/network.js';
import { ec2Arn, type Ec2Name } from './arn.js';
import { unchanging } from '../protocols/xml.js';
import { tagSet, type Tags } from './tags.js';

/** What a rule lets in (or out): who, and at which port range. */
export interface Opening {
  /** A network in AWS's spelling, or the id of a prefix list or group. */
  source: string;
  /** Of a network or prefix list. */
  family?: Family;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `-1` for all, or a number. */
  protocol: string;
  /** The first port, or the ICMP type; -1 for all. */
  from: number;
  /** The last port, or the ICMP code; -1 for all. */
  to: number;
  description: string | undefined;
}

export interface SimRule extends Opening {
  id: string;
  isEgress: boolean;
  tags: Tags;
}

/** Two rules of one direction with the same key are the same rule: a description does not tell them apart. */
export const keyOf = ({ protocol, from, to, source }: Opening): string =>
  `${protocol} ${from}-${to} ${source}`;

export const isPrefixList = (source: string): boolean => source.startsWith('pl-');
export const isGroup = (source: string): boolean => source.startsWith('sg-');

/** As the record has it: `203.0.113.0/24 tcp 443-443 sgr-… doorlist=…`. */
export function recorded({ source, protocol, from, to, id, tags }: SimRule): string {
  const mark = tags['doorlist'];
  return `${source} ${protocol} ${from}-${to} ${id} ${mark === undefined ? '-' : `doorlist=${mark}`}`;
}

function sourceOf({ source, family }: Opening) {
  if (isPrefixList(source)) return { prefixListId: source };
  return family === 'IPV4' ? { cidrIpv4: source } : { cidrIpv6: source };
}

const common = (group: Vpc, rule: SimRule) => ({
  securityGroupRuleId: rule.id,
  groupId: group.id,
  isEgress: rule.isEgress,
  ipProtocol: rule.protocol,
  fromPort: rule.from,
  toPort: rule.to,
  description: rule.description,
});

/** Of a rule's group. */
type Vpc = Ec2Name & { vpcId: string };

/** Rules are replaced, never changed, and nothing of their group that is shown here ever changes. */
const descriptions = new WeakMap<SimRule, ReturnType<typeof describe>>();

/** A rule as Authorize and Describe answer it. */
export function described(group: Vpc, rule: SimRule) {
  const known = descriptions.get(rule);
  if (known) return known;
  const description = unchanging(describe(group, rule), 'item');
  descriptions.set(rule, description);
  return description;
}

function describe(group: Vpc, rule: SimRule) {
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
export function revoked(group: Vpc, rule: SimRule) {
  const source = isGroup(rule.source) ? { referencedGroupId: rule.source } : sourceOf(rule);
  return { ...common(group, rule), ...source };
}
