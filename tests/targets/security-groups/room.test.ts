import type { PlantedRule } from '../../../simulator/aws/ec2/ec2.js';
import { minute } from '../../harness/account.js';
import { edge, setUpEc2, reported, type Ec2Harness } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { groupArn, groupId, listArn, listId } from '../../harness/account.js';
import { fed, many, foreignRule } from '../../harness/networks.js';

afterEach(tearDown);

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
const opened = (harness: Ec2Harness, group: number) =>
  harness.rules(group).filter((rule) => rule.includes('doorlist/')).length;

async function refreshed(options: Parameters<typeof setUpEc2>[1], groups = 1) {
  const harness = await setUpEc2(lists(groups), options);
  return { harness, target: reported(await harness.run('refresh')) };
}

test('IPv4 and IPv6 have rooms of their own', async () => {
  const feed = [...networks(60), ...many(60, fed, 'IPV6')];
  const harness = await setUpEc2(lists(1), { feed, securityGroups: planted(1) });
  const outcome = await harness.run('refresh');
  expect([reported(outcome).outcome, reported(outcome, 'IPV6').outcome]).toEqual(['applied', 'applied']);
  expect(opened(harness, 1)).toBe(120);
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
  expect(full.harness.world.record.countCalls()).not.toHaveProperty('ec2:AuthorizeSecurityGroupIngress');
  await tearDown();
  const fits = await refreshed({ ...world, feed: networks(60 - weight) });
  expect(fits.target.outcome).toBe('applied');
  expect(opened(fits.harness, 1)).toBe(60 - weight);
});

test('a refusal that hides another does not end it', async () => {
  const { harness } = await refreshed({ feed: networks(61), securityGroups: planted(1) });
  await harness.later(minute);
  harness.publish({ prefix: '3.9.0.0/24', service: 'EC2' });
  await harness.run('refresh');
  await harness.later(minute);
  harness.publish(...networks(61));
  await harness.run('refresh');
  const subjects = harness.mails().map(({ subject }) => subject.replace('doorlist dev: edge: ', ''));
  expect(subjects).toEqual([
    'REFUSED: more than a target takes',
    'REFUSED: a name that ip-ranges.json lacks',
    'no longer refused: a name that ip-ranges.json lacks',
  ]);
});

describe('the quota', () => {
  test('is asked of Service Quotas once it may be too little, and remembered', async () => {
    const { harness, target } = await refreshed({
      feed: networks(100),
      securityGroups: planted(1),
      quotas: { rulesPerGroup: 100 },
    });
    expect(target.outcome).toBe('applied');
    await harness.later(minute);
    harness.publish(...networks(101).slice(1));
    const before = harness.world.record.countCalls()['servicequotas:GetServiceQuota'];
    expect(reported(await harness.run('refresh')).outcome).toBe('applied');
    expect([before, harness.world.record.countCalls()['servicequotas:GetServiceQuota']]).toEqual([1, 1]);
  });

  test('is not asked where the one that everybody has is enough', async () => {
    const { harness } = await refreshed({ feed: networks(60), securityGroups: planted(1) });
    expect(harness.world.record.countCalls()).not.toHaveProperty('servicequotas:GetServiceQuota');
  });

  test('is the one that everybody has where nobody may ask', async () => {
    const { target } = await refreshed({
      feed: networks(61),
      securityGroups: planted(1),
      quotas: { rulesPerGroup: 100, denied: true },
    });
    expect(target.refusals[0]?.message).toBe(
      '61 entries are wanted, but the group has room for 60 rules of this family: 1 too few; 1 more group or a quota of 61 rules per group that doorlist may read would fit. The quota of 60 rules per group is assumed, since doorlist lacks the permission servicequotas:GetServiceQuota to read it.',
    );
  });

  test('times the groups of an interface is 1,000 at most, whatever the quota', async () => {
    const world = { securityGroups: planted(4), quotas: { rulesPerGroup: 300 } };
    const { harness, target } = await refreshed({ ...world, feed: networks(1_000) }, 4);
    expect(target.outcome).toBe('applied');
    expect([1, 2, 3, 4].map((group) => opened(harness, group))).toEqual([250, 250, 250, 250]);
    await tearDown();
    const more = await refreshed({ ...world, feed: networks(1_001) }, 4);
    expect(more.target.refusals[0]?.message).toContain('hold at most 1000 rules, so narrow the selection');
  });
});

describe('several groups', () => {
  test('are filled one after the other, and hold what their quotas hold together', async () => {
    const { harness, target } = await refreshed(
      { feed: networks(130), securityGroups: planted(3, others(10)) },
      3,
    );
    expect(target).toMatchObject({ outcome: 'applied', wanted: 130, capacity: 170 });
    expect([1, 2, 3].map((group) => opened(harness, group))).toEqual([50, 60, 20]);
  });

  test('that are too few are told how many more are needed', async () => {
    const { harness, target } = await refreshed({ feed: networks(476), securityGroups: planted(2) }, 2);
    expect(target.refusals[0]?.message).toContain(
      '476 entries are wanted, but the 2 groups have room for 120 rules of this family: 356 too few; 6 more groups or a quota of 238 rules per group would fit.',
    );
    expect([opened(harness, 1), opened(harness, 2)]).toEqual([0, 0]);
  });

  test('one more moves nothing', async () => {
    const harness = await setUpEc2(lists(2), { feed: networks(120), securityGroups: planted(3) });
    await harness.run('refresh');
    const before = [harness.rules(1), harness.rules(2)];
    harness.redeploy(lists(3));
    await harness.later(minute);
    harness.publish(...networks(125));
    expect(reported(await harness.run('refresh'))).toMatchObject({
      added: { length: 5 },
      removed: [],
      moved: [],
    });
    expect([harness.rules(1), harness.rules(2)]).toEqual(before);
    expect(opened(harness, 3)).toBe(5);
  });

  test('a rule that goes makes room where it stood, and nothing else moves', async () => {
    const harness = await setUpEc2(lists(2), { feed: networks(120), securityGroups: planted(2) });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(...networks(121).slice(1));
    const { added, removed, moved } = reported(await harness.run('refresh'));
    expect([added.length, removed.length, moved.length]).toEqual([1, 1, 0]);
    expect([opened(harness, 1), opened(harness, 2)]).toEqual([60, 60]);
  });
});
