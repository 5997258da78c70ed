import { onState } from '../../../simulator/mutants/mutant.js';
import { loadTest } from '../../../simulator/programs/load-test.js';
import { slidingMost } from '../../../simulator/programs/load-test/sliding.js';

const calm = {
  developers: 60,
  withinMs: 2_000,
  seed: 1,
  concurrency: 1_000,
  ipv6: 30,
  console: false,
  kill: false,
};

test('whoever is told that they are in is in, within seconds, and WAF is written once a second', async () => {
  const done = await loadTest(calm);
  expect(done).toMatchObject({ joins: 60, confirmed: 60, accepted: 0, lost: 0, updateIpSetMaxPerSecond: 1 });
  expect(done.p99Seconds).toBeLessThanOrEqual(5);
  expect(done.calls['wafv2:UpdateIPSet']).toBeLessThan(10);
});

test('so they are when somebody is at the console and a committer is killed', async () => {
  const done = await loadTest({ ...calm, console: true, kill: true });
  expect(done).toMatchObject({
    joins: 60,
    confirmed: 60,
    turnedAway: 1,
    lost: 0,
    updateIpSetMaxPerSecond: 1,
  });
  expect(done.p99Seconds).toBeLessThanOrEqual(10);
});

test('in a new account, of ten functions at once, they are turned away and let in later', async () => {
  const done = await loadTest({ ...calm, developers: 30, concurrency: 10 });
  expect(done).toMatchObject({ joins: 30, confirmed: 30, lost: 0 });
  expect(done.turnedAway).toBeGreaterThan(0);
});

test('the load test counts those who were told too early that they are in', async () => {
  const confirmsTooEarly = onState((state) => ({
    commitSequence: async (key) => ({ ...(await state.commitSequence(key)), done: Infinity, began: 0 }),
  }));
  expect((await loadTest({ ...calm, ipv6: 0 }, confirmsTooEarly)).lost).toBeGreaterThan(0);
});

test('the most in a window counts what lies in less than its width', () => {
  expect(slidingMost([], 1_000)).toBe(0);
  expect(slidingMost([0, 1_000, 2_000], 1_000)).toBe(1);
  expect(slidingMost([5_999, 0, 5_000, 999], 1_000)).toBe(2);
});
