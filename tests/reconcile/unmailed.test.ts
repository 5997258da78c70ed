import { setUp, type Harness } from '../harness/deployed.js';
import { developersV4, developersV6 } from '../harness/developers.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const flush = 'doorlist-dev-flush';
const v4 = '198.51.100.7/32';
const v6 = '2a02:c7d:9::/48';
const ipSets = [
  { arn: developersV4, addresses: ['81.2.69.0/24', v4] },
  { arn: developersV6, addresses: ['2a02:c7d::/48', v6] },
];
const list = { list: 'developers' };

const settle = ({ world }: Harness) => world.clock.drive(world.lambda.settled());
const tellingOf = (harness: Harness, cidr: string) =>
  harness.mails().filter(({ body }) => body.includes(cidr)).length;

test('a change whose mail failed is mailed by whoever comes next, and not again by the retry', async () => {
  const harness = await setUp({ ipSets });
  const { world } = harness;
  world.faults.inject({ operation: 'Publish', times: 4 }, { kind: 'internal-error' });
  world.lambda.invokeAsync(flush, list);
  await world.clock.advanceTo(Date.now() + 20_000);
  expect(harness.mails()).toEqual([]);
  await harness.run('flush', list);
  expect(tellingOf(harness, v4)).toBe(1);
  await settle(harness);
  expect(world.record.of('invoke').map(({ attempt }) => attempt)).toEqual([1, 1, 2]);
  expect([tellingOf(harness, v4), tellingOf(harness, v6)]).toEqual([1, 1]);
});

test('what was written before a run failed is mailed by whoever comes next', async () => {
  const harness = await setUp({ ipSets });
  const { faults } = harness.world;
  faults.inject({ who: `${flush}-1`, operation: 'UpdateIPSet' }, { kind: 'reset', landed: true });
  faults.inject({ who: `${flush}-1`, operation: 'GetIPSet', nth: 3, times: 500 }, { kind: 'internal-error' });
  expect(await harness.run('flush', list)).toMatchObject({ ok: false });
  await harness.run('flush', list);
  expect([tellingOf(harness, v4), tellingOf(harness, v6)]).toEqual([1, 1]);
});

test('a twin that comes late mails what a slow run wrote, and that run does not', async () => {
  const harness = await setUp({ ipSets });
  const { faults, lambda } = harness.world;
  faults.inject({ who: `${flush}-1`, operation: 'UpdateIPSet', nth: 2 }, { kind: 'slow', ms: 60_000 });
  lambda.duplicateNext(50_000);
  lambda.invokeAsync(flush, list);
  await settle(harness);
  expect([tellingOf(harness, v4), tellingOf(harness, v6)]).toEqual([1, 1]);
});

describe('a twin that comes while a slow run sends its mail', () => {
  const occasion = { ...list, schedule: 'flush', scheduledAt: '2026-08-22T06:00:00Z' };

  test.each([
    ['its changes', list, 'UpdateIPSet'],
    ['what it announces', occasion, 'GetIPSet'],
  ])('does not mail %s again', async (_, event, operation) => {
    const harness = await setUp({ ipSets });
    const { faults, lambda } = harness.world;
    faults.inject({ who: `${flush}-1`, operation, nth: 2 }, { kind: 'slow', ms: 60_000 });
    faults.inject({ who: `${flush}-1`, operation: 'Publish' }, { kind: 'slow', ms: 9_000 });
    lambda.duplicateNext(64_000);
    lambda.invokeAsync(flush, event);
    await settle(harness);
    expect([tellingOf(harness, v4), tellingOf(harness, v6)]).toEqual([1, 1]);
  });
});
