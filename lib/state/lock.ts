import { randomUUID } from 'node:crypto';
import { Conflict, Unavailable } from '../errors.js';
import type { Lock } from './state.js';
import type { Table } from './table.js';

export interface LockTimes {
  /** Without a heartbeat for this long the holder is taken for dead. */
  expiresAfterMs: number;
  /** Absent: nobody has to be told that the holder lives, since it is dead by then. */
  heartbeatMs?: number;
  /** How long to wait for somebody else's lock. */
  patienceMs: number;
}

/** Targets that a lock token fences: a dead writer's late write is refused by AWS, so its lock need not outlive it. */
export const fencedTimes: LockTimes = { expiresAfterMs: 4_000, heartbeatMs: 1_000, patienceMs: 60_000 };

/** Targets that nothing fences: the lock outlives the function, which serverless.yml gives 300 s. */
export const unfencedTimes: LockTimes = { expiresAfterMs: 310_000, patienceMs: 130_000 };

/** The same for whoever a person waits for: serverless.yml gives the function 28 s, and two clocks differ by seconds. */
export const unfencedAskedTimes: LockTimes = { expiresAfterMs: 40_000, patienceMs: -1 };

const pollMs = { least: 200, most: 600 };

/**
 * One lock row per target. Whoever holds it tells by heartbeat that it lives; an expired row is taken over. The
 * clocks of two functions may differ by seconds, which `expiresAfterMs` has room for.
 */
export async function withLock<T>(
  { table, now, random }: LockDeps,
  times: LockTimes,
  arn: string,
  work: (lock: Lock) => Promise<T>,
): Promise<T> {
  const pk = keyOf(arn);
  const owner = randomUUID();
  const mine = { expression: '#owner = :owner', names: { owner: 'owner' }, values: { owner } };
  const lock = await acquire();
  const beat = () => table.set(pk, { expires: now() + times.expiresAfterMs }, mine).catch(() => undefined);
  const heart =
    times.heartbeatMs === undefined ? undefined : setInterval(() => void beat(), times.heartbeatMs);
  try {
    return await work(lock);
  } finally {
    clearInterval(heart);
    await table.remove(pk, mine).catch(() => undefined);
  }

  async function acquire(): Promise<Lock> {
    const patience = now() + times.patienceMs;
    for (let waited = false; ; waited = true) {
      // The owner's own row is free, too: the SDK may have sent a put twice that took effect the first time.
      const free = {
        expression: 'attribute_not_exists(pk) OR #expires < :now OR #owner = :owner',
        names: { expires: 'expires', owner: 'owner' },
        values: { now: now(), owner },
      };
      try {
        const before = await table.put(pk, { owner, expires: now() + times.expiresAfterMs }, free);
        return { waited, takenOver: before !== undefined && before['owner'] !== owner };
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        if (now() > patience)
          throw new Unavailable(
            'lock/busy',
            `Another run has been writing ${arn} for over ${times.patienceMs / 1000} s.`,
            { cause: error },
          );
        await delay(pollMs.least + random() * (pollMs.most - pollMs.least));
      }
    }
  }
}

export interface LockDeps {
  table: Table;
  now: () => number;
  random: () => number;
}

/** Whether nobody holds a target's lock, as far as one look tells: it costs less than trying to take it. */
export async function isFree({ table, now }: LockDeps, arn: string): Promise<boolean> {
  const item = await table.get(keyOf(arn));
  return item === undefined || Number(item['expires']) < now();
}

const keyOf = (arn: string) => `lock#${arn}`;

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
