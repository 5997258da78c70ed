import { DeleteManagedPrefixListCommand, EC2Client } from '@aws-sdk/client-ec2';
import { minute } from '../../harness/account.js';
import { edge, setUpEc2, reported, type Ec2Harness } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { listArn, listId } from '../../harness/account.js';
import { fed, many } from '../../harness/networks.js';

afterEach(tearDown);

const networks = many(3, fed, 'IPV4');
const lists = { edge: { ...edge, targets: [{ arn: listArn(1) }] } };
const planted = { arn: listArn(1), family: 'IPV4' as const, maxEntries: 10 };
const foreignCidr = '9.9.9.9/32';

const outcomes = (harness: Ec2Harness) =>
  harness.world.record
    .of('call')
    .filter(({ operation, actor }) => operation === 'ModifyManagedPrefixList' && /^doorlist/.test(actor))
    .map(({ outcome }) => outcome);

test('a change that is under way is waited for before the list is read', async () => {
  const harness = await setUpEc2(lists, {
    feed: networks,
    prefixLists: [planted],
    ec2: { modifyMs: [20_000, 20_000] },
  });
  await harness.world.clock.drive(
    harness.world.console.editList(listArn(1), { add: [{ cidr: foreignCidr }] }, 'alice'),
  );
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'applied', foreign: 1 });
  expect(outcomes(harness)).toEqual(['ok']);
  expect(harness.entries(1)).toHaveLength(4);
});

test('a change that began after the read makes the write wait and plan anew', async () => {
  const harness = await setUpEc2(lists, { feed: networks, prefixLists: [planted] });
  harness.world.actors.meanwhile(
    { who: 'doorlist-dev-refresh', operation: 'ModifyManagedPrefixList', when: 'before' },
    () => harness.world.console.editList(listArn(1), { add: [{ cidr: foreignCidr }] }, 'alice'),
  );
  expect(reported(await harness.run('refresh')).outcome).toBe('applied');
  expect(outcomes(harness)).toEqual(['IncorrectState', 'ok']);
  expect(harness.entries(1)).toHaveLength(4);
});

test('a hand right after the write, before it is looked at, is answered in the same run', async () => {
  const harness = await setUpEc2(lists, { feed: networks, prefixLists: [planted] });
  harness.world.actors.meanwhile(
    { who: 'doorlist-dev-refresh', operation: 'ModifyManagedPrefixList', when: 'after' },
    async () => {
      await harness.world.console.editList(listArn(1), { remove: networks.slice(1) }, 'alice');
      await new Promise((resolve) => setTimeout(resolve, 10_000));
    },
  );
  expect(reported(await harness.run('refresh')).outcome).toBe('applied');
  expect(harness.entries(1)).toHaveLength(3);
});

test('a change that takes minutes fails the run, and the next one finds it done, and mails it', async () => {
  const harness = await setUpEc2(lists, {
    feed: networks,
    prefixLists: [planted],
    ec2: { modifyMs: [200_000, 200_000] },
  });
  const first = await harness.run('refresh');
  expect(first.error).toContain(
    `${listId(1)} has been in the state modify-in-progress for two minutes; it is read again at the next run.`,
  );
  await harness.later(20 * minute);
  const second = reported(await harness.run('refresh'));
  expect(second.outcome).toBe('unchanged');
  expect(harness.entries(1)).toHaveLength(3);
  expect(
    harness
      .mails()
      .map(({ body }) => body)
      .join(),
  ).toMatch(new RegExp(`${networks[0] ?? ''} +added`));
});

test.each([
  [
    'one that an IPAM resolver fills',
    { ...planted, ipamResolver: true },
    /is filled by an IPAM prefix list resolver \(ipam-.*\), which would undo every change; name another list/,
  ],
  [
    'one of AWS’s own',
    { ...planted, arn: `arn:aws:ec2:eu-west-2:aws:prefix-list/${listId(1)}`, awsWeight: 55 },
    /is AWS's own list and cannot be changed; refer to it in the security group itself/,
  ],
  [
    'one that is not there',
    { ...planted, arn: listArn(2) },
    /There is no .*prefix list .* any more.*; take it out of doorlist.yml/,
  ],
])('%s cannot be a target: the run fails and says what to do', async (_, list, sentence) => {
  const harness = await setUpEc2(lists, { feed: networks, prefixLists: [list] });
  const { ok, error } = await harness.run('refresh');
  expect(ok).toBe(false);
  expect(error).toMatch(sentence);
  expect(outcomes(harness)).toEqual([]);
});

test('one that is being deleted fails the run, and is not waited for', async () => {
  const harness = await setUpEc2(lists, {
    feed: networks,
    prefixLists: [planted],
    ec2: { modifyMs: [60_000, 60_000] },
  });
  await harness.world.clock.drive(deleteList(harness));
  const begun = harness.world.clock.now();
  const { error } = await harness.run('refresh');
  expect(error).toContain('is being deleted (delete-in-progress); take it out of doorlist.yml');
  expect(harness.world.clock.now() - begun).toBeLessThan(10_000);
});

function deleteList({ world }: Ec2Harness): Promise<unknown> {
  const client = new EC2Client({
    region: 'eu-west-2',
    ...world.clientConfig('cli'),
  });
  return client.send(new DeleteManagedPrefixListCommand({ PrefixListId: listId(1) }));
}

test('entries that were remembered for one list are not another list’s', async () => {
  const on = (name: string) => ({ [name]: { ...edge, hold: '0', targets: [{ arn: listArn(1) }] } });
  const harness = await setUpEc2(on('edge'), {
    feed: ['3.0.0.0/24', '3.0.2.0/24'],
    prefixLists: [{ arn: listArn(1), family: 'IPV4', maxEntries: 20 }],
  });
  await harness.run('refresh');
  harness.redeploy(on('front'));
  await harness.later(minute);
  harness.publish('3.0.2.0/24', '3.9.0.0/24');
  const target = reported(await harness.run('refresh'), 'IPV4', 'front');
  expect(target).toMatchObject({ removed: [], refusals: [{ reason: 'occupied' }] });
  expect(harness.entries(1)).toHaveLength(3);
});
