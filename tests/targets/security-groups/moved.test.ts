import { minute } from '../../harness/account.js';
import { edge, setUpEc2 } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { groupArn } from '../../harness/account.js';
import { fed, many } from '../../harness/networks.js';

afterEach(tearDown);

const networks = many(3, fed, 'IPV4');
const lists = (ports: number[]) => ({ edge: { ...edge, targets: [{ arn: groupArn(1), ports }] } });

test('rules that were moved and could not be mailed are mailed by the run that tries again, once', async () => {
  const harness = await setUpEc2(lists([443, 8443]), {
    feed: networks,
    securityGroups: [{ arn: groupArn(1) }],
  });
  await harness.run('refresh');
  await harness.later(minute);
  harness.redeploy(lists([443]));
  harness.world.faults.inject({ service: 'sns', operation: 'Publish', times: 4 }, { kind: 'internal-error' });
  expect((await harness.run('refresh')).ok).toBe(false);
  expect(harness.rules(1)).toHaveLength(3);
  await harness.later(16 * minute);
  const before = harness.mails().length;
  await harness.run('refresh');
  expect(
    harness
      .mails()
      .slice(before)
      .map(({ body }) => body),
  ).toEqual([expect.stringContaining('3 moved')]);

  await harness.later(minute);
  const locks = () => harness.world.record.countCalls()['dynamodb:DeleteItem'];
  const held = locks();
  await harness.run('refresh');
  expect(harness.mails()).toHaveLength(before + 1);
  expect(locks()).toBe(held);
});
