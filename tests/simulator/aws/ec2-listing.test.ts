import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
} from '@aws-sdk/client-ec2';
import type { World, WorldOptions } from '../../../simulator/world/world.js';
import { tearDown } from '../../harness/world.js';
import { refusal } from '../world/harness.js';
import {
  DEFAULT,
  ec2Of,
  setUpEc2,
  groupArn,
  groupId,
  https,
  LIST,
  networks,
  PEER,
  WEB,
} from './ec2-harness.js';

const VPC = 'vpc-0a1b2c3d4e5f60718';

let world: World;
let ec2: ReturnType<typeof ec2Of>;
async function begin(options: Partial<WorldOptions> = {}) {
  world = await setUpEc2(options);
  ec2 = ec2Of(world);
}
beforeEach(() => begin());
afterEach(tearDown);

const wait = (ms: number) => world.clock.advanceTo(world.clock.now() + ms);

describe('DescribeSecurityGroupRules', () => {
  const of = (...Values: string[]) => [{ Name: 'group-id', Values }];

  test('shows a new group’s one egress rule beside what it lets in', async () => {
    await ec2.admit(['192.0.2.0/24']);
    const { SecurityGroupRules = [] } = await ec2.describeRules({ Filters: of(WEB) });
    expect(SecurityGroupRules.find(({ IsEgress }) => IsEgress)).toMatchObject({
      IpProtocol: '-1',
      FromPort: -1,
      ToPort: -1,
      CidrIpv4: '0.0.0.0/0',
    });
    expect(SecurityGroupRules).toHaveLength(2);
  });

  test('filters by group, any of several, and an unknown one is no error', async () => {
    const groupsOf = async (...ids: string[]) => {
      const { SecurityGroupRules } = await ec2.describeRules({ Filters: of(...ids) });
      return SecurityGroupRules?.map(({ GroupId }) => GroupId).sort();
    };
    expect(await groupsOf(WEB, PEER)).toEqual([WEB, PEER]);
    expect(await groupsOf(groupId(9))).toEqual([]);
    expect(await groupsOf('nonsense')).toEqual([]);
    expect(await groupsOf('sg-*1', 'sg-?0000000000000003')).toEqual([WEB, DEFAULT]);
  });

  test('filters by rule, by tag, and by all filters at once', async () => {
    const tagged = (Value: string) => ({
      TagSpecifications: [
        { ResourceType: 'security-group-rule' as const, Tags: [{ Key: 'doorlist', Value }] },
      ],
    });
    const { SecurityGroupRules: [a] = [] } = await ec2.admit(['192.0.2.0/24'], tagged('a.c'));
    await ec2.admit(['198.51.100.0/24'], tagged('abc'));
    const found = async (...Filters: { Name: string; Values: string[] }[]) =>
      (await ec2.describeRules({ Filters })).SecurityGroupRules?.map(({ CidrIpv4 }) => CidrIpv4);
    const [id, tag] = [
      { Name: 'security-group-rule-id', Values: [a?.SecurityGroupRuleId ?? ''] },
      { Name: 'tag:doorlist', Values: ['a.c'] },
    ];
    expect(await found(id)).toEqual(['192.0.2.0/24']);
    expect(await found(tag)).toEqual(['192.0.2.0/24']);
    expect(await found(tag, { Name: 'group-id', Values: [PEER] })).toEqual([]);
  });

  test('refuses a filter that AWS does not have', async () => {
    const ask = ec2.describeRules({ Filters: [{ Name: 'cidr', Values: ['192.0.2.0/24'] }] });
    expect(await refusal(ask)).toBe('InvalidParameterValue');
  });

  test.each([
    ['51 filters', Array.from({ length: 51 }, () => of(WEB)).flat()],
    ['201 values', of(...Array.from({ length: 201 }, () => WEB))],
  ])('refuses %s', async (_, Filters) => {
    expect(await refusal(ec2.describeRules({ Filters }))).toBe('FilterLimitExceeded');
  });

  test('finds rules by id, and refuses where one is not there', async () => {
    const { SecurityGroupRules: [rule] = [] } = await ec2.admit(['192.0.2.0/24']);
    const id = rule?.SecurityGroupRuleId ?? '';
    const { SecurityGroupRules } = await ec2.describeRules({ SecurityGroupRuleIds: [id] });
    expect(SecurityGroupRules).toEqual([rule]);
    const ask = ec2.describeRules({ SecurityGroupRuleIds: [id, 'sgr-00000000000000000'] });
    expect(await refusal(ask)).toBe('InvalidSecurityGroupRuleId.NotFound');
  });

  test('shows everything without MaxResults, and page by page with it', async () => {
    await ec2.admit([...networks(60), ...networks(60, 'IPV6')]);
    const whole = await ec2.describeRules({ Filters: of(WEB) });
    expect([whole.SecurityGroupRules?.length, whole.NextToken]).toEqual([121, undefined]);
    const ids: (string | undefined)[] = [];
    const sizes: number[] = [];
    let NextToken: string | undefined;
    do {
      const { SecurityGroupRules = [], NextToken: next } = await ec2.describeRules({
        Filters: of(WEB),
        MaxResults: 50,
        NextToken,
      });
      ids.push(...SecurityGroupRules.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId));
      sizes.push(SecurityGroupRules.length);
      NextToken = next;
    } while (NextToken);
    expect(sizes).toEqual([50, 50, 21]);
    expect(new Set(ids).size).toBe(121);
  });

  test.each([4, 1001])('refuses MaxResults of %i', async (MaxResults) => {
    expect(await refusal(ec2.describeRules({ MaxResults }))).toBe('InvalidParameterValue');
  });

  test('refuses a token that it never gave', async () => {
    expect(await refusal(ec2.describeRules({ MaxResults: 5, NextToken: '5' }))).toBe('InvalidNextToken');
  });

  describe('lags behind', () => {
    beforeEach(() => begin({ ec2: { lagMs: 3000 } }));
    const shown = async () => {
      const { SecurityGroupRules } = await ec2.describeRules({ Filters: of(WEB), MaxResults: 1000 });
      return SecurityGroupRules?.some(({ CidrIpv4 }) => CidrIpv4 === '192.0.2.0/24');
    };
    const many = async () => {
      const seen = [];
      for (let n = 0; n < 8; n += 1) seen.push(await shown());
      return seen;
    };

    test('in both directions, now and then, and never for longer than said', async () => {
      const { SecurityGroupRules: [rule] = [] } = await ec2.admit(['192.0.2.0/24']);
      expect(new Set(await many())).toEqual(new Set([true, false]));
      await wait(3000);
      expect(new Set(await many())).toEqual(new Set([true]));
      await ec2.revoke({ SecurityGroupRuleIds: [rule?.SecurityGroupRuleId ?? ''] });
      expect(new Set(await many())).toEqual(new Set([true, false]));
      await wait(3000);
      expect(new Set(await many())).toEqual(new Set([false]));
    });

    test('but what a write is checked against does not', async () => {
      const { SecurityGroupRules: [rule] = [] } = await ec2.admit(['192.0.2.0/24']);
      expect(await refusal(ec2.admit(['192.0.2.0/24']))).toBe('InvalidPermission.Duplicate');
      await ec2.revoke({ SecurityGroupRuleIds: [rule?.SecurityGroupRuleId ?? ''] });
      await ec2.admit(['192.0.2.0/24']);
    });

    test('not for what has always been there', async () => {
      world.ec2.plantGroup({ arn: groupArn(groupId(7)), rules: [{ source: '192.0.2.0/24' }] });
      const { SecurityGroupRules } = await ec2.describeRules({ Filters: of(groupId(7)) });
      expect(SecurityGroupRules).toHaveLength(2);
    });

    test('for DescribeSecurityGroups as well', async () => {
      await ec2.admit(['192.0.2.0/24']);
      const counts = new Set<number | undefined>();
      for (let n = 0; n < 8; n += 1) {
        const command = new DescribeSecurityGroupsCommand({ GroupIds: [WEB] });
        const { SecurityGroups } = await world.clock.drive(ec2.client.send(command));
        counts.add(SecurityGroups?.[0]?.IpPermissions?.length);
      }
      expect(counts).toEqual(new Set([0, 1]));
    });
  });
});

describe('groups', () => {
  const create = (more: { GroupName?: string; Description?: string; VpcId?: string | undefined } = {}) => {
    const input = { GroupName: 'origin', Description: 'For the origin', VpcId: VPC, ...more };
    return world.clock.drive(ec2.client.send(new CreateSecurityGroupCommand(input)));
  };
  const describeGroups = (input: DescribeSecurityGroupsCommandInput) =>
    world.clock.drive(ec2.client.send(new DescribeSecurityGroupsCommand(input)));

  test('are created with one egress rule and described', async () => {
    const { GroupId = '' } = await create();
    await ec2.authorize([https('192.0.2.0/24', 'Office'), https('2001:db8::/32'), https(LIST), https(PEER)], {
      GroupId,
    });
    const { SecurityGroups } = await describeGroups({ GroupIds: [GroupId] });
    expect(SecurityGroups).toMatchObject([
      {
        GroupId,
        GroupName: 'origin',
        Description: 'For the origin',
        OwnerId: '111122223333',
        VpcId: VPC,
        SecurityGroupArn: groupArn(GroupId),
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            IpRanges: [{ CidrIp: '192.0.2.0/24', Description: 'Office' }],
            Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
            PrefixListIds: [{ PrefixListId: LIST }],
            UserIdGroupPairs: [{ GroupId: PEER, UserId: '111122223333' }],
          },
        ],
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
    ]);
    expect(SecurityGroups?.[0]?.IpPermissionsEgress?.[0]?.FromPort).toBeUndefined();
  });

  test('carry tags of their own kind', async () => {
    const tagged = (ResourceType: 'security-group' | 'security-group-rule') =>
      world.clock.drive(
        ec2.client.send(
          new CreateSecurityGroupCommand({
            GroupName: 'tagged',
            Description: 'Tagged',
            VpcId: VPC,
            TagSpecifications: [{ ResourceType, Tags: [{ Key: 'team', Value: 'platform' }] }],
          }),
        ),
      );
    expect(await refusal(tagged('security-group-rule'))).toBe('InvalidParameterValue');
    const { GroupId } = await tagged('security-group');
    const { SecurityGroups } = await describeGroups({
      Filters: [{ Name: 'tag:team', Values: ['platform'] }],
    });
    expect(SecurityGroups).toMatchObject([{ GroupId, Tags: [{ Key: 'team', Value: 'platform' }] }]);
  });

  test.each([
    ['a name that is taken', { GroupName: `group-${WEB.slice(3)}` }, 'InvalidGroup.Duplicate'],
    ['a name like an id', { GroupName: 'sg-web' }, 'InvalidParameterValue'],
    ['no VPC', { VpcId: undefined }, 'VPCIdNotSpecified'],
    ['no such VPC', { VpcId: 'vpc-mine' }, 'InvalidVpcID.NotFound'],
    ['a description with a quote', { Description: "Bob's" }, 'InvalidParameterValue'],
  ])('with %s are not created', async (_, more, code) => {
    expect(await refusal(create(more))).toBe(code);
  });

  test('are found by id or not at all, and filtered to nothing', async () => {
    expect(await refusal(describeGroups({ GroupIds: [WEB, groupId(9)] }))).toBe('InvalidGroup.NotFound');
    expect(await refusal(describeGroups({ GroupIds: ['sg-web'] }))).toBe('InvalidGroupId.Malformed');
    const none = await describeGroups({ Filters: [{ Name: 'group-id', Values: [groupId(9)] }] });
    expect(none.SecurityGroups).toEqual([]);
  });

  test('are described page by page', async () => {
    for (let n = 10; n < 14; n += 1) world.ec2.plantGroup({ arn: groupArn(groupId(n)) });
    const first = await describeGroups({ MaxResults: 5 });
    const second = await describeGroups({ MaxResults: 5, NextToken: first.NextToken ?? '' });
    const ids = [...(first.SecurityGroups ?? []), ...(second.SecurityGroups ?? [])].map(
      ({ GroupId }) => GroupId,
    );
    expect([ids, second.NextToken]).toEqual([[1, 2, 3, 10, 11, 12, 13].map(groupId), undefined]);
    expect(await refusal(describeGroups({ MaxResults: 4 }))).toBe('InvalidParameterValue');
  });

  test('are deleted, but not from under a rule that refers to them', async () => {
    const remove = (GroupId: string) =>
      world.clock.drive(ec2.client.send(new DeleteSecurityGroupCommand({ GroupId })));
    await ec2.authorize([https(PEER)]);
    expect(await refusal(remove(PEER))).toBe('DependencyViolation');
    const [before] = world.record.of('state').at(-1)?.after ?? [];
    await remove(WEB);
    expect(world.record.of('state').at(-1)).toMatchObject({
      target: groupArn(WEB),
      before: [before],
      after: [],
    });
    await remove(PEER);
    expect(await refusal(remove(PEER))).toBe('InvalidGroup.NotFound');
  });

  test('may be gone one day', async () => {
    world.ec2.removeGroup(groupArn(WEB));
    expect(await refusal(ec2.admit(['192.0.2.0/24']))).toBe('InvalidGroup.NotFound');
    expect(world.record.of('state').at(-1)).toMatchObject({ actor: 'aws', operation: 'DeleteSecurityGroup' });
  });

  test('that are planted are as AWS would have them', () => {
    expect(() => world.ec2.plantGroup({ arn: groupArn('sg-1') })).toThrow('not the ARN of a security-group');
    const plant = (source: string) => () =>
      world.ec2.plantGroup({ arn: groupArn(groupId(8)), rules: [{ source }] });
    expect(plant('192.0.2.1')).toThrow('malformed');
    plant('192.0.2.1/24')();
    expect(world.ec2.rules(groupArn(groupId(8))).map(({ source }) => source)).toEqual([
      '0.0.0.0/0',
      '192.0.2.0/24',
    ]);
  });
});
