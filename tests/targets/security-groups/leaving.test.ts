import { minute } from '../../harness/account.js';
import { edge, setUpEc2, reported, type Ec2Harness } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { groupArn, groupId } from '../../harness/account.js';
import { fed, many, foreignRule } from '../../harness/networks.js';

afterEach(tearDown);

const mine = 'doorlist/dev/edge';
const networks = many(100, fed, 'IPV4');
const foreignCidr = foreignRule('IPV4', 0);
const lists = (groups: number[], leaving?: number[]) => ({
  edge: {
    ...edge,
    targets: [
      {
        spreadOver: groups.map(groupArn),
        ports: [443],
        ...(leaving && { leaving: leaving.map(groupArn) }),
      },
    ],
  },
});

/** 60 in the first group, beside a foreign one; 40 in the second; none in the third. */
async function settled(): Promise<Ec2Harness> {
  const harness = await setUpEc2(lists([1, 2, 3]), {
    feed: networks,
    securityGroups: [1, 2, 3].map((n) => ({
      arn: groupArn(n),
      rules: n === 2 ? [{ source: foreignCidr }] : [],
    })),
  });
  await harness.run('refresh');
  expect([1, 2, 3].map((n) => harness.rules(n).length)).toEqual([60, 41, 0]);
  await harness.later(minute);
  return harness;
}

function expectMoved(harness: Ec2Harness): void {
  expect(harness.rules(2)).toEqual([`${foreignCidr} tcp 443-443 -`]);
  expect([1, 3].map((n) => harness.rules(n).length)).toEqual([60, 40]);
  const instants = harness.instants(...[1, 2, 3].map(groupArn));
  const from = instants.findIndex((open) => open.length > networks.length);
  for (const open of instants.slice(from)) expect(open).toEqual(expect.arrayContaining(networks));
}

test.each([
  ['as the file says', lists([1, 3], [2])],
  ['as the table remembers', lists([1, 3])],
])('a group that the target leaves, %s, is opened elsewhere before it is closed', async (_, after) => {
  const harness = await settled();
  harness.redeploy(after);
  expect(reported(await harness.run('refresh'))).toMatchObject({
    outcome: 'applied',
    added: [],
    removed: [],
    moved: { length: 40 },
    foreign: 0,
  });
  expectMoved(harness);
});

test('the first group of all can be left, too, where the file says so', async () => {
  const harness = await settled();
  harness.redeploy(lists([2, 3], [1]));
  expect(reported(await harness.run('refresh'))).toMatchObject({
    outcome: 'applied',
    added: [],
    removed: [],
  });
  expect([1, 2, 3].map((n) => harness.rules(n).length)).toEqual([0, 60, 41]);
});

test('once left it is looked at no more', async () => {
  const harness = await settled();
  harness.redeploy(lists([1, 3]));
  await harness.run('refresh');
  await harness.later(minute);
  await harness.run('refresh');
  const asked = harness.world.record
    .of('call')
    .filter((call) => call.operation === 'DescribeSecurityGroupRules');
  expect(JSON.stringify(asked.at(-1)?.input)).not.toContain(groupId(2));
});

test('a run that dies while it moves leaves no gap, and the next one ends it', async () => {
  for (const when of ['before', 'after'] as const)
    for (const operation of ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']) {
      await tearDown();
      const harness = await settled();
      harness.redeploy(lists([1, 3]));
      harness.world.actors.crash({ who: 'doorlist-dev-refresh-2', operation, when });
      await harness.run('refresh');
      await harness.later(6 * minute);
      expect((await harness.run('refresh')).error).toBe('');
      expectMoved(harness);
    }
});

test('where the others have no room it is refused, and stays as it is', async () => {
  const harness = await setUpEc2(lists([1, 2]), {
    feed: networks,
    securityGroups: [{ arn: groupArn(1) }, { arn: groupArn(2) }],
  });
  await harness.run('refresh');
  harness.redeploy(lists([2], [1]));
  await harness.later(minute);
  const { outcome, refusals } = reported(await harness.run('refresh'));
  expect([outcome, refusals[0]?.message]).toEqual([
    'refused',
    '100 entries are wanted, but the group has room for 60 rules of this family: 40 too few; 1 more group or a quota of 100 rules per group would fit.',
  ]);
  expect([harness.rules(1).length, harness.rules(2).length]).toEqual([60, 40]);
  expect(harness.rules(1)[0]).toContain(mine);
});

test('a group that is gone fails the run with what to do, and touches no other', async () => {
  const harness = await settled();
  harness.world.ec2.removeGroup(groupArn(2));
  const { ok, error } = await harness.run('refresh');
  expect(ok).toBe(false);
  expect(error).toContain(
    `There is no security group ${groupId(2)} in eu-west-2 any more; take it out of doorlist.yml, and what it held moves to the others.`,
  );
  expect([1, 3].map((n) => harness.rules(n).length)).toEqual([60, 0]);
  harness.redeploy(lists([1, 3]));
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'applied', added: { length: 40 } });
  expect([1, 3].map((n) => harness.rules(n).length)).toEqual([60, 40]);
});

test('a group that is gone is told for one group, too, though AWS answers for it with no rules', async () => {
  const harness = await setUpEc2(lists([1]), { feed: networks.slice(1) });
  const { error } = await harness.run('refresh');
  expect(error).toContain('There is no security group');
});

test('groups of several networks cannot be attached to one interface: the run fails and says which is where', async () => {
  const harness = await setUpEc2(lists([1, 2]), {
    feed: networks,
    securityGroups: [{ arn: groupArn(1) }, { arn: groupArn(2), vpcId: 'vpc-00000000000000002' }],
  });
  const { error } = await harness.run('refresh');
  expect(error).toMatch(
    /is in vpc-0a1b2c3d4e5f60718, .* is in vpc-00000000000000002: the groups of one target/,
  );
  expect([harness.rules(1), harness.rules(2)]).toEqual([[], []]);
});
