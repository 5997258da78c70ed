import { DescribeSecurityGroupsCommand, EC2Client, type IpPermission } from '@aws-sdk/client-ec2';
import type { World, WorldOptions } from '../../../simulator/world/world.js';
import { tearDown } from '../../harness/world.js';
import { clientOptions, refusal } from '../world/harness.js';
import {
  DEFAULT,
  ec2Of,
  setUpEc2,
  groupArn,
  groupId,
  https,
  LIST,
  listId,
  networks,
  PEER,
  sendForm,
  WEB,
} from './ec2-harness.js';

let world: World;
let ec2: ReturnType<typeof ec2Of>;
async function begin(options: Partial<WorldOptions> = {}) {
  world = await setUpEc2(options);
  ec2 = ec2Of(world);
}
beforeEach(() => begin());
afterEach(tearDown);

const ingress = (id = WEB) => world.ec2.rules(groupArn(id)).filter((rule) => !rule.isEgress);
const sources = (id = WEB) =>
  ingress(id)
    .map(({ source }) => source)
    .sort();

describe('a rule that is authorized', () => {
  test('is answered and described with its id, tags and all', async () => {
    const { Return, SecurityGroupRules } = await ec2.authorize(
      [https('203.0.113.0/24', 'Office (3rd floor)')],
      {
        TagSpecifications: [
          { ResourceType: 'security-group-rule', Tags: [{ Key: 'doorlist', Value: 'dev/office' }] },
        ],
      },
    );
    const rule = {
      SecurityGroupRuleId: expect.stringMatching(/^sgr-[0-9a-f]{17}$/) as string,
      GroupId: WEB,
      GroupOwnerId: '111122223333',
      IsEgress: false,
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      CidrIpv4: '203.0.113.0/24',
      Description: 'Office (3rd floor)',
      Tags: [{ Key: 'doorlist', Value: 'dev/office' }],
    };
    expect([Return, SecurityGroupRules]).toMatchObject([true, [rule]]);
    const described = await ec2.describeRules({
      Filters: [{ Name: 'tag:doorlist', Values: ['dev/office'] }],
    });
    expect(described.SecurityGroupRules).toEqual(SecurityGroupRules);
  });

  test('is one for each source, of whatever kind', async () => {
    const { SecurityGroupRules } = await ec2.authorize([
      https('203.0.113.0/24'),
      https('2001:db8::/32'),
      https(LIST),
      https(PEER),
    ]);
    expect(SecurityGroupRules).toMatchObject([
      { CidrIpv4: '203.0.113.0/24' },
      { CidrIpv6: '2001:db8::/32' },
      { PrefixListId: LIST },
      { ReferencedGroupInfo: { GroupId: PEER, UserId: '111122223333' } },
    ]);
    expect(new Set(SecurityGroupRules?.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId)).size).toBe(4);
    expect(ingress().map(({ family }) => family)).toEqual(['IPV4', 'IPV6', 'IPV4', undefined]);
  });

  test.each([
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['2001:DB8:0:0::1/64', '2001:db8::/64'],
    ['2001:db8:0:1:ffff::/66', '2001:db8:0:1:c000::/66'],
    ['255.255.255.255/0', '0.0.0.0/0'],
  ])('on %s is kept as %s', async (sent, kept) => {
    await ec2.admit([sent]);
    expect(sources()).toEqual([kept]);
  });

  test.each<[string, IpPermission, string, number, number]>([
    ['6', { FromPort: 22, ToPort: 23 }, 'tcp', 22, 23],
    ['17', { FromPort: 0, ToPort: 65535 }, 'udp', 0, 65535],
    ['1', { FromPort: 8, ToPort: -1 }, 'icmp', 8, -1],
    ['icmp', { FromPort: -1, ToPort: -1 }, 'icmp', -1, -1],
    ['-1', {}, '-1', -1, -1],
    ['50', { FromPort: 1, ToPort: 2 }, '50', -1, -1],
  ])('with the protocol %s and %j is kept as %s %i-%i', async (IpProtocol, ports, protocol, from, to) => {
    await ec2.authorize([{ IpProtocol, ...ports, IpRanges: [{ CidrIp: '192.0.2.1/32' }] }]);
    expect(ingress()).toMatchObject([{ protocol, from, to }]);
  });

  test.each(['icmpv6', '58'])('%s is for IPv6', async (IpProtocol) => {
    await ec2.authorize([{ IpProtocol, FromPort: 128, ToPort: 0, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }]);
    expect(ingress()).toMatchObject([{ protocol: 'icmpv6', from: 128, to: 0 }]);
  });

  test('is on record, and egress is not', async () => {
    await begin({
      securityGroups: [
        {
          arn: groupArn(WEB),
          rules: [{ source: '192.0.2.9/32' }, { source: '192.0.2.8/32', egress: true }],
        },
      ],
    });
    const tags = [{ Key: 'doorlist', Value: 'dev' }];
    const TagSpecifications = [{ ResourceType: 'security-group-rule' as const, Tags: tags }];
    await ec2.authorize([https('192.0.2.1/32')], { TagSpecifications });
    const [old = '', added = ''] = ingress().map(({ id }) => id);
    const before = [`192.0.2.9/32 tcp 443-443 ${old} -`];
    const after = [`192.0.2.1/32 tcp 443-443 ${added} doorlist=dev`, ...before];
    const target = groupArn(WEB);
    expect(world.record.of('state').filter((state) => state.target === target)).toMatchObject([
      { actor: 'aws', operation: 'CreateSecurityGroup', before: [], after: before },
      { actor: 'cli', operation: 'AuthorizeSecurityGroupIngress', before, after },
    ]);
  });
});

describe('Authorize refuses', () => {
  const range = (IpProtocol: string, FromPort?: number, ToPort?: number, CidrIp = '192.0.2.1/32') => ({
    IpProtocol,
    FromPort,
    ToPort,
    IpRanges: [{ CidrIp }],
  });
  const v6 = (IpProtocol: string): IpPermission => ({
    IpProtocol,
    FromPort: -1,
    ToPort: -1,
    Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
  });

  test.each<[string, IpPermission[] | undefined, string]>([
    ['nothing', undefined, 'MissingParameter'],
    ['an empty list', [], 'MissingParameter'],
    ['no mask', [https('192.0.2.1')], 'InvalidParameterValue'],
    ['no network', [https('office')], 'InvalidParameterValue'],
    ['too long a mask', [https('192.0.2.0/33')], 'InvalidParameterValue'],
    ['IPv6 as IPv4', [range('tcp', 1, 1, '2001:db8::/32')], 'InvalidParameterValue'],
    [
      'IPv4 as IPv6',
      [{ ...v6('tcp'), FromPort: 1, ToPort: 1, Ipv6Ranges: [{ CidrIpv6: '192.0.2.0/24' }] }],
      'InvalidParameterValue',
    ],
    ['no protocol', [{ IpRanges: [{ CidrIp: '192.0.2.1/32' }] }], 'MissingParameter'],
    ['no such protocol', [range('http', 80, 80)], 'InvalidParameterValue'],
    ['a protocol in capitals', [range('TCP', 80, 80)], 'InvalidParameterValue'],
    ['a protocol beyond 255', [range('256')], 'InvalidParameterValue'],
    ['no ports', [range('tcp')], 'InvalidParameterValue'],
    ['no last port', [range('udp', 53)], 'InvalidParameterValue'],
    ['all ports as -1', [range('tcp', -1, -1)], 'InvalidParameterValue'],
    ['a port beyond 65535', [range('tcp', 80, 65_536)], 'InvalidParameterValue'],
    ['ports the wrong way round', [range('tcp', 443, 80)], 'InvalidParameterValue'],
    ['no ICMP type', [range('icmp')], 'InvalidPermission.Malformed'],
    ['an ICMP type beyond 255', [range('icmp', 256, 0)], 'InvalidPermission.Malformed'],
    ['one ICMP code of all types', [range('icmp', -1, 0)], 'InvalidPermission.Malformed'],
    ['icmp for IPv6', [v6('icmp')], 'InvalidPermission.Malformed'],
    ['icmpv6 for IPv4', [range('icmpv6', -1, -1)], 'InvalidPermission.Malformed'],
    ['no source', [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1 }], 'InvalidPermission.Malformed'],
    ['a prefix list that is not there', [https(listId(9))], 'InvalidPrefixListID.NotFound'],
    ['a group that is not there', [https(groupId(9))], 'InvalidGroup.NotFound'],
    [
      "another account's group",
      [
        {
          ...range('tcp', 1, 1),
          IpRanges: [],
          UserIdGroupPairs: [{ GroupId: PEER, UserId: '999999999999' }],
        },
      ],
      'InvalidGroup.NotFound',
    ],
    ['a description of 256 characters', [https('192.0.2.1/32', 'x'.repeat(256))], 'InvalidParameterValue'],
    ['a description with a quote', [https('192.0.2.1/32', "Bob's")], 'InvalidParameterValue'],
    ['a description beyond ASCII', [https('2001:db8::/32', 'Büro')], 'InvalidParameterValue'],
    ['an ampersand for a prefix list', [https(LIST, 'R&D')], 'InvalidParameterValue'],
    ['an ampersand for a group', [https(PEER, 'R&D')], 'InvalidParameterValue'],
    ['the same twice', [https('192.0.2.1/24', 'a'), https('192.0.2.2/24', 'b')], 'InvalidParameterValue'],
  ])('%s, and adds nothing', async (_, permissions, code) => {
    const good = permissions && permissions.length > 0 ? [https('198.51.100.0/24')] : [];
    expect(await refusal(ec2.authorize(permissions && [...good, ...permissions]))).toBe(code);
    expect(ingress()).toEqual([]);
  });

  test('not an ampersand for a network, nor 255 characters', async () => {
    await ec2.authorize([https('192.0.2.1/32', `R&D ${'x'.repeat(251)}`)]);
    expect(ingress()).toHaveLength(1);
  });

  test('a rule that is there, the whole call, in whatever spelling or words', async () => {
    await ec2.authorize([https('192.0.2.0/24', 'Office')]);
    expect(await refusal(ec2.authorize([https('198.51.100.0/24'), https('192.0.2.77/24', 'Other')]))).toBe(
      'InvalidPermission.Duplicate',
    );
    expect(sources()).toEqual(['192.0.2.0/24']);
  });

  test.each<[string, IpPermission]>([
    ['ports', range('tcp', 443, 444, '192.0.2.0/24')],
    ['protocol', range('udp', 443, 443, '192.0.2.0/24')],
    ['source', https('192.0.2.0/25')],
  ])('no rule that differs in its %s', async (_, permission) => {
    await ec2.admit(['192.0.2.0/24']);
    await ec2.authorize([permission]);
    expect(ingress()).toHaveLength(2);
  });

  test('no rule for another direction', async () => {
    await ec2.authorize([{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
    expect(ingress()).toHaveLength(1);
  });

  test.each([
    ['of another resource', 'security-group', [{ Key: 'a', Value: 'b' }]],
    ["with AWS's key", 'security-group-rule', [{ Key: 'AWS:mine', Value: 'b' }]],
    ['without a key', 'security-group-rule', [{ Key: '', Value: 'b' }]],
    ['with a key of 128 characters', 'security-group-rule', [{ Key: 'k'.repeat(128), Value: '' }]],
    ['with a value of 257 characters', 'security-group-rule', [{ Key: 'k', Value: 'v'.repeat(257) }]],
    [
      'with a key twice',
      'security-group-rule',
      [
        { Key: 'k', Value: '1' },
        { Key: 'k', Value: '2' },
      ],
    ],
  ] as const)('tags %s', async (_, ResourceType, Tags) => {
    const TagSpecifications = [{ ResourceType, Tags: [...Tags] }];
    expect(await refusal(ec2.admit(['192.0.2.0/24'], { TagSpecifications }))).toBe('InvalidParameterValue');
    expect(ingress()).toEqual([]);
  });

  test('tags for the same kind twice', async () => {
    const TagSpecifications = ['a', 'b'].map((Key) => ({
      ResourceType: 'security-group-rule' as const,
      Tags: [{ Key, Value: '' }],
    }));
    expect(await refusal(ec2.admit(['192.0.2.0/24'], { TagSpecifications }))).toBe('InvalidParameterValue');
  });

  test('more than 50 tags', async () => {
    const tagged = (count: number) => ({
      TagSpecifications: [
        {
          ResourceType: 'security-group-rule' as const,
          Tags: Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: '' })),
        },
      ],
    });
    await ec2.admit(['192.0.2.0/24'], tagged(50));
    expect(await refusal(ec2.admit(['198.51.100.0/24'], tagged(51)))).toBe('TagLimitExceeded');
  });

  test.each([
    ['that is not there', groupId(9), 'InvalidGroup.NotFound'],
    ['of no form', 'sg-web', 'InvalidGroupId.Malformed'],
    ['without an id', undefined, 'MissingParameter'],
  ])('a group %s', async (_, GroupId, code) => {
    expect(await refusal(ec2.admit(['192.0.2.0/24'], { GroupId }))).toBe(code);
    expect(await refusal(ec2.revoke({ IpPermissions: [https('192.0.2.0/24')], GroupId }))).toBe(code);
  });

  test('a group of another Region or account', async () => {
    expect(await refusal(ec2Of(world, 'cli', 'eu-west-1').admit(['192.0.2.0/24']))).toBe(
      'InvalidGroup.NotFound',
    );
    const outsider = new EC2Client(clientOptions(world, 'outsider'));
    world.credentials('outsider', '999999999999');
    const ask = outsider.send(new DescribeSecurityGroupsCommand({ GroupIds: [WEB] }));
    expect(await refusal(world.clock.drive(ask))).toBe('InvalidGroup.NotFound');
  });
});

describe('the quota', () => {
  test('is 60 for each family, and a call that goes beyond adds nothing', async () => {
    await ec2.admit([...networks(60), ...networks(60, 'IPV6')]);
    expect(await refusal(ec2.admit(['198.51.100.0/24']))).toBe('RulesPerSecurityGroupLimitExceeded');
    expect(await refusal(ec2.admit(['fd00::/8']))).toBe('RulesPerSecurityGroupLimitExceeded');
    expect(ingress()).toHaveLength(120);
  });

  test('counts a call as a whole', async () => {
    expect(await refusal(ec2.admit(networks(61)))).toBe('RulesPerSecurityGroupLimitExceeded');
    expect(ingress()).toEqual([]);
  });

  test('counts a prefix list with its size, in its own family', async () => {
    await ec2.admit([...networks(51), ...networks(60, 'IPV6')]);
    expect(await refusal(ec2.authorize([https(LIST)]))).toBe('RulesPerSecurityGroupLimitExceeded');
    await ec2.revoke({ IpPermissions: [https(networks(1)[0] ?? '')] });
    await ec2.authorize([https(LIST)]);
    expect(ingress()).toHaveLength(111);
  });

  test("counts AWS's own lists with their weight", async () => {
    const arn = `arn:aws:ec2:eu-west-2:aws:prefix-list/${listId(5)}`;
    world.ec2.plantPrefixList({ arn, family: 'IPV4', maxEntries: 1, awsWeight: 55 });
    await ec2.authorize([https(listId(5)), ...networks(5).map((cidr) => https(cidr))]);
    expect(await refusal(ec2.admit(['198.51.100.0/24']))).toBe('RulesPerSecurityGroupLimitExceeded');
  });

  test.each(['IPV4', 'IPV6'] as const)('counts a group among the %s', async (family) => {
    await ec2.admit(networks(60, family));
    expect(await refusal(ec2.authorize([https(PEER)]))).toBe('RulesPerSecurityGroupLimitExceeded');
  });

  test('does not count egress', async () => {
    const rules = networks(60).map((source) => ({ source, egress: true }));
    await begin({ securityGroups: [{ arn: groupArn(WEB), rules }] });
    await ec2.admit(networks(60));
  });

  test('is the account’s and the Region’s', async () => {
    world.quotas.set('111122223333', 'eu-west-2', 2);
    expect(await refusal(ec2.admit(networks(3)))).toBe('RulesPerSecurityGroupLimitExceeded');
    world.quotas.set('111122223333', 'eu-west-2', 3);
    world.quotas.set('111122223333', 'eu-west-1', 1);
    world.quotas.set('999999999999', 'eu-west-2', 1);
    await ec2.admit(networks(3));
  });

  test('that was lowered refuses only what takes more', async () => {
    await ec2.admit(networks(3));
    world.quotas.set('111122223333', 'eu-west-2', 2);
    await ec2.admit(['2001:db8::/32']);
    expect(await refusal(ec2.admit(['198.51.100.0/24']))).toBe('RulesPerSecurityGroupLimitExceeded');
  });
});

describe('Revoke', () => {
  async function admitted(...cidrs: string[]): Promise<string[]> {
    const { SecurityGroupRules = [] } = await ec2.admit(cidrs);
    return SecurityGroupRules.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId);
  }

  test('by id takes these rules and tells which', async () => {
    const [first = '', , third = ''] = await admitted('192.0.2.0/24', '198.51.100.0/24', '2001:db8::/32');
    const answer = await ec2.revoke({ SecurityGroupRuleIds: [first, third] });
    expect(answer).toMatchObject({
      Return: true,
      UnknownIpPermissions: [],
      RevokedSecurityGroupRules: [
        {
          SecurityGroupRuleId: first,
          GroupId: WEB,
          IsEgress: false,
          IpProtocol: 'tcp',
          CidrIpv4: '192.0.2.0/24',
        },
        { SecurityGroupRuleId: third, FromPort: 443, ToPort: 443, CidrIpv6: '2001:db8::/32' },
      ],
    });
    expect(sources()).toEqual(['198.51.100.0/24']);
    expect(world.record.of('state').at(-1)).toMatchObject({
      actor: 'cli',
      operation: 'RevokeSecurityGroupIngress',
      target: groupArn(WEB),
    });
  });

  test.each([
    ['is not there', () => 'sgr-00000000000000000'],
    ["is another group's", () => ingress(PEER)[0]?.id ?? ''],
    ['is an egress rule', () => world.ec2.rules(groupArn(WEB)).find(({ isEgress }) => isEgress)?.id ?? ''],
  ])('by an id that %s is refused, the whole call', async (_, id) => {
    await ec2.admit(['192.0.2.0/24'], { GroupId: PEER });
    const [mine = ''] = await admitted('192.0.2.0/24');
    expect(await refusal(ec2.revoke({ SecurityGroupRuleIds: [mine, id()] }))).toBe(
      'InvalidSecurityGroupRuleId.NotFound',
    );
    expect(sources()).toEqual(['192.0.2.0/24']);
  });

  test('by an id twice is refused', async () => {
    const [id = ''] = await admitted('192.0.2.0/24');
    expect(await refusal(ec2.revoke({ SecurityGroupRuleIds: [id, id] }))).toBe('InvalidParameterValue');
  });

  test('by id and by properties at once is refused', async () => {
    const [id = ''] = await admitted('192.0.2.0/24');
    const both = { SecurityGroupRuleIds: [id], IpPermissions: [https('192.0.2.0/24')] };
    expect(await refusal(ec2.revoke(both))).toBe('InvalidParameterCombination');
  });

  test('of nothing is refused', async () => {
    expect(await refusal(ec2.revoke({}))).toBe('MissingParameter');
    const form = { Action: 'RevokeSecurityGroupIngress', GroupId: WEB, SecurityGroupRuleId: '' };
    expect((await sendForm(world, form)).text).toContain('<Code>MissingParameter</Code>');
  });

  test('by properties takes what matches, with or without its description', async () => {
    await ec2.authorize([https('192.0.2.0/24', 'Office'), https(LIST), https(PEER)]);
    await ec2.revoke({ IpPermissions: [https('192.0.2.9/24'), https(PEER)] });
    expect(sources()).toEqual([LIST]);
  });

  test.each([
    ['ports', { ...https('192.0.2.0/24'), ToPort: 444 }],
    ['protocol', { ...https('192.0.2.0/24'), IpProtocol: 'udp' }],
    ['source', https('192.0.2.0/25')],
    ['description', https('192.0.2.0/24', 'Home')],
  ])('by properties of which the %s does not match is refused, the whole call', async (_, other) => {
    await ec2.authorize([https('198.51.100.0/24'), https('192.0.2.0/24', 'Office')]);
    expect(await refusal(ec2.revoke({ IpPermissions: [https('198.51.100.0/24'), other] }))).toBe(
      'InvalidPermission.NotFound',
    );
    expect(ingress()).toHaveLength(2);
  });

  test('in a default VPC tells what it did not find', async () => {
    await ec2.admit(['192.0.2.0/24'], { GroupId: DEFAULT });
    const states = world.record.of('state').length;
    const { UnknownIpPermissions, RevokedSecurityGroupRules } = await ec2.revoke({
      GroupId: DEFAULT,
      IpPermissions: [https('192.0.2.0/24'), https('198.51.100.0/24', 'Gone')],
    });
    expect(UnknownIpPermissions).toMatchObject([
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: '198.51.100.0/24', Description: 'Gone' }],
        Ipv6Ranges: [],
      },
    ]);
    expect(RevokedSecurityGroupRules).toMatchObject([{ CidrIpv4: '192.0.2.0/24' }]);
    await ec2.revoke({ GroupId: DEFAULT, IpPermissions: [https('198.51.100.0/24')] });
    expect([sources(DEFAULT), world.record.of('state').length - states]).toEqual([[], 1]);
  });
});
