import { groupArn, minute } from '../harness/account.js';
import { setUpLeases } from '../harness/lease-requests.js';
import { estateOfGroup } from '../harness/leases.js';
import { tearDown } from '../harness/world.js';
import type { World } from '../../simulator/world/world.js';
import { setUp } from '../targets/harness.js';
import { ipSet } from '../targets/kinds/ip-set.js';
import { prefixList } from '../targets/kinds/prefix-list.js';
import { securityGroups } from '../targets/kinds/security-groups.js';

afterEach(tearDown);

/** For how long each lock was taken, in milliseconds. */
function taken({ record }: World): number[] {
  return record
    .of('call')
    .filter(({ operation }) => operation === 'PutItem')
    .flatMap(({ input, at }) => {
      const { pk, expires } = (input as { Item: Record<string, { S?: string; N?: string }> }).Item;
      return pk?.S?.startsWith('lock#') ? Number(expires?.N) - at : [];
    });
}

const seconds = 1_000;

test.each([
  ['an IP set, whose token fences a dead writer off', ipSet('IPV4'), 3 * seconds, 4 * seconds],
  [
    'security groups, by whose end the function is',
    securityGroups({ name: '', family: 'IPV4' }),
    5 * minute,
    6 * minute,
  ],
  ['a prefix list, by whose end the function is', prefixList('IPV4'), 5 * minute, 6 * minute],
])('the lock of %s', async (_, kind, least, most) => {
  const harness = await setUp(kind, { feed: ['44.0.0.0/24'] });
  expect(await harness.run('refresh')).toMatchObject({ ok: true });
  const [ms] = taken(harness.world);
  expect(ms).toBeGreaterThan(least);
  expect(ms).toBeLessThanOrEqual(most);
});

test('a group’s lock of whom a person waits for outlives the access function, which has 28 s', async () => {
  const harness = await setUpLeases({
    estate: estateOfGroup(groupArn(1)),
    securityGroups: [{ arn: groupArn(1) }],
  });
  const asked = harness.ask({ who: 'ana', network: '81.18.0.1/32' });
  expect(await harness.world.clock.drive(asked)).toMatchObject({ kind: 'in' });
  const [ms] = taken(harness.world);
  expect(ms).toBeGreaterThan(30 * seconds);
  expect(ms).toBeLessThan(minute);
});
