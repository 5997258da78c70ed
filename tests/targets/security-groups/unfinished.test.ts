import { edge, enterEc2, leave, minute, reported, type Ec2Desk } from '../ec2-desk.js';
import { groupArn } from '../names.js';

afterEach(leave);

const a = '3.0.0.0/24';
const b = '3.0.2.0/24';
const halves = ['3.0.0.0/25', '3.0.0.128/25'];
const world = (seed: number) => ({ securityGroups: [{ arn: groupArn(1) }], ec2: { lagMs: 9_000 }, seed });
/** The second run revokes, hears no answer, and cannot look again. */
function loseTheRevokes({ world: { faults } }: Pick<Ec2Desk, 'world'>) {
  faults.inject({ operation: 'RevokeSecurityGroupIngress' }, { kind: 'reset', landed: true });
  const looks = { who: 'doorlist-dev-refresh-2', operation: 'DescribeSecurityGroupRules' };
  faults.inject({ ...looks, nth: 2, times: 100 }, { kind: 'internal-error' });
}
const seeds = [1, 2, 3, 4, 5, 6];

test.each(seeds)(
  'after a write that failed no description is believed that may be older (%d)',
  async (seed) => {
    const lists = { edge: { ...edge, hold: '0', targets: [{ arn: groupArn(1), ports: [443] }] } };
    const desk = await enterEc2(lists, { feed: [a, b], ...world(seed) });
    await desk.run('refresh');
    await desk.later(minute);
    desk.publish(b);
    loseTheRevokes(desk);
    expect((await desk.run('refresh')).ok).toBe(false);
    desk.publish(a, b);
    expect(reported(await desk.run('refresh')).outcome).toBe('applied');
    expect(desk.rules(1)).toHaveLength(2);
  },
);

test.each(seeds)(
  'nothing wanted is closed where the feed turns back after a failed re-cut (%d)',
  async (seed) => {
    const lists = { edge: { ...edge, aggregate: false, targets: [{ arn: groupArn(1), ports: [443] }] } };
    const desk = await enterEc2(lists, { feed: [...halves, b], ...world(seed) });
    await desk.run('refresh');
    await desk.later(minute);
    desk.publish(a, b);
    loseTheRevokes(desk);
    expect((await desk.run('refresh')).ok).toBe(false);
    desk.publish(...halves, b);
    await desk.run('refresh');
    const open = desk
      .instants(groupArn(1))
      .filter((networks) => networks.length >= 3 || networks.includes(a));
    // The first instants are those of the first fill, which is one call.
    expect(open).toHaveLength(desk.instants(groupArn(1)).length - 1);
  },
);
