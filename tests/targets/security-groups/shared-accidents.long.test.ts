import type { Moment } from '../../../simulator/world/actors.js';
import { groupArn, minute } from '../../harness/account.js';
import { setUpEc2, reported, type Ec2Harness } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';

afterEach(tearDown);

const refresh = 'doorlist-dev-refresh';
const [joined, left, gone, own, theirs] = [0, 2, 4, 6, 8].map((n) => `3.0.${n}.0/24`) as [
  string,
  string,
  string,
  string,
  string,
];
const target = { arn: groupArn(1), ports: [443] };
const one = 'doorlist/dev/first';
const two = 'doorlist/dev/second';
const lists = {
  first: { feed: { services: ['CLOUDFRONT'] }, hold: '0', guards: { coverageLost: 100 }, targets: [target] },
  second: { feed: { services: ['S3'] }, hold: '0', guards: { coverageLost: 100 }, targets: [target] },
};
const rule = (source: string, ...marks: string[]) => `${source} tcp 443-443 ${marks.join(',') || '-'}`;
const s3 = (prefix: string) => ({ prefix, service: 'S3' });
const setting = { securityGroups: [{ arn: groupArn(1) }] };
const after = [rule(joined, one, two), rule(left, two), rule(own, one), rule(theirs, two)].sort();

/** A run that has to join one rule, to leave another to its sibling, and to revoke one that both let go of. */
async function aboutToChange(): Promise<Ec2Harness> {
  const feed = [joined, left, gone, own, s3(left), s3(gone), s3(theirs)];
  const harness = await setUpEc2(lists, { feed, ...setting });
  await harness.run('refresh');
  await harness.later(minute);
  harness.publish(joined, own, s3(joined), s3(left), s3(theirs));
  return harness;
}

/** From the first instant at which everything was open. */
function expectNoGap(harness: Ec2Harness): void {
  const instants = harness.instants(groupArn(1));
  const wanted = [joined, left, own, theirs];
  const from = instants.findIndex((open) => wanted.every((each) => open.includes(each)));
  for (const open of instants.slice(from)) expect(open).toEqual(expect.arrayContaining(wanted));
}

test('the run joins, leaves and revokes what it is to', async () => {
  const harness = await aboutToChange();
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual(after);
  expectNoGap(harness);
});

const moments = ['CreateTags', 'DeleteTags', 'RevokeSecurityGroupIngress', 'PutItem'].flatMap((operation) =>
  (operation === 'PutItem' ? [1, 3, 5, 6, 7, 8, 9, 10] : [1]).flatMap((nth) =>
    (['before', 'after'] as const).map((when) => ({ operation, nth, when })),
  ),
);

test.each(moments)(
  'a run that dies $when its $operation $nth leaves no gap, and the next makes it right',
  async (at) => {
    const harness = await aboutToChange();
    const moment: Moment = { who: `${refresh}-2`, ...at };
    harness.world.actors.crash(moment);
    await harness.run('refresh');
    await harness.later(6 * minute);
    expect((await harness.run('refresh')).error).toBe('');
    await harness.later(minute);
    await harness.run('refresh');
    expect(harness.rules(1)).toEqual(after);
    expectNoGap(harness);
  },
);

test.each([
  ['CreateTags', true],
  ['CreateTags', false],
  ['DeleteTags', true],
  ['DeleteTags', false],
] as const)('a lost answer to %s does no harm (it landed: %s)', async (operation, landed) => {
  const harness = await aboutToChange();
  harness.world.faults.inject({ who: `${refresh}-2`, operation }, { kind: 'reset', landed });
  expect((await harness.run('refresh')).ok).toBe(true);
  await harness.later(minute);
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual(after);
  expectNoGap(harness);
});

describe('of two runs that meet at one rule', () => {
  test('the one that is to revoke it has done so before the other looks, which then opens it anew', async () => {
    const harness = await setUpEc2(lists, { feed: [joined, own, s3(theirs)], ...setting });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(own, s3(theirs));
    const { actors, clock, lambda } = harness.world;
    actors.pause(
      { who: `${refresh}-2`, operation: 'RevokeSecurityGroupIngress', when: 'before' },
      { forMs: 20_000 },
    );
    const revoking = lambda.invoke(refresh, { list: 'first' });
    await harness.later(1_000);
    harness.publish(own, s3(joined), s3(theirs));
    const joining = harness.run('refresh', { list: 'second' });
    await clock.drive(Promise.all([revoking, joining]));
    expect(reported(await joining, 'IPV4', 'second').outcome).toBe('applied');
    expect(harness.rules(1)).toEqual([rule(joined, two), rule(own, one), rule(theirs, two)]);
  });

  test.each([1, 2, 3, 4, 5])(
    'the last to leave takes it away, however old what AWS describes (%d)',
    async (seed) => {
      const harness = await setUpEc2(lists, {
        feed: [gone, own, s3(gone), s3(theirs)],
        ...setting,
        ec2: { lagMs: 9_000 },
        seed,
      });
      await harness.run('refresh');
      await harness.later(minute);
      harness.publish(own, s3(theirs));
      await harness.run('refresh', { list: 'first' });
      await harness.run('refresh', { list: 'second' });
      expect(harness.rules(1)).toEqual([rule(own, one), rule(theirs, two)]);
    },
  );
});

test('another stage’s rule is still somebody else’s, whatever the list is called', async () => {
  const rules = [{ source: joined, tags: { doorlist: 'doorlist/prod/second' } }];
  const harness = await setUpEc2(lists, {
    feed: [joined, own, s3(theirs)],
    securityGroups: [{ arn: groupArn(1), rules }],
  });
  const run = reported(await harness.run('refresh'), 'IPV4', 'first');
  expect(run.refusals).toMatchObject([{ reason: 'occupied', entries: 1 }]);
  expect(harness.rules(1)).toContain(rule(joined, 'doorlist/prod/second'));
});
