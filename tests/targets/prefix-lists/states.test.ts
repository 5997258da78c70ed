import { DeleteManagedPrefixListCommand, EC2Client } from '@aws-sdk/client-ec2';
import { edge, enterEc2, leave, minute, reported, type Ec2Desk } from '../ec2-desk.js';
import { fed, listArn, listId, many } from '../names.js';

afterEach(leave);

const networks = many(3, fed, 'IPV4');
const lists = { edge: { ...edge, targets: [{ arn: listArn(1) }] } };
const planted = { arn: listArn(1), family: 'IPV4' as const, maxEntries: 10 };
const foreignCidr = '9.9.9.9/32';

const outcomes = (desk: Ec2Desk) =>
  desk.world.record
    .of('call')
    .filter(({ operation, actor }) => operation === 'ModifyManagedPrefixList' && /^doorlist/.test(actor))
    .map(({ outcome }) => outcome);

test('a change that is under way is waited for before the list is read', async () => {
  const desk = await enterEc2(lists, {
    feed: networks,
    prefixLists: [planted],
    ec2: { modifyMs: [20_000, 20_000] },
  });
  await desk.world.clock.drive(
    desk.world.console.editList(listArn(1), { add: [{ cidr: foreignCidr }] }, 'alice'),
  );
  expect(reported(await desk.run('refresh'))).toMatchObject({ outcome: 'applied', foreign: 1 });
  expect(outcomes(desk)).toEqual(['ok']);
  expect(desk.entries(1)).toHaveLength(4);
});

test('a change that began after the read makes the write wait and plan anew', async () => {
  const desk = await enterEc2(lists, { feed: networks, prefixLists: [planted] });
  desk.world.actors.meanwhile(
    { who: 'doorlist-dev-refresh', operation: 'ModifyManagedPrefixList', when: 'before' },
    () => desk.world.console.editList(listArn(1), { add: [{ cidr: foreignCidr }] }, 'alice'),
  );
  expect(reported(await desk.run('refresh')).outcome).toBe('applied');
  expect(outcomes(desk)).toEqual(['IncorrectState', 'ok']);
  expect(desk.entries(1)).toHaveLength(4);
});

test('a hand right after the write, before it is looked at, is answered in the same run', async () => {
  const desk = await enterEc2(lists, { feed: networks, prefixLists: [planted] });
  desk.world.actors.meanwhile(
    { who: 'doorlist-dev-refresh', operation: 'ModifyManagedPrefixList', when: 'after' },
    async () => {
      await desk.world.console.editList(listArn(1), { remove: networks.slice(1) }, 'alice');
      await new Promise((resolve) => setTimeout(resolve, 10_000));
    },
  );
  expect(reported(await desk.run('refresh')).outcome).toBe('applied');
  expect(desk.entries(1)).toHaveLength(3);
});

test('a change that takes minutes fails the run, and the next one finds it done, and mails it', async () => {
  const desk = await enterEc2(lists, {
    feed: networks,
    prefixLists: [planted],
    ec2: { modifyMs: [200_000, 200_000] },
  });
  const first = await desk.run('refresh');
  expect(first.error).toContain(
    `${listId(1)} has been in the state modify-in-progress for two minutes; it is read again at the next run.`,
  );
  await desk.later(20 * minute);
  const second = reported(await desk.run('refresh'));
  expect(second.outcome).toBe('unchanged');
  expect(desk.entries(1)).toHaveLength(3);
  expect(
    desk
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
  const desk = await enterEc2(lists, { feed: networks, prefixLists: [list] });
  const { ok, error } = await desk.run('refresh');
  expect(ok).toBe(false);
  expect(error).toMatch(sentence);
  expect(outcomes(desk)).toEqual([]);
});

test('one that is being deleted fails the run, and is not waited for', async () => {
  const desk = await enterEc2(lists, {
    feed: networks,
    prefixLists: [planted],
    ec2: { modifyMs: [60_000, 60_000] },
  });
  await desk.world.clock.drive(deleteList(desk));
  const begun = desk.world.clock.now();
  const { error } = await desk.run('refresh');
  expect(error).toContain('is being deleted (delete-in-progress); take it out of doorlist.yml');
  expect(desk.world.clock.now() - begun).toBeLessThan(10_000);
});

function deleteList({ world }: Ec2Desk): Promise<unknown> {
  const client = new EC2Client({
    region: 'eu-west-2',
    credentials: world.credentials('cli'),
    requestHandler: world.requestHandler('cli'),
  });
  return client.send(new DeleteManagedPrefixListCommand({ PrefixListId: listId(1) }));
}

test('entries that were remembered for one list are not another list’s', async () => {
  const on = (name: string) => ({ [name]: { ...edge, hold: '0', targets: [{ arn: listArn(1) }] } });
  const desk = await enterEc2(on('edge'), {
    feed: ['3.0.0.0/24', '3.0.2.0/24'],
    prefixLists: [{ arn: listArn(1), family: 'IPV4', maxEntries: 20 }],
  });
  await desk.run('refresh');
  desk.redeploy(on('front'));
  await desk.later(minute);
  desk.publish('3.0.2.0/24', '3.9.0.0/24');
  const target = reported(await desk.run('refresh'), 'IPV4', 'front');
  expect(target).toMatchObject({ removed: [], refusals: [{ reason: 'occupied' }] });
  expect(desk.entries(1)).toHaveLength(3);
});
