import { minute } from '../../harness/account.js';
import { edge, setUpEc2, reported, type Ec2Harness } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { groupArn } from '../../harness/account.js';

afterEach(tearDown);

const a = '3.0.0.0/24';
const b = '3.0.2.0/24';
const halves = ['3.0.0.0/25', '3.0.0.128/25'];
const world = (seed: number) => ({ securityGroups: [{ arn: groupArn(1) }], ec2: { lagMs: 9_000 }, seed });
/** The second run revokes, hears no answer, and cannot look again. */
function loseTheRevokes({ world: { faults } }: Pick<Ec2Harness, 'world'>) {
  faults.inject({ operation: 'RevokeSecurityGroupIngress' }, { kind: 'reset', landed: true });
  const looks = { who: 'doorlist-dev-refresh-2', operation: 'DescribeSecurityGroupRules' };
  faults.inject({ ...looks, nth: 2, times: 100 }, { kind: 'internal-error' });
}
const seeds = [1, 2, 3, 4, 5, 6];

test.each(seeds)(
  'after a write that failed no description is believed that may be older (%d)',
  async (seed) => {
    const lists = { edge: { ...edge, hold: '0', targets: [{ arn: groupArn(1), ports: [443] }] } };
    const harness = await setUpEc2(lists, { feed: [a, b], ...world(seed) });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(b);
    loseTheRevokes(harness);
    expect((await harness.run('refresh')).ok).toBe(false);
    harness.publish(a, b);
    expect(reported(await harness.run('refresh')).outcome).toBe('applied');
    expect(harness.rules(1)).toHaveLength(2);
  },
);

test.each(seeds)(
  'nothing wanted is closed where the feed turns back after a failed re-cut (%d)',
  async (seed) => {
    const lists = { edge: { ...edge, aggregate: false, targets: [{ arn: groupArn(1), ports: [443] }] } };
    const harness = await setUpEc2(lists, { feed: [...halves, b], ...world(seed) });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(a, b);
    loseTheRevokes(harness);
    expect((await harness.run('refresh')).ok).toBe(false);
    harness.publish(...halves, b);
    await harness.run('refresh');
    const open = harness
      .instants(groupArn(1))
      .filter((networks) => networks.length >= 3 || networks.includes(a));
    // The first instants are those of the first fill, which is one call.
    expect(open).toHaveLength(harness.instants(groupArn(1)).length - 1);
  },
);
