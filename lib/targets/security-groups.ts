import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupIngressCommandInput,
  type EC2Client,
  type IpPermission,
  type RevokeSecurityGroupIngressCommandInput,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { mostRulesPerInterface, usualRulesPerGroup } from '../aws-limits.js';
import type { Layout, Pair, Placed, Container, Rule } from '../plan/arrange.js';
import { readCidr, sorted, type Cidr, type Family } from '../cidr.js';
import { Transient, Unavailable, isAws } from '../errors.js';
import type { PortRange, SecurityGroupsRef } from '../estate/estate.js';
import type { Pace } from './rate-limit.js';
import { batches, ec2Trouble, writesPerSecond } from './ec2.js';
import { contradicting, ruleMeant } from './contradiction.js';
import { markTag, type Mark } from './mark.js';
import { quotaOf, type Ec2Reader } from './ec2-reader.js';
import { atMost, takenBy, type Weights } from './weights.js';
import { apartText, shareVpc, vpcsOf } from './same-vpc.js';
import type { Change, Known, Request, Snapshot, Target } from './target.js';
import { kinds } from './kinds.js';

export interface SecurityGroupsSnapshot extends Snapshot {
  /** Ingress rules, of both families. */
  rules: SecurityGroupRule[];
  leaving: string[];
}

/** AWS documents no most for a call; a hundred is what it takes elsewhere. */
const rulesACall = 100;

export function createSecurityGroups(
  ref: SecurityGroupsRef,
  mark: Mark,
  { writes, reader, pace }: { writes: EC2Client; reader: Ec2Reader; pace: Pace },
): Target<SecurityGroupsSnapshot> {
  const lane = `ec2 ${ref.account} ${ref.region}`;
  const portRanges = ref.doors.map(portRangeText);

  async function mustBeThere(rules: readonly SecurityGroupRule[]): Promise<void> {
    const inhabited = new Set(rules.map((rule) => rule.GroupId));
    if (ref.groups.length === 1 && ref.groups.every((group) => inhabited.has(group))) return;
    const found = await reader.groups(ref.groups).catch(ec2Trouble(ref));
    const gone = ref.groups.filter((group) => !found.some(({ GroupId }) => GroupId === group));
    if (gone.length > 0)
      throw new Unavailable(
        'security-groups/gone',
        `There is no security group ${gone.join(', ')} in ${ref.region} any more; take it out of doorlist.yml, and what it held moves to the others.`,
      );
    if (shareVpc(vpcsOf(found, []))) return;
    const vpcs = vpcsOf(found, await reader.associations(ref.groups).catch(ec2Trouble(ref)));
    if (!shareVpc(vpcs)) throw new Unavailable('security-groups/vpc', apartText(vpcs));
  }

  const snapshotOf = (
    all: readonly SecurityGroupRule[],
    leaving: string[],
    { quota, assumed, weights }: Pick<Layout, 'assumed'> & { quota: number; weights?: Weights },
  ): SecurityGroupsSnapshot => {
    const containerOf = (id: string): Container => {
      const rules: Rule[] = [];
      const others: SecurityGroupRule[] = [];
      for (const described of all.filter(({ GroupId }) => GroupId === id)) {
        const rule = ruleOf(described, ref, portRanges, mark);
        if (rule) rules.push(rule);
        else others.push(described);
      }
      if (leaving.includes(id)) return { id, room: 0, rules, leaving: true };
      const limit = Math.min(quota, Math.floor(mostRulesPerInterface / ref.groups.length));
      const taken = atMost(takenBy(others, ref.family, weights), limit, rules.length);
      const { lists } = taken;
      return { id, room: limit - taken.rules, rules, ...(lists.length > 0 ? { lists } : {}) };
    };
    const containers = [...ref.groups, ...leaving].map(containerOf);
    const layout: Layout = { grain: 'rule', portRanges, containers, quota, ...(assumed ? { assumed } : {}) };
    const open = containers.flatMap(({ rules, leaving: going }) =>
      rules.filter(({ owner }) => owner === 'ours' || (owner === 'foreign' && !going)),
    );
    const marked = sorted(open.filter(({ owner }) => owner === 'ours').map(({ cidr }) => cidr));
    const inhabited = containers.filter(({ rules }) => rules.some(({ owner }) => owner === 'ours'));
    const stillLeaving = inhabited.map(({ id }) => id).filter((id) => leaving.includes(id));
    return {
      family: ref.family,
      entries: sorted(open.map(({ cidr }) => cidr)),
      marked,
      partial: partial(open, portRanges),
      layout,
      rules: [...all],
      leaving,
      known: { groups: [...ref.groups, ...stillLeaving], ...(quota > usualRulesPerGroup ? { quota } : {}) },
      ...(weights ? { measured: true } : {}),
      ...(all.some((rule) => rule.PrefixListId) ? { uncertain: true } : {}),
    };
  };

  return {
    key: ref.key,
    arn: ref.arn,
    queue: ref.key,
    fenced: kinds[ref.kind].fenced,
    settlesAfter: 10_000,

    async read(known) {
      const leaving = former(ref, known);
      const rules = await reader.rules([...ref.groups, ...leaving]).catch(ec2Trouble(ref));
      await mustBeThere(rules);
      const ingress = rules.filter((rule) => !rule.IsEgress);
      return snapshotOf(ingress, leaving, { quota: Number(known?.['quota'] ?? usualRulesPerGroup) });
    },

    async measureCapacity({ rules, leaving, layout }) {
      const lists = [...new Set(rules.flatMap((rule) => rule.PrefixListId ?? []))];
      const [quota, weights] = await Promise.all([reader.quota(), reader.weights(lists)]).catch(
        ec2Trouble(ref),
      );
      return snapshotOf(rules, leaving, { ...quotaOf(quota, layout.quota), weights });
    },

    requests: (_, change) => requestsOf(ref, mark, change),

    async write({ known, layout }, requests, beforeCall) {
      for (const { operation, input } of requests) {
        const call = async () => {
          await beforeCall?.();
          return send(writes, operation, input);
        };
        await pace(`${lane} ${operation}`, writesPerSecond, call)
          .catch(leftBehind(ref, input))
          .catch(contradicted(ref, input))
          .catch(ec2Trouble(ref, Transient));
      }
      return { ...known, groups: [...ref.groups, ...stillLeft(layout, requests)] };
    },
  };
}

/** Groups that the target is taken out of and that rules of ours stay in. */
function stillLeft({ containers }: Layout, requests: readonly Request[]): string[] {
  const revoked = new Set(
    requests.flatMap(
      ({ input }) => (input as RevokeSecurityGroupIngressCommandInput).SecurityGroupRuleIds ?? [],
    ),
  );
  return containers
    .filter(({ leaving }) => leaving)
    .filter(({ rules }) => rules.some(({ owner, id = '' }) => owner === 'ours' && !revoked.has(id)))
    .map(({ id }) => id);
}

/** The role lets a function write the groups that the file names. */
function leftBehind({ groups }: SecurityGroupsRef, { GroupId = '' }: { GroupId?: string }) {
  return (cause: unknown): never => {
    if (groups.includes(GroupId) || !isAws('forbidden', cause)) throw cause;
    throw new Unavailable(
      'security-groups/left',
      `doorlist may not revoke its rules in ${GroupId}, which the target was taken out of; name the group under \`leaving\` in doorlist.yml for one deployment, or revoke them by hand.`,
      { cause },
    );
  };
}

function contradicted(
  { kind }: SecurityGroupsRef,
  { GroupId = '', IpPermissions = [] }: { GroupId?: string; IpPermissions?: IpPermission[] },
) {
  return contradicting(`${kind}/conflict`, GroupId, GroupId, ruleMeant(IpPermissions, portRangeOf));
}

/** Groups that a target was in, by the file or by what was remembered of its last run. */
function former(ref: SecurityGroupsRef, known: Known | undefined): string[] {
  const before = Array.isArray(known?.['groups']) ? known['groups'].map(String) : [];
  return [...new Set([...ref.leaving, ...before])].filter((group) => !ref.groups.includes(group));
}

/** `tcp 443-443`, `icmp`, `all` */
export function portRangeText(portRange: PortRange): string {
  return 'from' in portRange ? `${portRange.protocol} ${portRange.from}-${portRange.to}` : portRange.protocol;
}

function portRangeOf({
  IpProtocol = '',
  FromPort = -1,
  ToPort = -1,
}: Pick<IpPermission, 'IpProtocol' | 'FromPort' | 'ToPort'>): string {
  if (IpProtocol === '-1') return 'all';
  if (/^icmp/.test(IpProtocol) && FromPort === -1) return 'icmp';
  return `${IpProtocol} ${FromPort}-${ToPort}`;
}

/** A rule that this target is about: one of its own, or anybody's at one of its port ranges. */
function ruleOf(
  rule: SecurityGroupRule,
  { family }: SecurityGroupsRef,
  portRanges: readonly string[],
  mark: Mark,
): Rule | undefined {
  const network = family === 'IPV4' ? rule.CidrIpv4 : rule.CidrIpv6;
  if (network === undefined) return undefined;
  const tag = rule.Tags?.find(({ Key }) => Key === markTag)?.Value;
  const owner = tag === mark.value ? 'ours' : tag === undefined ? 'foreign' : 'other';
  const portRange = portRangeOf(rule);
  if (owner !== 'ours' && !portRanges.includes(portRange)) return undefined;
  return { cidr: readCidr(network), portRange, owner, id: rule.SecurityGroupRuleId ?? '' };
}

function partial(open: readonly Rule[], portRanges: readonly string[]): Cidr[] {
  const portRangesOf = new Map<Cidr, Set<string>>();
  for (const { cidr, portRange } of open)
    portRangesOf.set(cidr, (portRangesOf.get(cidr) ?? new Set()).add(portRange));
  return sorted(
    [...portRangesOf]
      .filter(([, at]) => !portRanges.every((portRange) => at.has(portRange)))
      .map(([cidr]) => cidr),
  );
}

function requestsOf({ family, doors: portRanges }: SecurityGroupsRef, mark: Mark, change: Change): Request[] {
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
  return change.steps.flatMap(({ open, close }) => [...calls(open, authorize), ...calls(close, revoke)]);
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

async function send(client: EC2Client, operation: string, input: object): Promise<unknown> {
  return operation === 'ec2:AuthorizeSecurityGroupIngress'
    ? client.send(new AuthorizeSecurityGroupIngressCommand(input))
    : client.send(new RevokeSecurityGroupIngressCommand(input));
}
