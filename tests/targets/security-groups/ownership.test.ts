import { hour, minute } from '../../harness/account.js';
import { edge, setUpEc2, reported } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { groupArn } from '../../harness/account.js';

afterEach(tearDown);

const mine = 'doorlist/dev/edge';
const a = '3.0.0.0/24';
const b = '3.0.2.0/24';
const target = { arn: groupArn(1), ports: [443] };
const lists = { edge: { ...edge, hold: '0', targets: [target] } };
const rule = (source: string, owner = mine, portRange = 'tcp 443-443') => `${source} ${portRange} ${owner}`;

test('every rule of ours carries the mark and says why it is there', async () => {
  const harness = await setUpEc2(lists, { feed: [a], securityGroups: [{ arn: groupArn(1) }] });
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual([rule(a)]);
  const [, ours] = harness.world.ec2.rules(groupArn(1));
  expect(ours?.description).toBe(`doorlist:${mine} feed CLOUDFRONT`);
});

test('another doorlist’s rule for the same does not count as ours: refused, and right again when it goes', async () => {
  const theirs = { source: a, tags: { doorlist: 'doorlist/prod/edge' } };
  const harness = await setUpEc2(lists, {
    feed: [a, b],
    securityGroups: [{ arn: groupArn(1), rules: [theirs] }],
  });
  const first = reported(await harness.run('refresh'));
  expect(first).toMatchObject({ outcome: 'refused', refusals: [{ reason: 'occupied' }] });
  expect(first.refusals[0]?.message).toContain(`1 entry (${a})`);
  expect(harness.rules(1)).toEqual([rule(a, 'doorlist/prod/edge'), rule(b)]);
  await harness.later(minute);
  await harness.run('refresh');
  expect(harness.mails()).toHaveLength(1);
  await harness.world.clock.drive(harness.world.console.revokeRule(groupArn(1), a, 'their-doorlist'));
  await harness.later(minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'applied', added: [{ cidr: a }] });
  expect(harness.rules(1)).toEqual([rule(a), rule(b)]);
  expect(harness.mails().at(-1)?.body).toContain('Over: ');
});

test('a list whose name only begins like ours is another list', async () => {
  const theirs = { source: a, tags: { doorlist: `${mine}-2` } };
  const rules = [theirs, { source: b, tags: { doorlist: 'doorlist/dev' } }];
  const harness = await setUpEc2(lists, {
    securityGroups: [{ arn: groupArn(1), rules }],
    feed: ['3.9.0.0/24'],
  });
  expect(reported(await harness.run('refresh'))).toMatchObject({
    outcome: 'applied',
    removed: [],
    foreign: 0,
  });
  expect(harness.rules(1)).toContain(rule(a, `${mine}-2`));
  expect(harness.rules(1)).toContain(rule(b, 'doorlist/dev'));
});

test.each([
  ['a wider network', { source: '3.0.0.0/8' }],
  ['another port', { source: a, from: 80, to: 80 }],
  ['a range with the port in it', { source: a, from: 0, to: 65_535 }],
  ['all traffic', { source: a, protocol: '-1' }],
  ['another protocol', { source: a, protocol: 'udp' }],
])('somebody’s rule for %s does not cover an entry, and stays', async (_, foreign) => {
  const harness = await setUpEc2(lists, {
    feed: [a],
    securityGroups: [{ arn: groupArn(1), rules: [foreign] }],
  });
  const outcome = await harness.run('refresh');
  expect(reported(outcome)).toMatchObject({ outcome: 'applied', added: [{ cidr: a }] });
  expect(harness.rules(1)).toHaveLength(2);
  expect(harness.rules(1)).toContain(rule(a));
});

test('a rule of ours that stands in two groups is taken out of one', async () => {
  const ours = { source: a, tags: { doorlist: mine } };
  const harness = await setUpEc2(
    { edge: { ...edge, targets: [{ spreadOver: [groupArn(1), groupArn(2)], ports: [443] }] } },
    {
      feed: [a],
      securityGroups: [
        { arn: groupArn(1), rules: [ours] },
        { arn: groupArn(2), rules: [ours] },
      ],
    },
  );
  expect(reported(await harness.run('refresh'))).toMatchObject({
    outcome: 'applied',
    added: [],
    removed: [],
  });
  expect([harness.rules(1), harness.rules(2)]).toEqual([[rule(a)], []]);
});

describe('an entry that is open at some of its ports only', () => {
  const two = { edge: { ...edge, targets: [{ arn: groupArn(1), ports: [80, 443] }] } };
  const at = (port: number) => `tcp ${port}-${port}`;

  test('where another list holds the other is refused, and is ours at its own all the time', async () => {
    const theirs = { source: a, tags: { doorlist: `${mine}-2` } };
    const harness = await setUpEc2(two, {
      feed: [a],
      securityGroups: [{ arn: groupArn(1), rules: [theirs] }],
    });
    const first = reported(await harness.run('refresh'));
    expect(first).toMatchObject({ outcome: 'refused', added: [{ cidr: a }] });
    expect(first.refusals[0]?.message).toContain(`1 entry (${a}) cannot be doorlist's own here`);
    await harness.later(hour);
    const second = reported(await harness.run('refresh'));
    expect(second).toMatchObject({ outcome: 'refused', added: [], removed: [], kept: [{ cidr: a }] });
    await harness.later(hour);
    harness.publish({ prefix: '3.9.0.0/24', service: 'EC2' });
    expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'refused', removed: [] });
    expect(harness.rules(1)).toContain(rule(a, mine, at(80)));
    expect(
      harness
        .mails()
        .map(({ subject }) => subject)
        .join(),
    ).not.toContain('removed');
  });

  test('is opened at the others, and not at those where somebody opened it', async () => {
    const harness = await setUpEc2(two, {
      feed: [a],
      securityGroups: [{ arn: groupArn(1), rules: [{ source: a, from: 80, to: 80 }] }],
    });
    const { added, foreign } = reported(await harness.run('refresh'));
    expect({ added, foreign }).toMatchObject({ added: [{ cidr: a }], foreign: 0 });
    expect(harness.rules(1)).toEqual([rule(a, mine, at(443)), rule(a, '-', at(80))]);
    await harness.later(minute);
    expect(reported(await harness.run('refresh')).outcome).toBe('unchanged');
  });

  test('is held like any other when the feed drops it; then ours goes and theirs stays', async () => {
    const harness = await setUpEc2(two, {
      feed: [a, b],
      securityGroups: [{ arn: groupArn(1), rules: [{ source: a, from: 80, to: 80 }] }],
    });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(b);
    expect(reported(await harness.run('refresh'))).toMatchObject({ held: 1, removed: [] });
    expect(harness.rules(1)).toContain(rule(a, mine, at(443)));
    await harness.later(25 * hour);
    await harness.run('refresh');
    expect(harness.rules(1)).toEqual([rule(a, '-', at(80)), rule(b, mine, at(443)), rule(b, mine, at(80))]);
  });

  test('is told as added, not as kept, since whoever came to the other port was turned away', async () => {
    const harness = await setUpEc2(two, { feed: [a], securityGroups: [{ arn: groupArn(1) }] });
    await harness.run('refresh');
    const half = { protocol: 'tcp', from: 80, to: 80 };
    await harness.world.clock.drive(harness.world.console.revokeRule(groupArn(1), a, 'alice', half));
    await harness.later(minute);
    expect(reported(await harness.run('refresh'))).toMatchObject({ added: [{ cidr: a }], kept: [] });
    expect(harness.rules(1)).toEqual([rule(a, mine, at(443)), rule(a, mine, at(80))]);
  });
});

describe('two lists on one group', () => {
  const other = { feed: { services: ['S3'] }, hold: '0', targets: [{ ...target, ports: [22] }] };

  test('each knows its own', async () => {
    const harness = await setUpEc2(
      { ...lists, backup: other },
      { feed: [a, { prefix: a, service: 'S3' }], securityGroups: [{ arn: groupArn(1) }] },
    );
    await harness.run('refresh');
    const theirs = rule(a, 'doorlist/dev/backup', 'tcp 22-22');
    expect(harness.rules(1)).toEqual([theirs, rule(a)]);
    await harness.later(minute);
    harness.publish(b, { prefix: a, service: 'S3' });
    await harness.run('refresh');
    expect(harness.rules(1)).toEqual([theirs, rule(b)]);
  });

  test('at the same port the second joins what the first has, and has it alone when the first lets go', async () => {
    const harness = await setUpEc2(
      { ...lists, backup: { ...other, targets: [target] } },
      { feed: [b, { prefix: a, service: 'S3' }], securityGroups: [{ arn: groupArn(1) }] },
    );
    await harness.run('refresh', { list: 'backup' });
    await harness.later(minute);
    harness.publish(a, b, { prefix: a, service: 'S3' }, { prefix: b, service: 'S3' });
    const first = await harness.run('refresh', { list: 'edge' });
    expect(reported(first)).toMatchObject({ outcome: 'applied', added: [{ cidr: a }, { cidr: b }] });
    expect(harness.rules(1)).toEqual([rule(a, `doorlist/dev/backup,${mine}`), rule(b)]);
    await harness.later(minute);
    harness.publish(a, b, { prefix: '3.9.0.0/24', service: 'S3' });
    await harness.run('refresh', { list: 'backup' });
    await harness.later(minute);
    await harness.run('refresh', { list: 'edge' });
    expect(harness.rules(1)).toEqual([rule(a), rule(b), rule('3.9.0.0/24', 'doorlist/dev/backup')]);
  });
});

describe('a renamed list', () => {
  test('with its first name as id knows its rules', async () => {
    const harness = await setUpEc2(lists, { feed: [a, b], securityGroups: [{ arn: groupArn(1) }] });
    await harness.run('refresh');
    harness.redeploy({ front: { ...lists.edge, id: 'edge' } });
    await harness.later(minute);
    harness.publish(b, '3.9.0.0/24');
    expect(reported(await harness.run('refresh'), 'IPV4', 'front')).toMatchObject({
      added: [{ cidr: '3.9.0.0/24' }],
      removed: [{ cidr: a }],
    });
    expect(harness.rules(1)).toEqual([rule(b), rule('3.9.0.0/24')]);
  });

  test('without it takes its old rules for another list’s: nothing is closed, and it says so', async () => {
    const harness = await setUpEc2(lists, { feed: [a], securityGroups: [{ arn: groupArn(1) }] });
    await harness.run('refresh');
    harness.redeploy({ front: lists.edge });
    await harness.later(minute);
    const { refusals } = reported(await harness.run('refresh'), 'IPV4', 'front');
    expect(refusals).toMatchObject([{ reason: 'occupied' }]);
    expect(harness.rules(1)).toEqual([rule(a)]);
  });
});

describe('what the feed drops is held', () => {
  const half = '3.0.0.128/25';
  const other = '3.0.0.0/25';

  test('at the ports where somebody’s own rule for it does not stand', async () => {
    const harness = await setUpEc2(
      { edge: { ...edge, targets: [{ arn: groupArn(1), ports: [443, 80] }] } },
      { feed: [a, b], securityGroups: [{ arn: groupArn(1), rules: [{ source: half }] }] },
    );
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(other, b);
    expect(reported(await harness.run('refresh')).held).toBe(1);
    expect(harness.rules(1)).toContain(rule(half, mine, 'tcp 80-80'));
  });

  test('though a flush removes somebody’s own rule for it', async () => {
    const harness = await setUpEc2(
      { edge: { ...edge, flush: {}, foreign: 'flush', targets: [target] } },
      { feed: [a, b], securityGroups: [{ arn: groupArn(1), rules: [{ source: half }] }] },
    );
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(other, b);
    expect(reported(await harness.run('flush', { list: 'edge' })).held).toBe(1);
    expect(harness.rules(1).map((each) => each.split(' ')[0])).toContain(half);
  });
});

test('who closes part of an entry for another list’s sake does not tell of it again', async () => {
  const theirs = { source: '3.0.0.0/25', tags: { doorlist: `${mine}-2` } };
  const harness = await setUpEc2(
    { edge: { ...edge, aggregate: false, targets: [{ arn: groupArn(1), ports: [443, 80] }] } },
    { feed: [a, b], securityGroups: [{ arn: groupArn(1), rules: [theirs] }] },
  );
  await harness.run('refresh');
  await harness.later(minute);
  harness.publish('3.0.0.0/25', '3.0.0.128/25', b);
  await harness.run('refresh');
  const mails = harness.mails().length;
  await harness.later(hour);
  expect(reported(await harness.run('refresh'))).toMatchObject({ added: [], removed: [] });
  expect(harness.mails()).toHaveLength(mails);
});
