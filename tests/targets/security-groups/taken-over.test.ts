import { minute, groupArn } from '../../harness/account.js';
import { edge, setUpEc2, reported } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';

afterEach(tearDown);

const mine = 'doorlist/dev/edge';
const a = '3.0.0.0/24';
const b = '3.0.2.0/24';
const target = { arn: groupArn(1), ports: [443] };
const list = { ...edge, hold: '0', adopt: true, targets: [target] };
const rule = (source: string, owner = mine, portRange = 'tcp 443-443') => `${source} ${portRange} ${owner}`;
const group = (...rules: { source: string; [key: string]: unknown }[]) => [{ arn: groupArn(1), rules }];

test('a rule that somebody has put a tag on is never taken over: that is told, and it stays', async () => {
  const tagged = { source: a, tags: { Owner: 'terraform' } };
  const harness = await setUpEc2({ edge: list }, { feed: [a, b], securityGroups: group(tagged) });
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual([rule(a, '-'), rule(b)]);
  expect(harness.mails()[0]?.body).toContain('It has tags of somebody else, so doorlist never takes it over');
  expect(harness.mails()[0]?.body).not.toContain('With adopt: true');
  harness.publish(b);
  await harness.later(minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'unchanged', foreign: 1 });
});

test('another stage’s rule is refused as before, and not taken over', async () => {
  const theirs = { source: a, tags: { doorlist: 'doorlist/prod/edge' } };
  const harness = await setUpEc2({ edge: list }, { feed: [a, b], securityGroups: group(theirs) });
  expect(reported(await harness.run('refresh')).refusals).toMatchObject([{ reason: 'occupied' }]);
  expect(harness.rules(1)).toEqual([rule(a, 'doorlist/prod/edge'), rule(b)]);
});

test.each([
  ['another port', { source: a, from: 22, to: 22 }, 'tcp 22-22'],
  ['more ports', { source: a, from: 443, to: 444 }, 'tcp 443-444'],
  ['another protocol', { source: a, protocol: 'udp' }, 'udp 443-443'],
])('a rule of the network at %s is not taken over', async (_, foreign, portRange) => {
  const harness = await setUpEc2({ edge: list }, { feed: [a], securityGroups: group(foreign) });
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual([rule(a, '-', portRange), rule(a)].sort());
});

test('a wider and a narrower network are not taken over', async () => {
  const rules = [{ source: '3.0.0.0/16' }, { source: '3.0.0.0/25' }];
  const harness = await setUpEc2({ edge: list }, { feed: [a], securityGroups: group(...rules) });
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual([rule('3.0.0.0/16', '-'), rule(a), rule('3.0.0.0/25', '-')]);
});

test('of a rule that stands in two groups both are taken over, and one of them goes', async () => {
  const spread = { ...list, targets: [{ spreadOver: [groupArn(1), groupArn(2)], ports: [443] }] };
  const rules = [{ source: a }];
  const securityGroups = [1, 2].map((n) => ({ arn: groupArn(n), rules }));
  const harness = await setUpEc2({ edge: spread }, { feed: [a], securityGroups });
  await harness.run('refresh');
  expect([...harness.rules(1), ...harness.rules(2)]).toEqual([rule(a)]);
  await harness.later(minute);
  expect(reported(await harness.run('refresh')).outcome).toBe('unchanged');
});

test('without adopt any more, what was taken over stays doorlist’s', async () => {
  const harness = await setUpEc2({ edge: list }, { feed: [a, b], securityGroups: group({ source: a }) });
  await harness.run('refresh');
  harness.redeploy({ edge: { ...list, adopt: false } });
  harness.publish(b);
  await harness.later(minute);
  expect(reported(await harness.run('refresh')).removed).toMatchObject([{ cidr: a }]);
});

test('a rule that is left to another list is not claimed again by its id', async () => {
  const other = { ...edge, hold: '0', targets: [target], feed: { services: ['S3'] } };
  const both = { prefix: a, service: 'S3' };
  const harness = await setUpEc2(
    { edge: { ...list, adopt: false }, other },
    { feed: [a, b, both], securityGroups: group() },
  );
  await harness.run('refresh');
  harness.publish(b, both);
  await harness.later(minute);
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual([rule(a, 'doorlist/dev/other'), rule(b)]);
  await harness.world.clock.drive(
    harness.world.console.untag(groupArn(1), a, ['doorlist', 'doorlist:doorlist/dev/other'], 'alice'),
  );
  await harness.later(minute);
  await harness.run('refresh', { list: 'edge' });
  expect(harness.rules(1)).toEqual([rule(a, '-'), rule(b)]);
});
