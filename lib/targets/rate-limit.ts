import PQueue from 'p-queue';
import { delay } from '../delay.js';
import { Late } from '../errors.js';
import type { State } from '../state/state.js';

/**
 * Runs a call in its lane, so that AWS's published rates are kept before AWS enforces them. Lanes do not wait for
 * one another. A lane is one (account, Region, service, operation).
 */
export type Pace = <T>(lane: string, callsPerSecond: number, call: () => Promise<T>) => Promise<T>;

/** A tenth over a second, since of two calls the second may travel faster. */
const interval = 1_100;

export function createPace(): Pace {
  const lanes = new Map<string, PQueue>();
  return (lane, callsPerSecond, call) => {
    const queue =
      lanes.get(lane) ??
      new PQueue({ concurrency: callsPerSecond, interval, intervalCap: callsPerSecond, strict: true });
    lanes.set(lane, queue);
    return queue.add(call);
  };
}

/** Waits until the next call may be made in a lane that all functions share. @throws Late where that is later than `by` */
export type Reservations = (lane: string, callsPerSecond: number, by: number | undefined) => Promise<void>;

/**
 * Reservations are kept in the table. One whose function dies is lost, and the others wait for it in vain. Where none
 * can be had, the call is made at once: then AWS keeps the rate, and a call that comes too early is tried again.
 */
export function createReservations(reserve: State['reserve']): Reservations {
  return async (lane, callsPerSecond, by) => {
    const wait = await reserve(lane, interval / callsPerSecond, by).catch(() => 0);
    if (wait === undefined)
      throw new Late(`So many wait for ${lane} that this call would come later than it may.`);
    if (wait > 0) await delay(wait);
  };
}

/** Runs work in a queue a few at a time, so that a lock is taken only when its write is near. */
export type Queues = <T>(queue: string, work: () => Promise<T>) => Promise<T>;

/** One writes while the next takes its lock and plans. */
const atOnce = 2;

export function createQueues(): Queues {
  const queues = new Map<string, PQueue>();
  return (name, work) => {
    const queue = queues.get(name) ?? new PQueue({ concurrency: atOnce });
    queues.set(name, queue);
    return queue.add(work);
  };
}
