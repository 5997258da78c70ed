import { groupArn, groupId, minute } from '../../harness/account.js';
import { edge, reported, setUpEc2 } from '../../harness/ec2.js';
import { fed, many } from '../../harness/networks.js';
import { tearDown } from '../../harness/world.js';
import type { PlantedGroup } from '../../../simulator/aws/ec2/ec2.js';

afterEach(tearDown);

const [here, there, third] = ['vpc-00000001', 'vpc-00000002', 'vpc-00000003'] as const;
type State = NonNullable<PlantedGroup['associations']>[number]['state'];
const group = (n: number, vpcId: string, further: readonly string[] = [], state: State = 'associated') => ({
  arn: groupArn(n),
  vpcId,
  associations: further.map((vpc) => ({ vpcId: vpc, state })),
});

async function over(...securityGroups: PlantedGroup[]) {
  const spreadOver = securityGroups.map(({ arn }) => arn);
  const feed = [...many(3, fed, 'IPV4'), ...many(3, fed, 'IPV6')];
  return setUpEc2({ edge: { ...edge, targets: [{ spreadOver, ports: [443] }] } }, { feed, securityGroups });
}

test.each([
  ['one of them was associated with the VPC of the other', [group(1, here), group(2, there, [here])]],
  ['both were associated with a third VPC', [group(1, here, [third]), group(2, there, [third])]],
])('groups that were made in two VPCs are one target where %s', async (_, groups) => {
  const harness = await over(...groups);
  expect(reported(await harness.run('refresh')).outcome).toBe('applied');
});

test.each<State>(['associating', 'association-failed', 'disassociating', 'disassociated'])(
  'an association that is %s counts for nothing',
  async (state) => {
    const harness = await over(group(1, here), group(2, there, [here], state));
    expect(await harness.run('refresh')).toMatchObject({ ok: false });
  },
);

test('groups that share VPCs in pairs only are apart', async () => {
  const harness = await over(group(1, here, [there]), group(2, there, [third]), group(3, third, [here]));
  expect(await harness.run('refresh')).toMatchObject({ ok: false });
});

test('groups that no VPC has all of are told with every VPC of theirs, and once for both families', async () => {
  const harness = await over(group(1, here, [third]), group(2, there));
  await harness.run('refresh');
  const text = `${groupId(1)} is in ${here} and ${third}, ${groupId(2)} is in ${there}: the groups of one target must be attached to the same interfaces, and no VPC has all of these groups; associate them with one VPC, or make a target of each.`;
  const bodies = harness.mails().map(({ body }) => body);
  expect(bodies.map((body) => body.replace(/\s+/g, ' ').split(text).length - 1)).toEqual([1]);
  await harness.later(minute);
  await harness.run('refresh');
  expect(harness.mails()).toHaveLength(1);
});

test('groups of one VPC cost no look at associations', async () => {
  const harness = await over(group(1, here), group(2, here));
  await harness.run('refresh');
  const calls = harness.world.record.of('call').map(({ operation }) => operation);
  expect(calls).toContain('DescribeSecurityGroups');
  expect(calls).not.toContain('DescribeSecurityGroupVpcAssociations');
});
