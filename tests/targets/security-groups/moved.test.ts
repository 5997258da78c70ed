import { edge, enterEc2, leave, minute } from '../ec2-desk.js';
import { fed, groupArn, many } from '../names.js';

afterEach(leave);

const networks = many(3, fed, 'IPV4');
const lists = (ports: number[]) => ({ edge: { ...edge, targets: [{ arn: groupArn(1), ports }] } });

test('rules that were moved and could not be mailed are mailed by the run that tries again, once', async () => {
  const desk = await enterEc2(lists([443, 8443]), { feed: networks, securityGroups: [{ arn: groupArn(1) }] });
  await desk.run('refresh');
  await desk.later(minute);
  desk.redeploy(lists([443]));
  desk.world.faults.inject({ service: 'sns', operation: 'Publish', times: 8 }, { kind: 'internal-error' });
  expect((await desk.run('refresh')).ok).toBe(false);
  expect(desk.rules(1)).toHaveLength(3);
  await desk.later(16 * minute);
  const before = desk.mails().length;
  await desk.run('refresh');
  expect(
    desk
      .mails()
      .slice(before)
      .map(({ body }) => body),
  ).toEqual([expect.stringContaining('3 moved')]);

  await desk.later(minute);
  const locks = () => desk.world.record.countCalls()['dynamodb:DeleteItem'];
  const held = locks();
  await desk.run('refresh');
  expect(desk.mails()).toHaveLength(before + 1);
  expect(locks()).toBe(held);
});
