import { hour, minute } from '../harness/account.js';
import { setUpLeases, type LeaseHarness } from '../harness/lease-requests.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const ana = { who: 'ana', network: '81.18.0.1/32' };
const out = { ...ana, out: true as const };
const moment = { who: 'lease-request', operation: 'UpdateIPSet', when: 'before' } as const;

/** Ana is in. */
async function setUp(): Promise<LeaseHarness> {
  const harness = await setUpLeases();
  await harness.world.clock.drive(harness.ask(ana));
  return harness;
}

const later = ({ world }: LeaseHarness, ms: number) => world.clock.advanceTo(Date.now() + ms);

test('who joins again while they leave is not told that they are out', async () => {
  const harness = await setUp();
  harness.world.actors.pause(moment, { forMs: 2_000 });
  const leaving = harness.ask(out);
  await later(harness, 700);
  const [left, joined] = await harness.world.clock.drive(Promise.all([leaving, harness.ask(ana)]));
  expect([left.kind, joined.kind]).toEqual(['overtaken', 'in']);
  expect(harness.holds()).toContain(ana.network);
});

test('who comes with another device from there does not keep a device that leaves', async () => {
  const harness = await setUp();
  harness.world.actors.pause(moment, { forMs: 2_000 });
  const leaving = harness.ask(out);
  await later(harness, 700);
  const joining = harness.ask({ ...ana, device: 'phone' });
  const [left, joined] = await harness.world.clock.drive(Promise.all([leaving, joining]));
  expect([left.kind, joined.kind]).toEqual(['out', 'in']);
});

/** Whether they are still in when they hear that they are out. */
async function leavesIn(harness: LeaseHarness): Promise<[string, boolean]> {
  const { kind } = await harness.ask(out);
  return [kind, harness.holds().includes(ana.network)];
}

test('who leaves twice is told so once they are out', async () => {
  const harness = await setUp();
  harness.world.actors.pause(moment, { forMs: 2_000 });
  const leaving = harness.ask(out);
  await later(harness, 700);
  const [, twice] = await harness.world.clock.drive(Promise.all([leaving, leavesIn(harness)]));
  expect(twice).toEqual(['out', false]);
});

test('who leaves once their time is over is told so once they are out', async () => {
  const harness = await setUp();
  await later(harness, 4 * hour + minute);
  expect(await harness.world.clock.drive(leavesIn(harness))).toEqual(['out', false]);
});

test('who leaves one place is told of that place only, and stays in at the others', async () => {
  const harness = await setUp();
  const elsewhere = { ...ana, device: 'phone', network: '81.18.0.2/32' };
  await harness.world.clock.drive(harness.ask(elsewhere));
  const left = await harness.world.clock.drive(harness.ask(out));
  expect(left).toMatchObject({ kind: 'out', leases: [{ network: ana.network }] });
  expect(left).toHaveProperty('leases.length', 1);
  expect(harness.holds()).toContain(elsewhere.network);
});
