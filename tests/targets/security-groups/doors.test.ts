import { minute } from '../../harness/account.js';
import { edge, setUpEc2, reported, type Ec2Harness } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';
import { groupArn } from '../../harness/account.js';

afterEach(tearDown);

const mine = 'doorlist/dev/edge';
const v4 = '3.0.0.0/24';
const v6 = '2600:9000:1::/64';
const lists = (portRanges: object, more: object = {}) => ({
  edge: { ...edge, ...more, targets: [{ arn: groupArn(1), ...portRanges }] },
});

test.each([
  ['one port', { ports: [443] }, ['tcp 443-443'], ['tcp 443-443']],
  ['a range', { ports: ['8000-8100'] }, ['tcp 8000-8100'], ['tcp 8000-8100']],
  ['all ports', { ports: ['0-65535'] }, ['tcp 0-65535'], ['tcp 0-65535']],
  ['udp', { protocol: 'udp', ports: [53] }, ['udp 53-53'], ['udp 53-53']],
  [
    'several',
    { ports: [443, '8000-8100'] },
    ['tcp 443-443', 'tcp 8000-8100'],
    ['tcp 443-443', 'tcp 8000-8100'],
  ],
  ['icmp, which IPv6 has of its own', { protocol: 'icmp' }, ['icmp -1--1'], ['icmpv6 -1--1']],
  ['all traffic', { protocol: 'all' }, ['-1 -1--1'], ['-1 -1--1']],
])('%s is opened, and known again', async (_, portRanges, inV4, inV6) => {
  const harness = await setUpEc2(lists(portRanges), {
    feed: [v4, v6],
    securityGroups: [{ arn: groupArn(1) }],
  });
  await harness.run('refresh');
  const rules = [
    ...inV4.map((portRange) => `${v4} ${portRange} ${mine}`),
    ...inV6.map((portRange) => `${v6} ${portRange} ${mine}`),
  ];
  expect(harness.rules(1)).toEqual(rules.sort());
  await harness.later(minute);
  const again = await harness.run('refresh');
  expect([reported(again).outcome, reported(again, 'IPV6').outcome]).toEqual(['unchanged', 'unchanged']);
});

test('a port edited in the file is opened before the old one is closed', async () => {
  const harness = await setUpEc2(lists({ ports: [443, 80] }), {
    feed: [v4],
    securityGroups: [{ arn: groupArn(1), rules: [{ source: '9.9.9.9/32', from: 80, to: 80 }] }],
  });
  await harness.run('refresh');
  harness.redeploy(lists({ ports: [443, 8443] }));
  await harness.later(minute);
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual([
    `${v4} tcp 443-443 ${mine}`,
    `${v4} tcp 8443-8443 ${mine}`,
    '9.9.9.9/32 tcp 80-80 -',
  ]);
  const states = harness.world.record.of('state').filter(({ target }) => target === groupArn(1));
  const portRanges = states.map(({ after }) =>
    after.filter((rule) => rule.startsWith(v4)).map((rule) => rule.split(' ')[2]),
  );
  expect(portRanges).toEqual([
    [],
    ['443-443', '80-80'],
    ['443-443', '80-80', '8443-8443'],
    ['443-443', '8443-8443'],
  ]);
});

test('in a group with no room for a second port, the old one is closed first', async () => {
  const feed = Array.from({ length: 60 }, (_, i) => `3.0.${2 * i}.0/24`);
  const harness = await setUpEc2(lists({ ports: [80] }), { feed, securityGroups: [{ arn: groupArn(1) }] });
  await harness.run('refresh');
  harness.redeploy(lists({ ports: [443] }));
  await harness.later(minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'applied' });
  expect(harness.rules(1).every((rule) => rule.includes('tcp 443-443'))).toBe(true);
});

describe('a description', () => {
  const targets = [{ arn: groupArn(1), ports: [443] }];
  const securityGroups = [{ arn: groupArn(1) }];
  const described = (harness: Ec2Harness) => harness.world.ec2.rules(groupArn(1)).at(-1)?.description;

  test('has only letters that AWS takes', async () => {
    const note = 'Büro & "Lager"; <Tür 3> | 50 % \\ ~ ^ ? Zoë’s {a} [b] $1 *';
    const lists = { edge: { flush: {}, pins: [{ cidr: v4, note }], targets } };
    const harness = await setUpEc2(lists, { securityGroups });
    expect((await harness.run('flush')).ok).toBe(true);
    expect(described(harness)).toBe(
      `doorlist:${mine} B-ro - -Lager-; -T-r 3- - 50 - - - - - Zo--s {a} [b] $1 *: pin`,
    );
    await harness.later(minute);
    expect(reported(await harness.run('flush')).outcome).toBe('unchanged');
  });

  test('is no longer than AWS takes', async () => {
    const services = Array.from({ length: 20 }, (_, i) => `A_SERVICE_WITH_A_LONG_NAME_${i + 10}`);
    const lists = { edge: { feed: { services }, targets } };
    const feed = services.map((service, i) => ({ prefix: `3.0.${2 * i}.0/24`, service }));
    const harness = await setUpEc2(lists, { feed, securityGroups });
    expect((await harness.run('refresh')).ok).toBe(true);
    const length = described(harness)?.length ?? 0;
    expect([length > 200, length <= 255]).toEqual([true, true]);
  });
});

test('a default VPC is no different', async () => {
  const harness = await setUpEc2(lists({ ports: [443] }, { hold: '0' }), {
    feed: [v4],
    securityGroups: [{ arn: groupArn(1), defaultVpc: true }],
  });
  await harness.run('refresh');
  await harness.later(minute);
  harness.publish('3.0.2.0/24');
  await harness.run('refresh');
  expect(harness.rules(1)).toEqual([`3.0.2.0/24 tcp 443-443 ${mine}`]);
});
