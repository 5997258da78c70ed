import type {
  AuthorizeSecurityGroupIngressCommandInput,
  CreateTagsCommandInput,
  DeleteTagsCommandInput,
  IpPermission,
  RevokeSecurityGroupIngressCommandInput,
} from '@aws-sdk/client-ec2';
import type { Cidr, Family } from '../cidr.js';
import type { PortRange, SecurityGroupsRef } from '../estate/estate.js';
import type { Pair } from '../plan/layout.js';
import type { Placed } from '../plan/schedule.js';
import { batches } from './ec2.js';
import { joinTagOf, markTag, type Mark } from './mark.js';
import { portRangeText } from './port-range.js';
import type { Change, Request } from './target.js';

/** AWS documents no most for a call; a hundred is what it takes elsewhere. */
const rulesACall = 100;

/** The calls that bring a change about. */
export function requestsOf(
  { family, doors: portRanges }: SecurityGroupsRef,
  mark: Mark,
  change: Change,
): Request[] {
  const entries = new Map([...change.keep, ...change.add].map((entry) => [entry.cidr, entry]));
  const permissions = (placed: readonly Pair[]): IpPermission[] =>
    portRanges.flatMap((portRange) => {
      const cidrs = placed
        .filter((pair) => pair.portRange === portRangeText(portRange))
        .map(({ cidr }) => cidr);
      return cidrs.length === 0
        ? []
        : [permission(portRange, family, cidrs, (cidr) => mark.describe(entries.get(cidr)))];
    });
  const authorize = (GroupId: string, placed: readonly Placed[]): Request => {
    const input: AuthorizeSecurityGroupIngressCommandInput = {
      GroupId,
      IpPermissions: permissions(placed),
      TagSpecifications: [
        { ResourceType: 'security-group-rule', Tags: [{ Key: markTag, Value: mark.value }] },
      ],
    };
    return { operation: 'ec2:AuthorizeSecurityGroupIngress', input };
  };
  const revoke = (GroupId: string, placed: readonly Placed[]): Request => {
    const input: RevokeSecurityGroupIngressCommandInput = {
      GroupId,
      SecurityGroupRuleIds: placed.flatMap(({ id }) => id ?? []),
    };
    return { operation: 'ec2:RevokeSecurityGroupIngress', input };
  };
  const join = (rules: readonly Placed[]): Request => {
    const input: CreateTagsCommandInput = {
      Resources: rules.flatMap(({ id }) => id ?? []),
      Tags: [{ Key: joinTagOf(mark.value), Value: '' }],
    };
    return { operation: 'ec2:CreateTags', input };
  };
  // The list opened the rule, or joined it later. With a value AWS deletes a tag only if it has that value.
  const part = (rules: readonly Placed[]): Request => {
    const input: DeleteTagsCommandInput = {
      Resources: rules.flatMap(({ id }) => id ?? []),
      Tags: [
        { Key: markTag, Value: mark.value },
        { Key: joinTagOf(mark.value), Value: '' },
      ],
    };
    return { operation: 'ec2:DeleteTags', input };
  };
  return change.steps.flatMap((step) => [
    ...batches(step.join ?? [], rulesACall).map(join),
    ...calls(step.open, authorize),
    ...calls(step.close, revoke),
    ...batches(step.part ?? [], rulesACall).map(part),
  ]);
}

function calls(
  placed: readonly Placed[],
  call: (group: string, placed: readonly Placed[]) => Request,
): Request[] {
  const groups = [...new Set(placed.map(({ container }) => container))];
  return groups.flatMap((group) =>
    batches(
      placed.filter(({ container }) => container === group),
      rulesACall,
    ).map((some) => call(group, some)),
  );
}

/** Of IPv6 EC2 wants `icmpv6`: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
function permission(
  portRange: PortRange,
  family: Family,
  cidrs: readonly Cidr[],
  describe: (cidr: Cidr) => string,
): IpPermission {
  const ports =
    'from' in portRange
      ? { FromPort: portRange.from, ToPort: portRange.to }
      : portRange.protocol === 'icmp'
        ? { FromPort: -1, ToPort: -1 }
        : {};
  const protocols = { tcp: 'tcp', udp: 'udp', icmp: family === 'IPV4' ? 'icmp' : 'icmpv6', all: '-1' };
  return {
    IpProtocol: protocols[portRange.protocol],
    ...ports,
    ...(family === 'IPV4'
      ? { IpRanges: cidrs.map((cidr) => ({ CidrIp: cidr, Description: describe(cidr) })) }
      : { Ipv6Ranges: cidrs.map((cidr) => ({ CidrIpv6: cidr, Description: describe(cidr) })) }),
  };
}
