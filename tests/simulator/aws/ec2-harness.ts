import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  ModifyManagedPrefixListCommand,
  RevokeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupIngressCommandInput,
  type DescribeSecurityGroupRulesCommandInput,
  type IpPermission,
  type ModifyManagedPrefixListCommandInput,
  type RevokeSecurityGroupIngressCommandInput,
} from '@aws-sdk/client-ec2';
import { signatureHeaders } from '../../../simulator/aws/api-gateway/signature.js';
import { readUtf8, utf8 } from '../../../simulator/aws/protocols/wire.js';
import type { World, WorldOptions } from '../../../simulator/world/world.js';
import { tearDown } from '../../harness/world.js';
import { clientOptions, setUp } from '../world/harness.js';

const HERE = 'arn:aws:ec2:eu-west-2:111122223333';
export const groupArn = (id: string) => `${HERE}:security-group/${id}`;
export const listArn = (id: string) => `${HERE}:prefix-list/${id}`;

/** `sg-0…` of 17 digits that ends in the number. */
export const groupId = (n: number) => `sg-${String(n).padStart(17, '0')}`;
export const listId = (n: number) => `pl-${String(n).padStart(17, '0')}`;

export const WEB = groupId(1);
export const PEER = groupId(2);
/** In a default VPC. */
export const DEFAULT = groupId(3);
export const LIST = listId(1);

/** A world with three groups without ingress and a list; what it tells is true at once. */
export async function setUpEc2(options: Partial<WorldOptions> = {}): Promise<World> {
  await tearDown();
  return setUp({
    ec2: { lagMs: 0 },
    prefixLists: [
      { arn: listArn(LIST), family: 'IPV4', maxEntries: 10, entries: [{ cidr: '192.0.2.0/24' }] },
    ],
    securityGroups: [
      { arn: groupArn(WEB) },
      { arn: groupArn(PEER) },
      { arn: groupArn(DEFAULT), defaultVpc: true, vpcId: 'vpc-00000000000000001' },
    ],
    ...options,
  });
}

export function ec2Of(world: World, actor = 'cli', region?: string) {
  const client = new EC2Client(clientOptions(world, actor, region));
  const authorize = (
    IpPermissions: IpPermission[] | undefined,
    more: Partial<AuthorizeSecurityGroupIngressCommandInput> = {},
  ) => {
    const input = { GroupId: WEB, IpPermissions, ...more };
    return world.clock.drive(client.send(new AuthorizeSecurityGroupIngressCommand(input)));
  };
  return {
    client,
    authorize,
    /** At tcp 443. */
    admit: (cidrs: string[], more: Partial<AuthorizeSecurityGroupIngressCommandInput> = {}) =>
      authorize(
        cidrs.map((cidr) => https(cidr)),
        more,
      ),
    revoke: (more: Partial<RevokeSecurityGroupIngressCommandInput>) =>
      world.clock.drive(client.send(new RevokeSecurityGroupIngressCommand({ GroupId: WEB, ...more }))),
    describeRules: (input: DescribeSecurityGroupRulesCommandInput = {}) =>
      world.clock.drive(client.send(new DescribeSecurityGroupRulesCommand(input))),
    modify: (input: Partial<ModifyManagedPrefixListCommandInput>) =>
      world.clock.drive(client.send(new ModifyManagedPrefixListCommand({ PrefixListId: LIST, ...input }))),
    async describeList(PrefixListId = LIST) {
      const command = new DescribeManagedPrefixListsCommand({ PrefixListIds: [PrefixListId] });
      const { PrefixLists } = await world.clock.drive(client.send(command));
      return PrefixLists?.[0];
    },
  };
}

export const https = (source: string, Description?: string): IpPermission => {
  const told = Description === undefined ? {} : { Description };
  return {
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    ...(source.startsWith('pl-')
      ? { PrefixListIds: [{ PrefixListId: source, ...told }] }
      : source.startsWith('sg-')
        ? { UserIdGroupPairs: [{ GroupId: source, ...told }] }
        : source.includes(':')
          ? { Ipv6Ranges: [{ CidrIpv6: source, ...told }] }
          : { IpRanges: [{ CidrIp: source, ...told }] }),
  };
};

/** What no SDK would send. */
export async function sendForm(world: World, fields: Record<string, string>) {
  const answer = await world.clock.drive(
    world.endpoint({
      method: 'POST',
      path: '/',
      query: {},
      headers: signatureHeaders('cli', 'eu-west-2', 'ec2'),
      body: utf8(new URLSearchParams({ Version: '2016-11-15', ...fields }).toString()),
    }),
  );
  return { status: answer.status, text: readUtf8(answer.body) };
}

/** `n` networks that do not overlap. */
export const networks = (n: number, family: 'IPV4' | 'IPV6' = 'IPV4') =>
  Array.from({ length: n }, (_, i) =>
    family === 'IPV4' ? `10.${i >> 8}.${i & 255}.0/24` : `2001:db8:${i.toString(16)}::/48`,
  );
