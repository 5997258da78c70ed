import { edge, enterEc2, leave, minute, reported, type Ec2Desk } from '../ec2-desk.js';
import { fed, groupArn, groupId, many, foreignRule } from '../names.js';

afterEach(leave);

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

/** 60 in the first group, beside a guest; 40 in the second; none in the third. */
async function settled(): Promise<Ec2Desk> {
  const desk = await enterEc2(lists([1, 2, 3]), {
    feed: networks,
    securityGroups: [1, 2, 3].map((n) => ({
      arn: groupArn(n),
      rules: n === 2 ? [{ source: foreignCidr }] : [],
    })),
  });
  await desk.run('refresh');
  expect([1, 2, 3].map((n) => desk.rules(n).length)).toEqual([60, 41, 0]);
  await desk.later(minute);
  return desk;
}

function expectMoved(desk: Ec2Desk): void {
  expect(desk.rules(2)).toEqual([`${foreignCidr} tcp 443-443 -`]);
  expect([1, 3].map((n) => desk.rules(n).length)).toEqual([60, 40]);
  const instants = desk.instants(...[1, 2, 3].map(groupArn));
  const from = instants.findIndex((open) => open.length > networks.length);
  for (const open of instants.slice(from)) expect(open).toEqual(expect.arrayContaining(networks));
}

test.each([
  ['as the file says', lists([1, 3], [2])],
  ['as the table remembers', lists([1, 3])],
])('a group that the target leaves, %s, is opened elsewhere before it is closed', async (_, after) => {
  const desk = await settled();
  desk.redeploy(after);
  expect(reported(await desk.run('refresh'))).toMatchObject({
    outcome: 'applied',
    added: [],
    removed: [],
    moved: { length: 40 },
    foreign: 0,
  });
  expectMoved(desk);
});

test('the first group of all can be left, too, where the file says so', async () => {
  const desk = await settled();
  desk.redeploy(lists([2, 3], [1]));
  expect(reported(await desk.run('refresh'))).toMatchObject({ outcome: 'applied', added: [], removed: [] });
  expect([1, 2, 3].map((n) => desk.rules(n).length)).toEqual([0, 60, 41]);
});

test('once left it is looked at no more', async () => {
  const desk = await settled();
  desk.redeploy(lists([1, 3]));
  await desk.run('refresh');
  await desk.later(minute);
  await desk.run('refresh');
  const asked = desk.world.record
    .of('call')
    .filter((call) => call.operation === 'DescribeSecurityGroupRules');
  expect(JSON.stringify(asked.at(-1)?.input)).not.toContain(groupId(2));
});

test('a run that dies while it moves leaves no gap, and the next one ends it', async () => {
  for (const when of ['before', 'after'] as const)
    for (const operation of ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']) {
      await leave();
      const desk = await settled();
      desk.redeploy(lists([1, 3]));
      desk.world.actors.crash({ who: 'doorlist-dev-refresh-2', operation, when });
      await desk.run('refresh');
      await desk.later(6 * minute);
      expect((await desk.run('refresh')).error).toBe('');
      expectMoved(desk);
    }
});

test('where the others have no room it is refused, and stays as it is', async () => {
  const desk = await enterEc2(lists([1, 2]), {
    feed: networks,
    securityGroups: [{ arn: groupArn(1) }, { arn: groupArn(2) }],
  });
  await desk.run('refresh');
  desk.redeploy(lists([2], [1]));
  await desk.later(minute);
  const { outcome, refusals } = reported(await desk.run('refresh'));
  expect([outcome, refusals[0]?.message]).toEqual([
    'refused',
    '100 entries are wanted, but the group has room for 60 rules of this family: 40 too few; 1 more group or a quota of 100 rules per group would fit.',
  ]);
  expect([desk.rules(1).length, desk.rules(2).length]).toEqual([60, 40]);
  expect(desk.rules(1)[0]).toContain(mine);
});

test('a group that is gone fails the run with what to do, and touches no other', async () => {
  const desk = await settled();
  desk.world.ec2.removeGroup(groupArn(2));
  const { ok, error } = await desk.run('refresh');
  expect(ok).toBe(false);
  expect(error).toContain(
    `There is no security group ${groupId(2)} in eu-west-2 any more; take it out of doorlist.yml, and what it held moves to the others.`,
  );
  expect([1, 3].map((n) => desk.rules(n).length)).toEqual([60, 0]);
  desk.redeploy(lists([1, 3]));
  expect(reported(await desk.run('refresh'))).toMatchObject({ outcome: 'applied', added: { length: 40 } });
  expect([1, 3].map((n) => desk.rules(n).length)).toEqual([60, 40]);
});

test('a group that is gone is told for one group, too, though AWS answers for it with no rules', async () => {
  const desk = await enterEc2(lists([1]), { feed: networks.slice(1) });
  const { error } = await desk.run('refresh');
  expect(error).toContain('There is no security group');
});

test('groups of several networks cannot be attached to one interface: the run fails and says which is where', async () => {
  const desk = await enterEc2(lists([1, 2]), {
    feed: networks,
    securityGroups: [{ arn: groupArn(1) }, { arn: groupArn(2), vpcId: 'vpc-00000000000000002' }],
  });
  const { error } = await desk.run('refresh');
  expect(error).toMatch(
    /is in vpc-0a1b2c3d4e5f60718, .* is in vpc-00000000000000002: the groups of one target/,
  );
  expect([desk.rules(1), desk.rules(2)]).toEqual([[], []]);
});
