import { edge, enterEc2, leave, minute, reported } from '../ec2-desk.js';
import { groupArn } from '../names.js';

afterEach(leave);

/*
 * What EC2 describes may be some seconds old: a rule that was just added is not shown yet, and one that was just
 * revoked still is.
 */

const mine = 'doorlist/dev/edge';
const [a, b] = ['3.0.0.0/24', '3.0.2.0/24'];
const rule = (source: string) => `${source} tcp 443-443 ${mine}`;
const lists = { edge: { ...edge, hold: '0', targets: [{ arn: groupArn(1), ports: [443] }] } };
const slow = { securityGroups: [{ arn: groupArn(1) }], ec2: { lagMs: 8_000 } };
const outcomes = ['InvalidPermission.Duplicate', 'InvalidSecurityGroupRuleId.NotFound'];

test.each([1, 2, 3, 4, 5])('what was written a moment ago is not written again (%d)', async (seed) => {
  const desk = await enterEc2(lists, { feed: [a, b], ...slow, seed });
  await desk.run('refresh');
  expect(reported(await desk.run('refresh')).outcome).toBe('unchanged');
  const refused = desk.world.record.of('call').filter(({ outcome }) => outcomes.includes(outcome));
  expect(refused).toEqual([]);
});

test.each([1, 2, 3, 4, 5])('a rule that was just revoked is not taken for open (%d)', async (seed) => {
  const desk = await enterEc2(lists, { feed: [a, b], ...slow, seed });
  await desk.run('refresh');
  await desk.later(minute);
  desk.publish(b);
  await desk.run('refresh');
  desk.publish(a, b);
  await desk.run('refresh');
  expect(desk.rules(1)).toEqual([rule(a), rule(b)]);
});

test.each([1, 2, 3])('Duplicate means: it is there, read again (%d)', async (seed) => {
  const desk = await enterEc2(lists, { feed: [a], ...slow, seed });
  // Another doorlist of the same name and with a table of its own, as after a restore from a backup.
  const tags = { doorlist: mine };
  desk.world.actors.meanwhile(
    { who: 'doorlist-dev-refresh', operation: 'AuthorizeSecurityGroupIngress', when: 'before' },
    () => desk.world.console.allow(groupArn(1), { source: a, tags }, 'alice'),
  );
  const { ok } = await desk.run('refresh');
  expect(ok).toBe(true);
  expect(desk.rules(1)).toEqual([rule(a)]);
  await desk.later(minute);
  expect(reported(await desk.run('refresh')).outcome).toBe('unchanged');
});
