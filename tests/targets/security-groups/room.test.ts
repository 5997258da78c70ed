import type { PlantedRule } from '../../../simulator/aws/ec2/ec2.js';
import { edge, enterEc2, leave, minute, reported, type Ec2Desk } from '../ec2-desk.js';
import { fed, groupArn, groupId, listArn, listId, many, foreignRule } from '../names.js';

afterEach(leave);

const networks = (n: number) => many(n, fed, 'IPV4');
const lists = (groups: number, more: object = {}) => ({
  edge: {
    ...edge,
    hold: '0',
    ...more,
    targets: [{ spreadOver: Array.from({ length: groups }, (_, i) => groupArn(i + 1)), ports: [443] }],
  },
});
const planted = (groups: number, rules: PlantedRule[] = []) =>
  Array.from({ length: groups }, (_, i) => ({ arn: groupArn(i + 1), rules: i === 0 ? rules : [] }));
/** Rules for other purposes. */
const others = (n: number) => many(n, foreignRule, 'IPV4').map((source) => ({ source, from: 22, to: 22 }));
const opened = (desk: Ec2Desk, group: number) =>
  desk.rules(group).filter((rule) => rule.includes('doorlist/')).length;

async function refreshed(options: Parameters<typeof enterEc2>[1], groups = 1) {
  const desk = await enterEc2(lists(groups), options);
  return { desk, target: reported(await desk.run('refresh')) };
}

test('IPv4 and IPv6 have rooms of their own', async () => {
  const feed = [...networks(60), ...many(60, fed, 'IPV6')];
  const desk = await enterEc2(lists(1), { feed, securityGroups: planted(1) });
  const outcome = await desk.run('refresh');
  expect([reported(outcome).outcome, reported(outcome, 'IPV6').outcome]).toEqual(['applied', 'applied']);
  expect(opened(desk, 1)).toBe(120);
});

test.each([
  ['a rule for another port', { source: '9.9.9.9/32', from: 22, to: 22 }, 1],
  ['a rule of the other family', { source: '2620:fe::9/128' }, 0],
  ['a reference to a group', { source: groupId(2) }, 1],
  ['a reference to a prefix list, as its MaxEntries', { source: listId(1) }, 20],
  ['a reference to one of the other family', { source: listId(2) }, 0],
  ['a reference to a list of AWS’s own, as its published weight', { source: listId(3) }, 55],
  ['an outbound rule', { source: '9.9.9.9/32', egress: true }, 0],
])('%s takes the room that it takes in AWS', async (_, rule, weight) => {
  const prefixLists = [
    { arn: listArn(1), family: 'IPV4' as const, maxEntries: 20 },
    { arn: listArn(2), family: 'IPV6' as const, maxEntries: 20 },
    {
      arn: `arn:aws:ec2:eu-west-2:aws:prefix-list/${listId(3)}`,
      name: 'com.amazonaws.global.cloudfront.origin-facing',
      family: 'IPV4' as const,
      maxEntries: 55,
      awsWeight: 55,
    },
  ];
  const world = { prefixLists, securityGroups: planted(1, [rule]) };
  const full = await refreshed({ ...world, feed: networks(61 - weight) });
  expect(full.target.refusals).toMatchObject([{ reason: 'capacity' }]);
  expect(full.desk.world.record.countCalls()).not.toHaveProperty('ec2:AuthorizeSecurityGroupIngress');
  await leave();
  const fits = await refreshed({ ...world, feed: networks(60 - weight) });
  expect(fits.target.outcome).toBe('applied');
  expect(opened(fits.desk, 1)).toBe(60 - weight);
});

test('a refusal that hides another does not end it', async () => {
  const { desk } = await refreshed({ feed: networks(61), securityGroups: planted(1) });
  await desk.later(minute);
  desk.publish({ prefix: '3.9.0.0/24', service: 'EC2' });
  await desk.run('refresh');
  await desk.later(minute);
  desk.publish(...networks(61));
  await desk.run('refresh');
  const subjects = desk.mails().map(({ subject }) => subject.replace('doorlist dev: edge: ', ''));
  expect(subjects).toEqual([
    'REFUSED: more than a target takes',
    'REFUSED: a name that ip-ranges.json lacks',
    'no longer refused: a name that ip-ranges.json lacks',
  ]);
});

describe('the quota', () => {
  test('is asked of Service Quotas once it may be too little, and remembered', async () => {
    const { desk, target } = await refreshed({
      feed: networks(100),
      securityGroups: planted(1),
      quotas: { rulesPerGroup: 100 },
    });
    expect(target.outcome).toBe('applied');
    await desk.later(minute);
    desk.publish(...networks(101).slice(1));
    const before = desk.world.record.countCalls()['servicequotas:GetServiceQuota'];
    expect(reported(await desk.run('refresh')).outcome).toBe('applied');
    expect([before, desk.world.record.countCalls()['servicequotas:GetServiceQuota']]).toEqual([1, 1]);
  });

  test('is not asked where the one that everybody has is enough', async () => {
    const { desk } = await refreshed({ feed: networks(60), securityGroups: planted(1) });
    expect(desk.world.record.countCalls()).not.toHaveProperty('servicequotas:GetServiceQuota');
  });

  test('is the one that everybody has where nobody may ask', async () => {
    const { target } = await refreshed({
      feed: networks(61),
      securityGroups: planted(1),
      quotas: { rulesPerGroup: 100, denied: true },
    });
    expect(target.refusals[0]?.message).toBe(
      '61 entries are wanted, but the group has room for 60 rules of this family: 1 too few; 1 more group or a quota of 61 rules per group would fit.',
    );
  });

  test('times the groups of an interface is 1,000 at most, whatever the quota', async () => {
    const world = { securityGroups: planted(4), quotas: { rulesPerGroup: 300 } };
    const { desk, target } = await refreshed({ ...world, feed: networks(1_000) }, 4);
    expect(target.outcome).toBe('applied');
    expect([1, 2, 3, 4].map((group) => opened(desk, group))).toEqual([250, 250, 250, 250]);
    await leave();
    const more = await refreshed({ ...world, feed: networks(1_001) }, 4);
    expect(more.target.refusals[0]?.message).toContain('hold at most 1000 rules, so narrow the selection');
  });
});

describe('several groups', () => {
  test('are filled one after the other, and hold what their quotas hold together', async () => {
    const { desk, target } = await refreshed(
      { feed: networks(130), securityGroups: planted(3, others(10)) },
      3,
    );
    expect(target).toMatchObject({ outcome: 'applied', wanted: 130, capacity: 170 });
    expect([1, 2, 3].map((group) => opened(desk, group))).toEqual([50, 60, 20]);
  });

  test('that are too few are told how many more are needed', async () => {
    const { desk, target } = await refreshed({ feed: networks(476), securityGroups: planted(2) }, 2);
    expect(target.refusals[0]?.message).toContain(
      '476 entries are wanted, but the 2 groups have room for 120 rules of this family: 356 too few; 6 more groups or a quota of 238 rules per group would fit.',
    );
    expect([opened(desk, 1), opened(desk, 2)]).toEqual([0, 0]);
  });

  test('one more moves nothing', async () => {
    const desk = await enterEc2(lists(2), { feed: networks(120), securityGroups: planted(3) });
    await desk.run('refresh');
    const before = [desk.rules(1), desk.rules(2)];
    desk.redeploy(lists(3));
    await desk.later(minute);
    desk.publish(...networks(125));
    expect(reported(await desk.run('refresh'))).toMatchObject({
      added: { length: 5 },
      removed: [],
      moved: [],
    });
    expect([desk.rules(1), desk.rules(2)]).toEqual(before);
    expect(opened(desk, 3)).toBe(5);
  });

  test('a rule that goes makes room where it stood, and nothing else moves', async () => {
    const desk = await enterEc2(lists(2), { feed: networks(120), securityGroups: planted(2) });
    await desk.run('refresh');
    await desk.later(minute);
    desk.publish(...networks(121).slice(1));
    const { added, removed, moved } = reported(await desk.run('refresh'));
    expect([added.length, removed.length, moved.length]).toEqual([1, 1, 0]);
    expect([opened(desk, 1), opened(desk, 2)]).toEqual([60, 60]);
  });
});
