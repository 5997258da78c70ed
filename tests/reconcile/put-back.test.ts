import { groupArn, groupId, minute } from '../harness/account.js';
import { edge, reported, setUpEc2 } from '../harness/ec2.js';
import { fed, many } from '../harness/networks.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

/* What is nobody's doing is not told as somebody's: the rest is in tests/targets/contract/drift.ts. */

const networks = many(3, fed, 'IPV4');
const [a = ''] = networks;
const on = (groups: number[], ports: number[]) => ({
  edge: { ...edge, targets: [{ spreadOver: groups.map(groupArn), ports }] },
});
const world = (...groups: number[]) => ({
  feed: networks,
  securityGroups: groups.map((n) => ({ arn: groupArn(n) })),
});
const bodies = (harness: Awaited<ReturnType<typeof setUpEc2>>) =>
  harness
    .mails()
    .map(({ body }) => body)
    .join();

test('ports that are edited in the file are', async () => {
  const harness = await setUpEc2(on([1], [443]), world(1));
  await harness.run('refresh');
  harness.redeploy(on([1], [443, 8443]));
  await harness.later(minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ added: { length: 3 } });
  expect(bodies(harness)).not.toContain('took it out');
  await harness.later(minute);
  await harness.world.clock.drive(
    harness.world.console.revokeRule(groupArn(1), a, 'alice', { from: 8443, to: 8443 }),
  );
  await harness.later(minute);
  await harness.run('refresh');
  expect(bodies(harness)).toMatch(new RegExp(`${a} +put back +somebody took it out`));
});

test('a group that is gone and taken out of the file', async () => {
  const harness = await setUpEc2(on([1, 2], [443]), {
    ...world(1, 2),
    feed: many(70, fed, 'IPV4'),
  });
  await harness.run('refresh');
  harness.world.ec2.removeGroup(groupArn(2));
  await harness.run('refresh');
  harness.redeploy(on([1], [443]));
  await harness.later(minute);
  harness.publish(...many(60, fed, 'IPV4'));
  await harness.run('refresh');
  expect(bodies(harness)).toContain(groupId(2));
  expect(bodies(harness)).not.toContain('took it out');
});

test('a run that died before it wrote what it had said', async () => {
  const harness = await setUpEc2(on([1], [443]), world(1));
  harness.world.actors.crash({
    who: 'doorlist-dev-refresh-1',
    operation: 'AuthorizeSecurityGroupIngress',
    when: 'before',
  });
  await harness.run('refresh');
  await harness.later(20 * minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ added: { length: 3 } });
  expect(bodies(harness)).not.toContain('took it out');
});
