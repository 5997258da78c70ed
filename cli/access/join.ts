import type { Family } from '../../lib/cidr.js';
import { Unavailable } from '../../lib/errors.js';
import { joined, type Joined } from './answers.js';
import type { Answer, Api } from './api.js';
import { overBoth, type OverBoth } from './families.js';
import type { Machine } from './machine.js';
import { Busy } from './errors.js';

export interface Wish {
  list: string;
  device: string;
  for?: string;
  why?: string;
}

export interface Patience {
  now: () => number;
  sleep: Machine['sleep'];
  /** How long to ask again, in milliseconds, where AWS has not taken the address yet. */
  patienceMs: number;
  stop?: AbortSignal;
}

/** Lets this machine in over every family; `accepted` is what is left where patience ends first. */
export async function join(
  api: Api,
  over: readonly Family[],
  wish: Wish,
  patience: Patience,
): Promise<OverBoth<Joined>> {
  return overBoth(over, async (family) => joinOver(api, family, wish, patience));
}

async function joinOver(
  api: Api,
  family: Family,
  { list, ...body }: Wish,
  { now, sleep, patienceMs, stop }: Patience,
): Promise<Joined> {
  const end = now() + patienceMs;
  let accepted: Joined | undefined;
  for (;;) {
    const asked = await ask().catch((error: unknown) => {
      // A lease that stands is not lost because a later question is.
      if (error instanceof Unavailable && accepted) return { body: accepted, retryAfterMs: 1000 };
      if (error instanceof Busy && now() < end && !stop?.aborted) return error;
      throw error;
    });
    if ('body' in asked) {
      if (asked.body.state !== 'accepted' || now() >= end || stop?.aborted) return asked.body;
      accepted = asked.body;
    }
    await sleep(Math.min(asked.retryAfterMs, Math.max(0, end - now())), stop);
  }

  async function ask(): Promise<Answer<Joined>> {
    return api.call(joined, { method: 'PUT', path: ['lists', list, 'leases', 'me'], body, family });
  }
}
