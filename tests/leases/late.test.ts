import { runHistory } from './histories/run-history.js';
import type { Moment, Operation, RandomHistory } from './histories/history.js';

const history: RandomHistory = { pins: [], there: [], takesFeed: false, wait: 8_000, seed: 1, steps: [] };
const ana: Operation = { kind: 'join', who: 'ana', from: '81.2.70.1', device: '', for: '5m' };
const write: Moment = { operation: 'UpdateIPSet', nth: 1, when: 'before' };
const freezes = (ms: number, at: Moment) => ({ kind: 'freezes' as const, ms, at });
const call = (operation: Operation) => ({ kind: 'call' as const, operation, skewMs: 0 });
const statuses = (calls: Awaited<ReturnType<typeof runHistory>>['calls']) =>
  calls
    .filter(({ operation }) => operation.kind === 'join')
    .map(({ result }) => (result?.payload as { statusCode?: number }).statusCode);

test.each([
  ['soon', 1_500],
  ['when its lock is somebody else’s', 6_000],
])(
  'a sweep reads a lease as ended, it is asked for again, access answers 200, the sweep writes %s: it is in',
  async (_, ms) => {
    const { violations, calls, lostRaces } = await runHistory({
      ...history,
      steps: [
        { ...call(ana), then: 'done' },
        { kind: 'expire', byMs: 2_500, then: 'done' },
        { ...call({ kind: 'sweep' }), trouble: freezes(ms, write), then: 1_000 },
        { ...call(ana), then: 'done' },
      ],
    });
    expect(violations).toEqual([]);
    expect(statuses(calls)).toEqual([200, 200]);
    expect(lostRaces).toBe(ms > 4_000 ? 1 : 0);
  },
);

test('who renews a lease while a sweep whose clock is two seconds ahead takes it for ended is in', async () => {
  const { violations, calls } = await runHistory({
    ...history,
    steps: [
      { ...call(ana), skewMs: -1_000, then: 'done' },
      { kind: 'expire', byMs: -900, then: 'done' },
      { ...call({ kind: 'sweep' }), skewMs: 1_000, trouble: freezes(6_000, write), then: 300 },
      { ...call(ana), skewMs: -1_000, then: 'done' },
    ],
  });
  expect(violations).toEqual([]);
  expect(statuses(calls)).toEqual([200, 200]);
});

test('a sweep that sleeps under a lock that it loses, before it reads all again, goes by no older leases', async () => {
  const { violations, calls } = await runHistory({
    ...history,
    steps: [
      { ...call(ana), then: 'done' },
      { kind: 'expire', byMs: 2_500, then: 'done' },
      {
        ...call({ kind: 'sweep' }),
        trouble: freezes(11_000, { operation: 'GetItem', nth: 1, when: 'before' }),
        then: 1_000,
      },
      { ...call(ana), then: 'done' },
    ],
  });
  expect(violations).toEqual([]);
  expect(statuses(calls)).toEqual([200, 200]);
});

test('who is taken for dead while they commit answers all the same', async () => {
  const { violations, calls } = await runHistory({
    ...history,
    steps: [
      { ...call(ana), trouble: freezes(6_000, { ...write, operation: 'GetIPSet' }), then: 0 },
      { ...call({ ...ana, who: 'bob' }), then: 'done' },
    ],
  });
  expect(violations).toEqual([]);
  expect(statuses(calls)).toEqual([200, 200]);
});

test('people do not wait for a feed that was never read', async () => {
  const { violations, calls } = await runHistory({
    ...history,
    takesFeed: true,
    steps: [{ ...call(ana), then: 'done' }],
  });
  expect(violations).toEqual([]);
  expect(statuses(calls)).toEqual([200]);
});
