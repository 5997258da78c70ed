import { setUpLeases, type LeaseHarness } from '../harness/lease-requests.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const ana = { who: 'ana', network: '81.18.0.1/32' };

/** Who ends a lease whose request is still on its way to the set. */
const meanwhile: { by: string; act: (harness: LeaseHarness) => Promise<unknown> }[] = [
  { by: 'its person', act: (harness) => harness.ask({ ...ana, out: true }) },
  { by: 'the same device elsewhere', act: (harness) => harness.ask({ ...ana, network: '81.18.0.2/32' }) },
  { by: 'a flush', act: (harness) => harness.later({ list: 'developers', endLeases: true }) },
];

test.each(meanwhile)('nobody is told that they are in by a lease that $by has ended', async ({ act }) => {
  const harness = await setUpLeases();
  const { actors, clock } = harness.world;
  actors.pause({ who: 'lease-request', operation: 'UpdateIPSet', when: 'before' }, { forMs: 2_000 });
  const joining = harness.ask(ana);
  await clock.advanceTo(Date.now() + 500);
  const [joined] = await clock.drive(Promise.all([joining, act(harness)]));
  expect(joined.kind).toBe('ended');
  await harness.sweep();
  expect(harness.holds()).not.toContain(ana.network);
});

test('a lease that is renewed while its first request waits has not ended', async () => {
  const harness = await setUpLeases();
  const { actors, clock } = harness.world;
  actors.pause({ who: 'lease-request', operation: 'UpdateIPSet', when: 'before' }, { forMs: 2_000 });
  const joining = harness.ask(ana);
  await clock.advanceTo(Date.now() + 500);
  const both = await clock.drive(Promise.all([joining, harness.ask(ana)]));
  expect(both.map(({ kind }) => kind)).toEqual(['in', 'in']);
});
