import type { World, WorldOptions } from '../../../simulator/world/world.js';
import { tearDown } from '../../harness/world.js';
import { refusal } from '../world/harness.js';
import { setUpEc2, groupArn, LIST, listArn, PEER, WEB } from './ec2-harness.js';

let world: World;
const begin = async (options: Partial<WorldOptions> = {}) => (world = await setUpEc2(options));
beforeEach(() => begin());
afterEach(tearDown);

const GROUP = groupArn(WEB);
const ingress = () => world.ec2.rules(GROUP).filter(({ isEgress }) => !isEgress);
const settle = () => world.clock.advanceTo(world.clock.now() + 8000);
const { allow, revokeRule, editList } = {
  allow: (...given: Parameters<World['console']['allow']>) =>
    world.clock.drive(world.console.allow(...given)),
  revokeRule: (...given: Parameters<World['console']['revokeRule']>) =>
    world.clock.drive(world.console.revokeRule(...given)),
  editList: (...given: Parameters<World['console']['editList']>) =>
    world.clock.drive(world.console.editList(...given)),
};

test('a person lets somebody in, at 443 or at another port range, in words and tags of their own', async () => {
  await allow(GROUP, { source: '203.0.113.7/32' }, 'alice');
  const tags = { doorlist: 'fake', team: 'a & b' };
  const ssh = { protocol: 'udp', from: 22, to: 23 };
  await allow(GROUP, { source: '2001:DB8::/32', ...ssh, description: 'Lunch: <5 min', tags }, 'bob').catch(
    () => undefined,
  );
  await allow(GROUP, { source: '2001:DB8::/32', ...ssh, description: 'Lunch (5 min)', tags }, 'bob');
  await allow(GROUP, { source: LIST }, 'alice');
  await allow(GROUP, { source: PEER }, 'alice');
  expect(ingress()).toMatchObject([
    { source: '203.0.113.7/32', protocol: 'tcp', from: 443, to: 443, tags: {} },
    { source: '2001:db8::/32', ...ssh, description: 'Lunch (5 min)', tags },
    { source: LIST },
    { source: PEER },
  ]);
  expect(world.record.of('state').at(-1)?.actor).toBe('console-alice');
});

test('what AWS refuses, it refuses a person too', async () => {
  await allow(GROUP, { source: '203.0.113.0/24' }, 'alice');
  expect(await refusal(allow(GROUP, { source: '203.0.113.7/24' }, 'bob'))).toBe(
    'InvalidPermission.Duplicate',
  );
  expect(await refusal(editList(listArn(LIST), { remove: ['203.0.113.0/24'] }, 'bob'))).toBe(
    'InvalidPrefixListModification',
  );
});

test('a person tries again when AWS has no time', async () => {
  world.faults.inject({ service: 'ec2', times: 2 }, { kind: 'throttle' });
  await allow(GROUP, { source: '203.0.113.0/24' }, 'alice');
  world.faults.inject({ service: 'ec2', times: 2 }, { kind: 'internal-error' });
  await revokeRule(GROUP, '203.0.113.0/24', 'alice');
  expect(ingress()).toEqual([]);
});

test('a person takes out every rule on a source, or the one at a port range, and no egress', async () => {
  const rules = [
    { source: '203.0.113.0/24' },
    { source: '203.0.113.0/24', from: 22, to: 22 },
    { source: '203.0.113.0/24', egress: true },
    { source: '198.51.100.0/24' },
    { source: LIST },
    { source: PEER },
  ];
  await begin({
    securityGroups: [
      { arn: GROUP, rules },
      { arn: groupArn(PEER), rules },
    ],
  });
  await revokeRule(GROUP, '203.0.113.0/24', 'alice', { protocol: 'tcp', from: 22, to: 22 });
  expect(ingress().map(({ source, from }) => `${source} ${from}`)).toEqual([
    '203.0.113.0/24 443',
    '198.51.100.0/24 443',
    `${LIST} 443`,
    `${PEER} 443`,
  ]);
  for (const source of ['203.0.113.9/24', LIST, PEER]) await revokeRule(GROUP, source, 'alice');
  expect(ingress().map(({ source }) => source)).toEqual(['198.51.100.0/24']);
  expect(world.ec2.rules(groupArn(PEER))).toHaveLength(7);
});

test('a person looks again for a rule that is not shown yet, but not for ever', async () => {
  await begin({ ec2: { lagMs: 3000 } });
  await allow(GROUP, { source: '203.0.113.0/24' }, 'alice');
  await revokeRule(GROUP, '203.0.113.0/24', 'bob');
  expect(ingress()).toEqual([]);
  await expect(revokeRule(GROUP, '203.0.113.0/24', 'bob')).rejects.toThrow(
    `${WEB} has no rule on 203.0.113.0/24`,
  );
});

test('a person edits a list', async () => {
  const add = [{ cidr: '198.51.100.0/24', description: 'Home' }, { cidr: '203.0.113.0/24' }];
  await editList(listArn(LIST), { add, remove: ['192.0.2.0/24'] }, 'alice');
  await settle();
  expect(world.ec2.prefixList(listArn(LIST)).entries).toEqual(add);
  expect(world.record.of('state').at(-1)?.actor).toBe('console-alice');
});

test('people who edit a list at once wait for one another, and both are heard', async () => {
  const edit = (cidr: string, who: string) => world.console.editList(listArn(LIST), { add: [{ cidr }] }, who);
  await world.clock.drive(Promise.all([edit('198.51.100.0/24', 'alice'), edit('203.0.113.0/24', 'bob')]));
  await settle();
  expect(world.ec2.prefixList(listArn(LIST)).entries.map(({ cidr }) => cidr)).toEqual(
    expect.arrayContaining(['198.51.100.0/24', '203.0.113.0/24']),
  );
});
