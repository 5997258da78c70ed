import { randomUUID } from 'node:crypto';
import { delay } from '../delay.js';
import { Conflict, Unavailable } from '../errors.js';
import { isHeld, latestExpiry } from './rows/lock-row.js';
import type { Lock } from './state.js';
import type { Table, WriteCondition } from './table.js';

export interface LockTimes {
  /** Without a heartbeat for this long the holder is taken for dead. */
  expiresAfterMs: number;
  /** No lock of such a target can be without a word of its holder for longer, whoever took it. */
  longestMs: number;
  /** Absent: nobody has to be told that the holder lives, since it is dead by then. */
  heartbeatMs?: number;
  /** How long to wait for somebody else's lock. */
  waitMs: number;
  /** How long to wait between two looks at it. */
  pollMs: { least: number; most: number };
}

/** Targets that a lock token fences: a dead writer's late write is refused by AWS, so its lock need not outlive it. */
export const fencedTimes: LockTimes = {
  expiresAfterMs: 4_000,
  longestMs: 4_000,
  heartbeatMs: 1_000,
  waitMs: 60_000,
  pollMs: { least: 200, most: 600 },
};

/** Targets that nothing fences: the lock outlives the function, which serverless.yml gives 300 s. */
export const unfencedTimes: LockTimes = {
  expiresAfterMs: 310_000,
  longestMs: 310_000,
  waitMs: 130_000,
  pollMs: { least: 1_000, most: 2_000 },
};

/** The same for whoever a person waits for: serverless.yml gives the function 28 s, and two clocks differ by seconds. */
export const unfencedInteractiveTimes: LockTimes = {
  ...unfencedTimes,
  expiresAfterMs: 40_000,
  pollMs: fencedTimes.pollMs,
};

/**
 * One lock row per target. Whoever holds it tells by heartbeat that it lives; an expired row is taken over, and so
 * is one that cannot be read or that ends later than any lock can. The clocks of two functions may differ by seconds,
 * which `expiresAfterMs` has room for.
 *
 * @throws Unavailable where somebody else has it for longer than `waitMs`
 */
export async function withLock<T>(
  deps: LockDeps,
  times: LockTimes,
  arn: string,
  work: (lock: Lock) => Promise<T>,
  end = deps.now() + times.waitMs,
): Promise<T> {
  const { now, random } = deps;
  const owner = randomUUID();
  for (let waited = false; ; waited = true) {
    const before = await take(deps, times, arn, owner);
    if (before !== 'busy')
      return whileHeld(deps, times, arn, owner, () => work({ waited, takenOver: before === 'expired' }));
    if (now() > end)
      throw new Unavailable(
        'lock/busy',
        `Another run has been writing ${arn} for over ${times.waitMs / 1000} s.`,
      );
    const { least, most } = times.pollMs;
    await delay(least + random() * (most - least));
  }
}

/** As `withLock`, with several locks, taken one after the other; together they are waited for no longer than one is. */
export async function withLocks<T>(
  deps: LockDeps,
  times: LockTimes,
  [arn, ...others]: Locks,
  work: (lock: Lock) => Promise<T>,
  end = deps.now() + times.waitMs,
): Promise<T> {
  const [next, ...rest] = others;
  const inner = (lock: Lock) =>
    next === undefined
      ? work(lock)
      : withLocks(deps, times, [next, ...rest], (last) => work(both(lock, last)), end);
  return withLock(deps, times, arn, inner, end);
}

/** As `withLocks`, or nothing where somebody else has one of them. */
export async function tryLocks<T>(
  deps: LockDeps,
  times: LockTimes,
  [arn, ...others]: Locks,
  work: (lock: Lock) => Promise<T>,
): Promise<T | undefined> {
  for (const other of others) if (!(await isFree(deps, times, other))) return undefined;
  const [next, ...rest] = others;
  const inner = (lock: Lock) =>
    next === undefined
      ? work(lock)
      : tryLocks(deps, times, [next, ...rest], (last) => work(both(lock, last)));
  return tryLock(deps, times, arn, inner);
}

/** At least one. */
type Locks = readonly [string, ...string[]];

function both(a: Lock, b: Lock): Lock {
  return { waited: a.waited || b.waited, takenOver: a.takenOver || b.takenOver };
}

/** As `withLock`, or nothing where somebody else has the lock. */
export async function tryLock<T>(
  deps: LockDeps,
  times: LockTimes,
  arn: string,
  work: (lock: Lock) => Promise<T>,
): Promise<T | undefined> {
  const owner = randomUUID();
  const before = await take(deps, times, arn, owner);
  if (before === 'busy') return undefined;
  return whileHeld(deps, times, arn, owner, () => work({ waited: false, takenOver: before === 'expired' }));
}

/** Whether a lock that is taken after another is free by now: the first need not be taken for nothing. */
async function isFree({ table, now }: LockDeps, { longestMs }: LockTimes, arn: string): Promise<boolean> {
  return !isHeld(await table.get(keyOf(arn)), now(), longestMs);
}

/** Takes the row as far as one look tells that it is free, and says what was there before. */
async function take(
  { table, now }: LockDeps,
  { expiresAfterMs, longestMs }: LockTimes,
  arn: string,
  owner: string,
): Promise<'busy' | 'free' | 'expired'> {
  const found = await table.get(keyOf(arn));
  if (isHeld(found, now(), longestMs)) return 'busy';
  const nobodys = { expression: 'attribute_not_exists(pk)' };
  const condition = found === undefined ? nobodys : expired(now(), longestMs);
  try {
    await table.put(keyOf(arn), { owner, expires: now() + expiresAfterMs }, condition);
    return found === undefined ? 'free' : 'expired';
  } catch (error) {
    if (error instanceof Conflict) return 'busy';
    throw error;
  }
}

function expired(now: number, longestMs: number): WriteCondition {
  const ways = [
    '#expires < :now',
    '#expires > :latest',
    'NOT attribute_type(#expires, :number)',
    'NOT attribute_type(#owner, :string)',
  ];
  return {
    expression: `attribute_exists(pk) AND (${ways.join(' OR ')})`,
    names: { expires: 'expires', owner: 'owner' },
    values: { now, latest: latestExpiry(now, longestMs), number: 'N', string: 'S' },
  };
}

async function whileHeld<T>(
  { table, now, every }: LockDeps,
  times: LockTimes,
  arn: string,
  owner: string,
  work: () => Promise<T>,
): Promise<T> {
  const mine = { expression: '#owner = :owner', names: { owner: 'owner' }, values: { owner } };
  const beat = () =>
    table.set(keyOf(arn), { expires: now() + times.expiresAfterMs }, mine).catch(() => undefined);
  const heart = times.heartbeatMs === undefined ? undefined : every(() => void beat(), times.heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heart);
    await table.remove(keyOf(arn), mine).catch(() => undefined);
  }
}

export interface LockDeps {
  table: Table;
  now: () => number;
  random: () => number;
  every: Every;
}

/** `setInterval`, or one that knows whose interval it is. */
export type Every = (work: () => void, ms: number) => NodeJS.Timeout;

const keyOf = (arn: string) => `lock#${arn}`;
