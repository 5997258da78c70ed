import { hour, minute } from '../../harness/account.js';
import { setUpEc2, reported, type Ec2Harness } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { groupArn } from '../../harness/account.js';

afterEach(tearDown);

const x = '3.0.0.0/24';
const y = '3.0.2.0/24';
const z = '3.0.4.0/24';
const target = { arn: groupArn(1), ports: [443] };
const first = { feed: { services: ['CLOUDFRONT'] }, hold: '0', targets: [target] };
const second = { feed: { services: ['S3'] }, hold: '0', targets: [target] };
const lists = { first, second };
const one = 'doorlist/dev/first';
const two = 'doorlist/dev/second';
const rule = (source: string, ...marks: string[]) => `${source} tcp 443-443 ${marks.join(',') || '-'}`;
const s3 = (prefix: string) => ({ prefix, service: 'S3' });
const securityGroups = [{ arn: groupArn(1) }];

/** From the first instant at which it was open. */
function expectOpenSince(harness: Ec2Harness, source: string): void {
  const instants = harness.instants(groupArn(1));
  const from = instants.findIndex((each) => each.includes(source));
  expect(from).toBeGreaterThanOrEqual(0);
  for (const open of instants.slice(from)) expect(open).toContain(source);
}

describe('a network that two lists want at one port', () => {
  test('is one rule with both their marks, which the one leaves and the other keeps, open at every instant', async () => {
    const harness = await setUpEc2(lists, { feed: [x, y, s3(x), s3(z)], securityGroups });
    await harness.run('refresh');
    expect(harness.rules(1)).toEqual([rule(x, one, two), rule(y, one), rule(z, two)]);
    await harness.later(minute);
    expect(reported(await harness.run('refresh'), 'IPV4', 'first').outcome).toBe('unchanged');
    harness.publish(y, s3(x), s3(z));
    await harness.later(minute);
    const run = await harness.run('refresh');
    expect(reported(run, 'IPV4', 'first')).toMatchObject({
      outcome: 'applied',
      removed: [{ cidr: x, why: 'no longer in ip-ranges; another list keeps it open' }],
    });
    expect(reported(run, 'IPV4', 'second').outcome).toBe('unchanged');
    expect(harness.rules(1)).toEqual([rule(x, two), rule(y, one), rule(z, two)]);
    expectOpenSince(harness, x);
    await harness.later(minute);
    harness.publish(y, s3(z));
    await harness.run('refresh');
    expect(harness.rules(1)).toEqual([rule(y, one), rule(z, two)]);
  });

  test('whoever opened it comes back', async () => {
    const harness = await setUpEc2(lists, { feed: [x, y, s3(x), s3(z)], securityGroups });
    await harness.run('refresh');
    for (const feed of [
      [y, s3(x), s3(z)],
      [x, y, s3(x), s3(z)],
      [x, y, s3(z)],
    ]) {
      await harness.later(minute);
      harness.publish(...feed);
      await harness.run('refresh');
    }
    expect(harness.rules(1)).toEqual([rule(x, one), rule(y, one), rule(z, two)]);
    expectOpenSince(harness, x);
  });

  test('moves from the one to the other in one file, and stays open', async () => {
    const harness = await setUpEc2(lists, { feed: [x, y, s3(z)], securityGroups });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(y, s3(x), s3(z));
    await harness.run('refresh');
    await harness.later(minute);
    await harness.run('refresh');
    expect(harness.rules(1)).toEqual([rule(x, two), rule(y, one), rule(z, two)]);
    expectOpenSince(harness, x);
  });

  test('stays for the other also in a run that is about the one only, until the other has it', async () => {
    const harness = await setUpEc2(lists, { feed: [x, y, s3(z)], securityGroups });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(y, s3(x), s3(z));
    const lent = reported(await harness.run('refresh', { list: 'first' }), 'IPV4', 'first');
    expect(lent).toMatchObject({ removed: [], outcome: 'unchanged' });
    expect(lent.kept).toContainEqual(
      expect.objectContaining({ cidr: x, why: 'stays until another list that wants it has opened it' }),
    );
    expect(harness.rules(1)).toEqual([rule(x, one), rule(y, one), rule(z, two)]);
    await harness.run('refresh', { list: 'second' });
    await harness.later(minute);
    await harness.run('refresh', { list: 'first' });
    expect(harness.rules(1)).toEqual([rule(x, two), rule(y, one), rule(z, two)]);
    expectOpenSince(harness, x);
  });

  test('that a version before this one opened is marked by the other at its next run', async () => {
    const rules = [{ source: x, tags: { doorlist: one } }];
    const harness = await setUpEc2(lists, {
      feed: [y, s3(x), s3(z)],
      securityGroups: [{ arn: groupArn(1), rules }],
    });
    await harness.run('refresh');
    await harness.later(minute);
    await harness.run('refresh');
    expect(harness.rules(1)).toEqual([rule(x, two), rule(y, one), rule(z, two)]);
    expectOpenSince(harness, x);
  });

  test('is joined in a full group, too, since that takes no room', async () => {
    const many = Array.from({ length: 59 }, (_, i) => `3.1.${2 * i}.0/24`);
    const more = Array.from({ length: 9 }, (_, i) => `3.2.${2 * i}.0/24`);
    const harness = await setUpEc2(lists, { feed: [x, ...many, s3(z)], securityGroups });
    await harness.run('refresh', { list: 'first' });
    await harness.later(minute);
    harness.publish(x, ...many, s3(x), ...more.map(s3));
    const run = reported(await harness.run('refresh', { list: 'second' }), 'IPV4', 'second');
    expect(run).toMatchObject({ refusals: [{ reason: 'capacity' }], added: [{ cidr: x }] });
    expect(harness.rules(1)).toContain(rule(x, one, two));
  });

  test('that is overdue at the one, and stays for the other, is not held anew', async () => {
    const held = { ...first, hold: '24h' };
    const harness = await setUpEc2({ first: held, second }, { feed: [x, y, s3(z)], securityGroups });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(y, s3(z));
    await harness.run('refresh');
    await harness.later(25 * hour);
    harness.publish(y, s3(x), s3(z));
    await harness.run('refresh');
    await harness.later(minute);
    await harness.run('refresh');
    expect(harness.rules(1)).toContain(rule(x, two));
    expectOpenSince(harness, x);
  });

  test('is held by the one while the other has let go', async () => {
    const held = { ...first, hold: '24h' };
    const harness = await setUpEc2({ first: held, second }, { feed: [x, y, s3(x), s3(z)], securityGroups });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(y, s3(z));
    await harness.run('refresh');
    expect(harness.rules(1)).toContain(rule(x, one));
    await harness.later(25 * hour);
    await harness.run('refresh');
    expect(harness.rules(1)).toEqual([rule(y, one), rule(z, two)]);
  });
});

test('at other ports lists share nothing', async () => {
  const beside = { ...second, targets: [{ ...target, ports: [22] }] };
  const harness = await setUpEc2({ first, second: beside }, { feed: [x, s3(x)], securityGroups });
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual([`${x} tcp 22-22 ${two}`, rule(x, one)]);
  const locks = harness.world.record
    .of('call')
    .filter(({ operation }) => operation === 'PutItem')
    .flatMap(({ input }) => (input as { Item?: { pk?: { S?: string } } }).Item?.pk?.S ?? [])
    .filter((key) => key.startsWith('lock#'));
  expect(new Set(locks).size).toBe(locks.length);
  for (const lock of locks) expect(lock).toMatch(/ (first|second) IPV[46]$/);
});
