import { minute } from '../../harness/account.js';
import { edge, setUpEc2, reported } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { groupArn } from '../../harness/account.js';

afterEach(tearDown);

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
  const harness = await setUpEc2(lists, { feed: [a, b], ...slow, seed });
  await harness.run('refresh');
  expect(reported(await harness.run('refresh')).outcome).toBe('unchanged');
  const refused = harness.world.record.of('call').filter(({ outcome }) => outcomes.includes(outcome));
  expect(refused).toEqual([]);
});

test.each([1, 2, 3, 4, 5])('a rule that was just revoked is not taken for open (%d)', async (seed) => {
  const harness = await setUpEc2(lists, { feed: [a, b], ...slow, seed });
  await harness.run('refresh');
  await harness.later(minute);
  harness.publish(b);
  await harness.run('refresh');
  harness.publish(a, b);
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual([rule(a), rule(b)]);
});

test.each([1, 2, 3])('Duplicate means: it is there, read again (%d)', async (seed) => {
  const harness = await setUpEc2(lists, { feed: [a], ...slow, seed });
  // Another doorlist of the same name and with a table of its own, as after a restore from a backup.
  const tags = { doorlist: mine };
  harness.world.actors.meanwhile(
    { who: 'doorlist-dev-refresh', operation: 'AuthorizeSecurityGroupIngress', when: 'before' },
    () => harness.world.console.allow(groupArn(1), { source: a, tags }, 'alice'),
  );
  const { ok } = await harness.run('refresh');
  expect(ok).toBe(true);
  expect(harness.rules(1)).toEqual([rule(a)]);
  await harness.later(minute);
  expect(reported(await harness.run('refresh')).outcome).toBe('unchanged');
});
