import type { Family } from '../../lib/cidr.js';
import { Unavailable } from '../../lib/errors.js';
import { joinAnswer, type JoinAnswer } from './answers.js';
import type { ApiReply, Api } from './api.js';
import { overBoth, type OverBoth } from './families.js';
import type { Machine } from './machine.js';
import { Busy } from './errors.js';

export interface LeaseRequest {
  list: string;
  device: string;
  for?: string;
  why?: string;
}

export interface Waiting {
  now: () => number;
  sleep: Machine['sleep'];
  /** How long to ask again, in milliseconds, where AWS has not taken the address yet. */
  timeoutMs: number;
  stop?: AbortSignal;
}

/** Lets this machine in over every family; `accepted` is what is left where the time is over first. */
export async function letInOver(
  api: Api,
  over: readonly Family[],
  request: LeaseRequest,
  waiting: Waiting,
): Promise<OverBoth<JoinAnswer>> {
  return overBoth(over, async (family) => joinOver(api, family, request, waiting));
}

async function joinOver(
  api: Api,
  family: Family,
  { list, ...body }: LeaseRequest,
  { now, sleep, timeoutMs, stop }: Waiting,
): Promise<JoinAnswer> {
  const end = now() + timeoutMs;
  let accepted: JoinAnswer | undefined;
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

  async function ask(): Promise<ApiReply<JoinAnswer>> {
    return api.call(joinAnswer, { method: 'PUT', path: ['lists', list, 'leases', 'me'], body, family });
  }
}
