import { minute } from '../../harness/account.js';
import { edge, setUpEc2, reported, type Ec2Harness } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { listArn } from '../../harness/account.js';
import { fed, many, foreignRule } from '../../harness/networks.js';

afterEach(tearDown);

const description = 'doorlist:doorlist/dev/edge feed CLOUDFRONT';
const lists = {
  edge: {
    ...edge,
    hold: '0',
    guards: { coverageLost: 100, entriesLost: 100 },
    targets: [{ arn: listArn(1) }],
  },
};
const all = many(445, fed, 'IPV4');
const [before, after] = [all.slice(0, 245), all.slice(200)];
const foreignCidr = foreignRule('IPV4', 0);

interface Modify {
  CurrentVersion?: string;
  AddEntry?: { Cidr: string }[];
  RemoveEntry?: { Cidr: string }[];
}

const modifies = (harness: Ec2Harness, actor: string) =>
  harness.world.record
    .of('call')
    .filter((call) => call.operation === 'ModifyManagedPrefixList' && call.actor === actor)
    .map(({ input, outcome }) => ({ ...(input as Modify), outcome }));

async function filled(maxEntries: number, entries: { cidr: string; description: string }[] = []) {
  const prefixLists = [{ arn: listArn(1), family: 'IPV4' as const, maxEntries, entries }];
  const harness = await setUpEc2(lists, { feed: before, prefixLists });
  await harness.run('refresh');
  expect(harness.entries(1)).toHaveLength(before.length + entries.length);
  await harness.later(minute);
  harness.publish(...after);
  return harness;
}

/** An instant never has fewer of the entries that it will have in the end than the instant before. */
function expectNoGap(harness: Ec2Harness): void {
  const counts = harness
    .instants(listArn(1))
    .map((open) => after.filter((cidr) => open.includes(cidr)).length);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
}

test.each([500, 245])('245 entries, 200 of them new, in a list that takes %d', async (maxEntries) => {
  const harness = await filled(maxEntries);
  const { added, removed } = reported(await harness.run('refresh'));
  expect([added.length, removed.length]).toEqual([200, 200]);
  expect(harness.entries(1)).toEqual(after.map((cidr) => `${cidr} ${description}`).sort());
  expectNoGap(harness);

  const calls = modifies(harness, 'doorlist-dev-refresh-2');
  const sent = (of: 'AddEntry' | 'RemoveEntry') =>
    calls.flatMap((call) => call[of] ?? []).map(({ Cidr }) => Cidr);
  expect(sent('AddEntry').sort()).toEqual(all.slice(245).sort());
  expect(sent('RemoveEntry').sort()).toEqual(all.slice(0, 200).sort());
  expect(calls.map(({ outcome }) => outcome)).toEqual(calls.map(() => 'ok'));
  const first = Number(calls[0]?.CurrentVersion);
  expect(calls.map(({ CurrentVersion }) => Number(CurrentVersion))).toEqual(calls.map((_, i) => first + i));
});

test('a hand between two calls of one change: the rest is planned anew, and nothing is sent twice', async () => {
  const harness = await filled(500);
  const second = {
    who: 'doorlist-dev-refresh-2',
    operation: 'ModifyManagedPrefixList',
    when: 'before',
  } as const;
  harness.world.actors.meanwhile({ ...second, nth: 2 }, async () => {
    await harness.world.console.editList(
      listArn(1),
      { add: [{ cidr: foreignCidr }], remove: [all[244] ?? ''] },
      'alice',
    );
    while (harness.world.ec2.prefixList(listArn(1)).state !== 'modify-complete')
      await new Promise((resolve) => setTimeout(resolve, 500));
  });
  expect(reported(await harness.run('refresh')).outcome).toBe('applied');
  const entries = [...after.map((cidr) => `${cidr} ${description}`), `${foreignCidr} -`];
  expect(harness.entries(1)).toEqual(entries.sort());
  const calls = modifies(harness, 'doorlist-dev-refresh-2');
  expect(calls.filter(({ outcome }) => outcome !== 'ok').map(({ outcome }) => outcome)).toEqual([
    'PrefixListVersionMismatch',
  ]);
});

test('a run that dies between two calls of one change leaves no gap, and the next one ends it', async () => {
  for (const nth of [1, 2, 3])
    for (const when of ['before', 'after'] as const) {
      await tearDown();
      const harness = await filled(245);
      harness.world.actors.crash({
        who: 'doorlist-dev-refresh-2',
        operation: 'ModifyManagedPrefixList',
        when,
        nth,
      });
      await harness.run('refresh');
      await harness.later(6 * minute);
      expect((await harness.run('refresh')).error).toBe('');
      expect(harness.entries(1)).toHaveLength(245);
      expect(harness.instants(listArn(1)).at(-1)).toEqual(expect.arrayContaining(after));
      expectNoGap(harness);
    }
});

test('the entries of a version are read once: again only when somebody made another one', async () => {
  const harness = await filled(500, [{ cidr: foreignCidr, description: 'Office' }]);
  const reads = () => harness.world.record.countCalls()['ec2:GetManagedPrefixListEntries'];
  // Before the first run nothing was known, and one page held it.
  expect(reads()).toBe(1);
  await harness.run('refresh');
  await harness.later(minute);
  await harness.run('refresh');
  expect(reads()).toBe(1);
  await harness.world.clock.drive(
    harness.world.console.editList(listArn(1), { add: [{ cidr: foreignRule('IPV4', 1) }] }, 'alice'),
  );
  await harness.later(minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'unchanged', foreign: 2 });
  expect(reads()).toBe(1 + 3);
  await harness.later(minute);
  await harness.run('refresh');
  expect(reads()).toBe(1 + 3);
});

test('what others wrote about their entries stays as it is', async () => {
  const harness = await filled(500, [{ cidr: foreignCidr, description: 'Office' }]);
  await harness.run('refresh');
  expect(harness.entries(1)).toContain(`${foreignCidr} Office`);
});

test('an entry of a list whose name only begins like ours is another list’s', async () => {
  const [cidr = ''] = before;
  const entries = [
    { cidr: foreignRule('IPV4', 1), description: 'doorlist:doorlist/dev/edge-2 ip-ranges: EC2' },
  ];
  const prefixLists = [{ arn: listArn(1), family: 'IPV4' as const, maxEntries: 500, entries }];
  const harness = await setUpEc2(lists, { feed: [cidr], prefixLists });
  expect(reported(await harness.run('refresh'))).toMatchObject({
    outcome: 'applied',
    removed: [],
    foreign: 0,
  });
  expect(harness.entries(1)).toHaveLength(2);
});

test('another doorlist’s entry for the same is refused, and right again when it goes', async () => {
  const [cidr = ''] = before;
  const prefixLists = [
    {
      arn: listArn(1),
      family: 'IPV4' as const,
      maxEntries: 500,
      entries: [{ cidr, description: 'doorlist:doorlist/prod/edge ip-ranges: CLOUDFRONT' }],
    },
  ];
  const harness = await setUpEc2(lists, { feed: before, prefixLists });
  const first = reported(await harness.run('refresh'));
  expect(first).toMatchObject({ added: { length: 244 }, refusals: [{ reason: 'occupied' }] });
  const remove = { remove: [cidr] };
  await harness.world.clock.drive(harness.world.console.editList(listArn(1), remove, 'their-doorlist'));
  await harness.later(minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ added: [{ cidr }], refusals: [] });
  expect(harness.entries(1)).toContain(`${cidr} ${description}`);
});
