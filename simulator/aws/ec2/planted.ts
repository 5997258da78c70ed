import type { Family } from '../protocols/network.js';
import { readEc2Arn } from './arn.js';
import type { Ec2Context } from './context.js';
import { egressToAll } from './groups.js';
import { readPermissions } from './permissions.js';
import { readEntries } from './prefix-list-entries.js';
import type { VpcAssociation } from './security-groups.js';
import { isGroup, isPrefixList, type SimRule } from './rule.js';

export interface PlantedRule {
  /** A network, or the id of a prefix list or group. */
  source: string;
  /** tcp unless told. */
  protocol?: string;
  /** 443 unless told, both. */
  from?: number;
  to?: number;
  description?: string;
  tags?: Record<string, string>;
  egress?: boolean;
  /** It is there, and no answer ever shows it. */
  undescribed?: true;
}

export interface PlantedGroup {
  arn: string;
  vpcId?: string;
  associations?: readonly VpcAssociation[];
  defaultVpc?: boolean;
  name?: string;
  rules?: readonly PlantedRule[];
}

export interface PlantedPrefixList {
  arn: string;
  name?: string;
  family: Family;
  maxEntries: number;
  entries?: readonly { cidr: string; description?: string }[];
  /** Kept by an IPAM resolver. */
  ipamResolver?: boolean;
  /** Of AWS's own lists: how many rules a reference counts for. */
  awsWeight?: number;
  sharedWith?: readonly string[];
  /** Also such as only AWS itself sets: `aws:cloudformation:stack-name`. */
  tags?: Record<string, string>;
  /** `create-complete` unless told. */
  state?: 'create-failed' | 'delete-failed';
  stateMessage?: string;
}

/** As if it had always been, whatever the quota is now; a rule as AWS would have it, though. */
export function plantGroup(context: Ec2Context, planted: PlantedGroup): void {
  const name = readEc2Arn(planted.arn, 'security-group');
  const { vpcId = 'vpc-0a1b2c3d4e5f60718', associations = [], defaultVpc = false, rules = [] } = planted;
  const openings = rules.map((rule): SimRule => {
    const { tags = {}, egress = false, undescribed } = rule;
    const hidden = undescribed ? { undescribed } : {};
    const id = context.newId('sgr');
    return { ...opening(context, name, rule), id, isEgress: egress, tags: { ...tags }, ...hidden };
  });
  const group = {
    ...name,
    vpcId,
    associations,
    defaultVpc,
    name: planted.name ?? name.id.replace('sg-', 'group-'),
    description: 'Planted',
    tags: {},
    rules: [egressToAll(context.newId('sgr')), ...openings],
  };
  context.groups.put('aws', 'CreateSecurityGroup', group, -Infinity);
}

function opening(context: Ec2Context, location: { account: string; region: string }, rule: PlantedRule) {
  const { source, protocol = 'tcp', from = 443, to = 443, description } = rule;
  const told = description === undefined ? {} : { Description: description };
  const kind = isPrefixList(source)
    ? { PrefixListIds: [{ PrefixListId: source, ...told }] }
    : isGroup(source)
      ? { Groups: [{ GroupId: source, ...told }] }
      : source.includes(':')
        ? { Ipv6Ranges: [{ CidrIpv6: source, ...told }] }
        : { IpRanges: [{ CidrIp: source, ...told }] };
  const [read] = readPermissions([{ IpProtocol: protocol, FromPort: from, ToPort: to, ...kind }], {
    familyOf: (id) => context.lists.find(location, id).family,
    // A group may refer to one that is planted after it.
    checkGroup: () => undefined,
  });
  if (!read) throw new Error(`not a rule: ${JSON.stringify(rule)}`);
  return read;
}

export function plantPrefixList(context: Ec2Context, planted: PlantedPrefixList): void {
  const { family, maxEntries, ipamResolver = false, awsWeight, sharedWith, stateMessage } = planted;
  const location = readEc2Arn(planted.arn, 'prefix-list');
  const given = planted.entries ?? [];
  const entries = given.flatMap(({ cidr, description }) =>
    readEntries([{ Cidr: cidr, ...(description !== undefined && { Description: description }) }], family),
  );
  context.lists.put('aws', 'CreateManagedPrefixList', {
    ...location,
    name: planted.name ?? location.id.replace('pl-', 'list-'),
    family,
    maxEntries,
    version: 1,
    state: planted.state ?? 'create-complete',
    entries,
    tags: { ...planted.tags },
    ...(ipamResolver && { resolverTarget: context.newId('ipam-pl-resolver-target') }),
    ...(awsWeight !== undefined && { awsWeight }),
    ...(sharedWith && { sharedWith }),
    ...(stateMessage !== undefined && { stateMessage }),
  });
}
