import { snapshot, real } from '../../sources/feed/snapshots.js';
import { minute } from '../../harness/account.js';
import { setUpEc2, reported, type Ec2Harness } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { groupArn } from '../../harness/account.js';

afterEach(tearDown);

/*
 * On 9 July 2025 AWS cut CloudFront's origin-facing IPv6 networks into pieces, and took that back within three hours;
 * a day later it did so again, with less of it.
 */
const versions = [
  1752008001, 1752011602, 1752017611, 1752027197, 1752031410, 1752098010, 1752103998, 1752109410,
];
const start = 1751990000_000;
const list = (aggregate: boolean) => ({
  origin: {
    feed: { services: ['CLOUDFRONT_ORIGIN_FACING'] },
    aggregate,
    targets: [{ arn: groupArn(1), ports: [443] }],
  },
});

const tryIt = (name: string, work: () => Promise<void>) => {
  if (real) test(name, work);
  else
    test(`not tried without AWS's own files: ${name}`, () =>
      expect(() => snapshot(versions[0] ?? 0)).toThrow());
};

/** What each version comes to: the outcome, how many entries are wanted, and what is open then. */
async function live(
  aggregate: boolean,
): Promise<{ harness: Ec2Harness; told: string[]; refusals: string[] }> {
  const harness = await setUpEc2(list(aggregate), { start, securityGroups: [{ arn: groupArn(1) }] });
  const [told, refusals]: [string[], string[]] = [[], []];
  for (const version of versions) {
    await harness.world.clock.advanceTo(version * 1000 + 8 * minute);
    harness.world.feed.publish(snapshot(version));
    const target = reported(await harness.run('refresh'), 'IPV6', 'origin');
    refusals.push(...target.refusals.map(({ message }) => message));
    told.push(`${target.outcome}: ${target.wanted} wanted, ${target.held} held`);
  }
  return { harness, told, refusals };
}

const subjects = (harness: Ec2Harness) =>
  harness.mails().map(({ subject }) => subject.replace('doorlist dev: origin: ', ''));

tryIt(
  'piece by piece it overflows a group: refused, one mail an episode, and right again by itself',
  async () => {
    const { harness, told, refusals } = await live(false);
    expect(told).toEqual([
      'applied: 6 wanted, 0 held',
      'refused: 430 wanted, 0 held',
      'refused: 476 wanted, 0 held',
      'applied: 2 wanted, 0 held',
      'applied: 6 wanted, 0 held',
      'applied: 31 wanted, 0 held',
      'refused: 113 wanted, 0 held',
      'applied: 8 wanted, 0 held',
    ]);
    expect(refusals).toEqual([
      '430 entries are wanted, but the group has room for 60 rules of this family: 370 too few; 7 more groups or a quota of 430 rules per group would fit.',
      '476 entries are wanted, but the group has room for 60 rules of this family: 416 too few; 7 more groups or a quota of 476 rules per group would fit.',
      '113 entries are wanted, but the group has room for 60 rules of this family: 53 too few; 1 more group or a quota of 113 rules per group would fit.',
    ]);
    expect(subjects(harness).map((subject) => subject.split(/[:;] /)[0])).toEqual([
      '52 added',
      'REFUSED',
      '5 removed, 1 added',
      '4 added',
      '25 added',
      'REFUSED',
      '24 removed, 1 added',
    ]);
  },
);

tryIt('merged exactly it fits all the time', async () => {
  const { harness, told } = await live(true);
  expect(told).toEqual([6, 9, 25, 2, 4, 5, 8, 4].map((wanted) => `applied: ${wanted} wanted, 0 held`));
  expect(subjects(harness).join()).not.toContain('REFUSED');
});
