import { hour, minute } from '../harness/account.js';
import { setUpLeases, type LeaseHarness } from '../harness/lease-requests.js';
import { tearDown } from '../harness/world.js';
import { developersV4, developersV6 } from '../harness/developers.js';

afterEach(tearDown);

const ana = { who: 'ana', network: '81.18.0.1/32' };
const bob = { who: 'bob', network: '81.18.0.1/32' };
const pins = ['2a02:c7d::/48', '81.2.69.0/24'];

const asked = (harness: LeaseHarness, what: Parameters<LeaseHarness['ask']>[0]) =>
  harness.world.clock.drive(harness.ask(what));
const later = (harness: LeaseHarness, ms: number) => harness.world.clock.advanceTo(Date.now() + ms);

test('who asks is in when the answer comes, until the lease ends; the next sweep lets them out', async () => {
  const harness = await setUpLeases();
  expect(await asked(harness, ana)).toMatchObject({ kind: 'in', renewed: false });
  expect(harness.holds()).toContain(ana.network);
  await later(harness, 4 * hour - minute);
  await harness.sweep();
  expect(harness.holds()).toContain(ana.network);
  await later(harness, 2 * minute);
  await harness.sweep();
  expect(harness.holds()).toEqual([pins[1]]);
});

test('an address stays open while anybody has a live lease of it', async () => {
  const harness = await setUpLeases();
  await asked(harness, ana);
  await asked(harness, bob);
  expect(await asked(harness, { ...ana, out: true })).toMatchObject({ kind: 'out' });
  expect(harness.holds()).toContain(ana.network);
  await asked(harness, { ...bob, out: true });
  expect(harness.holds()).not.toContain(ana.network);
});

test('an address that was foreign before is foreign again', async () => {
  const harness = await setUpLeases({
    ipSets: [
      { arn: developersV4, addresses: [ana.network] },
      { arn: developersV6, addresses: [] },
    ],
  });
  await asked(harness, ana);
  await asked(harness, { ...ana, out: true });
  await harness.sweep();
  expect(harness.holds()).toContain(ana.network);
  await harness.run({ list: 'developers' });
  expect(harness.holds()).not.toContain(ana.network);
});

test('a flush keeps who has a lease, or ends the leases where it is told to', async () => {
  const harness = await setUpLeases();
  await asked(harness, ana);
  await harness.run({ list: 'developers' });
  expect(harness.holds()).toContain(ana.network);
  await later(harness, minute);
  await harness.run({ list: 'developers', endLeases: true });
  expect(harness.holds()).not.toContain(ana.network);
});

test('the sweep puts back who was taken out by hand, and leaves foreign entries', async () => {
  const harness = await setUpLeases();
  await asked(harness, ana);
  await harness.world.clock.drive(harness.world.console.replace(developersV4, ['81.18.9.9/32'], 'eve'));
  await harness.sweep();
  expect(harness.holds()).toEqual(expect.arrayContaining([ana.network, '81.18.9.9/32']));
});

test('twenty who come at once are in when they are told so, by a few commits', async () => {
  const harness = await setUpLeases();
  const { world } = harness;
  const began = Date.now();
  let [slowest, wrong] = [0, 0];
  const all = Array.from({ length: 20 }, async (_, i) => {
    await new Promise((resolve) => setTimeout(resolve, 50 * i));
    const network = `81.18.1.${i}/32`;
    const since = Date.now();
    const { kind } = await harness.ask({ who: `dev-${i}`, network });
    slowest = Math.max(slowest, Date.now() - since);
    if (kind !== 'in' || !harness.holds().includes(network)) wrong += 1;
  });
  await world.clock.drive(Promise.all(all));
  const calls = world.record.countCalls();
  expect(wrong).toBe(0);
  expect(slowest).toBeLessThan(5_000);
  expect(calls['wafv2:UpdateIPSet']).toBeLessThan(2 + (Date.now() - began) / 1000);
  expect(calls['wafv2:GetIPSet']).toBeLessThan(10);
});

test.each([
  ['a moment', 1_500],
  ['longer than its lock', 9_000],
])(
  'a sweep that has read a lease as ended and then sleeps for %s loses nothing that was renewed meanwhile',
  async (_, forMs) => {
    const harness = await setUpLeases({ timeoutMs: 20_000 });
    const { world } = harness;
    await asked(harness, ana);
    await later(harness, 4 * hour + minute);
    const sweep = { who: 'doorlist-dev-flush', when: 'before' } as const;
    world.actors.pause({ ...sweep, operation: 'UpdateIPSet' }, { forMs });
    // A process that is frozen does not say that it lives.
    for (let nth = 1; nth <= 12; nth += 1)
      world.actors.pause({ ...sweep, operation: 'UpdateItem', nth }, { forMs });
    const sweeping = harness.later({ schedule: 'sweep', scheduledAt: 'now', sweep: true });
    await later(harness, 700);
    expect(await asked(harness, ana)).toMatchObject({ kind: 'in' });
    expect(harness.holds()).toContain(ana.network);
    await world.clock.drive(sweeping);
    expect(harness.holds()).toContain(ana.network);
    const late = world.record.of('call').filter(({ outcome }) => outcome === 'WAFOptimisticLockException');
    expect(late).toHaveLength(forMs > 4_000 ? 1 : 0);
  },
);

test('who waits longer than they may is told so, and is in with the next sweep', async () => {
  // Whoever comes first writes two targets, a second apart.
  const harness = await setUpLeases({ timeoutMs: 2_000 });
  const { world } = harness;
  world.actors.pause({ who: 'lease-request', operation: 'UpdateIPSet', when: 'before' }, { forMs: 4_000 });
  const [first, second] = await world.clock.drive(
    Promise.all([
      harness.ask(ana),
      new Promise((resolve) => setTimeout(resolve, 400)).then(() =>
        harness.ask({ who: 'bob', network: '81.18.0.2/32' }),
      ),
    ]),
  );
  expect([first.kind, second.kind]).toEqual(['in', 'accepted']);
  await harness.sweep();
  expect(harness.holds()).toContain('81.18.0.2/32');
});

test('a committer that dies is replaced within seconds, and nobody who is told so is not in', async () => {
  const harness = await setUpLeases();
  const { world } = harness;
  world.actors.crash({ who: 'lease-request', operation: 'UpdateIPSet', when: 'before' });
  const began = Date.now();
  const all = Array.from({ length: 10 }, (_, i) =>
    harness.ask({ who: `dev-${i}`, network: `81.18.1.${i}/32` }).then(
      ({ kind }) => kind,
      () => 'died',
    ),
  );
  const kinds = await world.clock.drive(Promise.all(all));
  expect(kinds.filter((kind) => kind === 'died')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'in')).toHaveLength(9);
  expect(Date.now() - began).toBeLessThan(10_000);
  await harness.sweep();
  expect(harness.holds().filter((address) => address.startsWith('81.18.1.'))).toHaveLength(10);
});

test('a list that is full says so, and the lease stands', async () => {
  const harness = await setUpLeases({
    ipSets: [
      {
        arn: developersV4,
        addresses: Array.from({ length: 10_000 }, (_, i) => `11.${i >> 8}.${i & 255}.0/24`),
      },
      { arn: developersV6, addresses: [] },
    ],
  });
  const full = await asked(harness, ana);
  expect(full).toMatchObject({
    kind: 'full',
    refusal: { reason: 'capacity', remedy: { grain: 'whole', room: 10_000, lacking: 2 } },
  });
  expect(await asked(harness, { ...ana, out: true })).toMatchObject({ kind: 'out' });
});
