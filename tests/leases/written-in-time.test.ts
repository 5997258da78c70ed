import { hour, minute } from '../harness/account.js';
import { developersV4 } from '../harness/developers.js';
import { setUpLeases, type LeaseHarness } from '../harness/lease-requests.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const ana = { who: 'ana', network: '81.18.0.1/32' };
const bob = { who: 'bob', network: '81.18.0.2/32' };
const second = 1_000;

const sweep = { schedule: 'sweep', scheduledAt: '1', sweep: true };
const asked = (harness: LeaseHarness, what: Parameters<LeaseHarness['ask']>[0]) =>
  harness.world.clock.drive(harness.ask(what));

/** When a network was opened by doorlist, by the record. */
function openings({ world }: LeaseHarness, network: string): number[] {
  return world.record
    .of('state')
    .filter(({ actor }) => !actor.startsWith('console-'))
    .filter(({ before, after }) => after.includes(network) && !before.includes(network))
    .map(({ at }) => at);
}

/** Somebody took ana out by hand; her lease ends in ten seconds, and the sweep has read it. */
async function sweepTenSecondsBeforeTheEnd(
  trouble: (harness: LeaseHarness) => void,
): Promise<[LeaseHarness, number]> {
  const harness = await setUpLeases();
  const { world } = harness;
  const joined = await asked(harness, ana);
  if (!('lease' in joined)) throw new Error('not let in');
  const { until } = joined.lease;
  await asked(harness, { ...bob, length: 12 * hour });
  await world.clock.advanceTo(until - 10 * second);
  await world.clock.drive(world.console.replace(developersV4, ['81.2.69.0/24'], 'eve'));
  trouble(harness);
  await world.clock.drive(harness.later(sweep).catch(() => undefined));
  await world.clock.advanceTo(until + 5 * minute);
  await harness.run(sweep);
  return [harness, until];
}

test('whose lease ends while AWS throttles the write for twenty seconds is not let in after its end', async () => {
  const [harness, until] = await sweepTenSecondsBeforeTheEnd(({ world }) => {
    const ends = Date.now() + 20 * second;
    const throttle = () => {
      if (Date.now() < ends) world.faults.inject({ operation: 'UpdateIPSet' }, { kind: 'throttle' });
    };
    throttle();
    world.record.listen((event) => {
      if (event.kind === 'call' && event.operation === 'UpdateIPSet') throttle();
    });
  });
  expect(openings(harness, ana.network).filter((at) => at > until)).toEqual([]);
  expect(harness.holds()).toEqual(['81.18.0.2/32', '81.2.69.0/24']);
});

test('whose lease ends while the table keeps the write waiting is not let in after its end', async () => {
  const [harness, until] = await sweepTenSecondsBeforeTheEnd(({ world }) => {
    // The first row that it puts is the lock, the second the lane, the third what it is about to write.
    const slow = { kind: 'slow', ms: 15 * second } as const;
    world.faults.inject({ who: 'doorlist-dev-flush', operation: 'PutItem', nth: 3 }, slow);
  });
  expect(openings(harness, ana.network).filter((at) => at > until)).toEqual([]);
  expect(harness.holds()).toEqual(['81.18.0.2/32', '81.2.69.0/24']);
});
