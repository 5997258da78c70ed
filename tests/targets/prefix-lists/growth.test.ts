import { hour, minute } from '../../harness/account.js';
import { edge, setUpEc2, reported, type Ec2Harness } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { groupArn, groupId, listArn, listId } from '../../harness/account.js';
import { fed, many, foreignRule } from '../../harness/networks.js';

afterEach(tearDown);

const lists = (resize: boolean, more: object = {}) => ({
  edge: { ...edge, ...more, targets: [{ arn: listArn(1), resize }] },
});
const planted = (maxEntries: number) => [{ arn: listArn(1), family: 'IPV4' as const, maxEntries }];
const networks = (n: number) => many(n, fed, 'IPV4');
/** A group that refers to the list, beside other rules. */
const referring = (others: number, references = 1) => [
  {
    arn: groupArn(1),
    rules: [
      ...many(references, () => listId(1), 'IPV4').map((source, i) => ({
        source,
        from: 443 + i,
        to: 443 + i,
      })),
      ...many(others, foreignRule, 'IPV4').map((source) => ({ source, from: 22, to: 22 })),
    ],
  },
];
const modifies = (harness: Ec2Harness) =>
  harness.world.record
    .of('call')
    .filter(({ operation }) => operation === 'ModifyManagedPrefixList')
    .map(({ input }) => input as { MaxEntries?: string; AddEntry?: unknown[] });
const size = (harness: Ec2Harness) => harness.world.ec2.prefixList(listArn(1)).maxEntries;

test('a list that is too small is made larger, with headroom, in a call of its own before anything is added', async () => {
  const harness = await setUpEc2(lists(true), { feed: networks(30), prefixLists: planted(10) });
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'applied', added: { length: 30 } });
  const [resize, add, ...more] = modifies(harness);
  expect(resize).toMatchObject({ MaxEntries: '36' });
  expect(resize).not.toHaveProperty('AddEntry');
  expect(add).toMatchObject({ AddEntry: { length: 30 } });
  expect(add).not.toHaveProperty('MaxEntries');
  expect(more).toEqual([]);
  expect(harness.entries(1)).toHaveLength(30);
});

test('unless it may not: then it is refused with the size that would do', async () => {
  const harness = await setUpEc2(lists(false), { feed: networks(30), prefixLists: planted(10) });
  expect(reported(await harness.run('refresh')).refusals[0]?.message).toBe(
    '30 entries are wanted, but the prefix list takes 10; a MaxEntries of 30 would fit, which `resize: true` lets doorlist set.',
  );
  expect(modifies(harness)).toEqual([]);
});

test('what would fit in the end, but not on the way there, is refused in these words', async () => {
  const harness = await setUpEc2(lists(false, { aggregate: false }), {
    feed: ['44.0.0.0/24', '44.0.1.0/24'],
    prefixLists: planted(2),
  });
  expect(reported(await harness.run('refresh')).outcome).toBe('applied');
  await harness.later(minute);
  harness.publish('44.0.0.0/23');
  expect(reported(await harness.run('refresh')).refusals[0]?.message).toBe(
    '1 entry is wanted, and would fit, but not at every instant of the way there: the prefix list takes 2; a MaxEntries of 3 would fit, which `resize: true` lets doorlist set.',
  );
  expect(harness.entries(1)).toHaveLength(2);
});

test.each([
  ['with headroom where they have room', 10, 1, 36],
  ['as far as they have room', 28, 1, 32],
  ['where it counts twice, in both', 0, 2, 30],
])('groups that refer to it are counted before: it grows %s', async (_, others, references, grown) => {
  const harness = await setUpEc2(lists(true), {
    feed: networks(30),
    prefixLists: planted(10),
    securityGroups: referring(others, references),
  });
  expect(reported(await harness.run('refresh')).outcome).toBe('applied');
  expect(size(harness)).toBe(grown);
});

test('a group that has no room for what is needed refuses it before the first call, with the number', async () => {
  const harness = await setUpEc2(lists(true), {
    feed: networks(30),
    prefixLists: planted(10),
    securityGroups: referring(40),
  });
  expect(reported(await harness.run('refresh')).refusals[0]?.message).toBe(
    '30 entries are wanted, but the prefix list takes 10, 30 would fit, and the security groups that refer to it have room for 20.',
  );
  expect(modifies(harness)).toEqual([]);
  expect(size(harness)).toBe(10);
});

test('where AWS itself finds no room, its own words reach the failure, and nothing else changes', async () => {
  const harness = await setUpEc2(lists(true), {
    feed: networks(30),
    prefixLists: planted(10),
    securityGroups: referring(0),
    // A quota that was taken back; AWS documents none below 60.
    quotas: { rulesPerGroup: 20 },
  });
  const { ok, error } = await harness.run('refresh');
  expect(ok).toBe(false);
  expect(error).toContain(
    `AWS could not change ${listId(1)}: These resources cannot take the new size: ${groupId(1)}`,
  );
  expect([size(harness), harness.entries(1)]).toEqual([10, []]);
  harness.world.quotas.set('111122223333', 'eu-west-2', 60);
  await harness.later(minute);
  expect(reported(await harness.run('refresh')).outcome).toBe('applied');
});

test('it grows to 1,000 and no further', async () => {
  const harness = await setUpEc2(lists(true), { feed: networks(950), prefixLists: planted(10) });
  await harness.run('refresh');
  expect([size(harness), harness.entries(1).length]).toEqual([1_000, 950]);
  await harness.later(minute);
  harness.publish(...networks(1_001));
  expect(reported(await harness.run('refresh')).refusals[0]?.message).toBe(
    '1001 entries are wanted, but the prefix list takes 1000 and at most 1000, and 1001 are needed; narrow the selection or divide it between two lists.',
  );
  expect(harness.entries(1)).toHaveLength(950);
});

test('it does not grow for what is only held, and never shrinks', async () => {
  const harness = await setUpEc2(lists(true), { feed: networks(10), prefixLists: planted(10) });
  await harness.run('refresh');
  await harness.later(hour);
  harness.publish(...networks(12).slice(2));
  expect(reported(await harness.run('refresh'))).toMatchObject({ held: 0, removed: { length: 2 } });
  expect(size(harness)).toBe(10);
  await harness.later(hour);
  harness.publish(...networks(20));
  await harness.run('refresh');
  await harness.later(hour);
  harness.publish(...networks(16));
  await harness.run('refresh');
  expect(size(harness)).toBe(24);
});

test('nobody is asked about groups where there is room', async () => {
  const harness = await setUpEc2(lists(true), {
    feed: networks(10),
    prefixLists: planted(10),
    securityGroups: referring(50),
  });
  await harness.run('refresh');
  expect(harness.world.record.countCalls()).not.toHaveProperty('ec2:GetManagedPrefixListAssociations');
});
