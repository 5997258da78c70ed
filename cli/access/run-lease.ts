import type { Context } from '../surroundings.js';
import { endAnswer, type JoinAnswer } from './answers.js';
import type { Api } from './api.js';
import { heldChange, ends, heldNetwork, type HeldNetworks } from './held-networks.js';
import { familiesOf, type OverBoth } from './families.js';
import type { LeaseMessages } from './lease-messages.js';
import { letInOver, type LeaseRequest } from './let-in.js';

/** A lease that is held while something runs. */
export interface RunLease {
  /** @throws where none is to be had */
  take(timeoutMs: number, stop: AbortSignal): Promise<OverBoth<JoinAnswer>>;
  /** Renews it until `stop`. Nothing that goes wrong ends it: what runs goes on. */
  keep(stop: AbortSignal): Promise<void>;
  /** Ends it, after what is still being asked for; or stops trying at `giveUp`. */
  end(giveUp: AbortSignal): Promise<void>;
}

/** A machine that slept wakes with its timers late, so nobody sleeps for long without looking at the clock. */
const napMs = 10_000;
const backoffMs = { first: 5_000, longest: 60_000 };
/** Of asking whether a lease that nothing makes longer has run out at last. */
const leastMs = 5_000;
const endings = [1_000, 2_000];

export function createRunLease(
  api: Api,
  request: LeaseRequest,
  durationMs: number,
  { machine, now }: Pick<Context, 'machine' | 'now'>,
  messages: LeaseMessages,
): RunLease {
  const { sleep, lookup } = machine;
  const third = durationMs / 3;
  let held: HeldNetworks = new Map();
  let asking: Promise<unknown> = Promise.resolve();

  const ask = async (timeoutMs: number, stop: AbortSignal): Promise<OverBoth<JoinAnswer>> => {
    const over = await familiesOf(api.url, lookup);
    return letInOver(api, over, request, { now, sleep, timeoutMs, stop });
  };
  const tracked = async <T>(work: Promise<T>): Promise<T> => {
    asking = work.catch(() => undefined);
    return work;
  };

  /** When to renew next. */
  const renew = async (stop: AbortSignal): Promise<number> => {
    const both = await ask(0, stop);
    const change = heldChange(held, both);
    held = change.held;
    messages.renewed(change, both);
    const capped = change.capped.map(({ lease }) => Date.parse(lease.until) - now());
    return now() + Math.max(leastMs, Math.min(third, ...capped));
  };

  return {
    async take(timeoutMs, stop) {
      return tracked(
        ask(timeoutMs, stop).then((both) => {
          held = heldChange(held, both).held;
          messages.taken(both);
          return both;
        }),
      );
    },

    async keep(stop) {
      let pause = backoffMs.first;
      let due = now() + third;
      for (;;) {
        while (now() < due && !stop.aborted) await sleep(Math.min(napMs, due - now()), stop);
        if (stop.aborted) return;
        try {
          due = await tracked(renew(stop));
          pause = backoffMs.first;
        } catch (error) {
          messages.troubled(error, ends(held)?.last);
          due = now() + pause;
          pause = Math.min(pause * 2, backoffMs.longest);
        }
      }
    },

    async end(giveUp) {
      const last = ends(held)?.last;
      const givenUp = new Promise<Error>((resolve) =>
        giveUp.addEventListener('abort', () => resolve(new Error('it was interrupted'))),
      );
      const failure = await Promise.race([
        givenUp,
        asking.then(async () => (ends(held) === undefined ? undefined : letGo(giveUp))),
      ]);
      if (failure) messages.notEnded(failure, ends(held)?.last ?? last);
    },
  };

  async function letGo(giveUp: AbortSignal): Promise<unknown> {
    const { list, device } = request;
    for (let attempt = 0; ; attempt++) {
      try {
        const path = ['lists', list, 'leases', 'me'];
        const { body } = await api.call(endAnswer, { method: 'DELETE', path, query: { device } });
        messages.ended(body, [...held.values()].map(heldNetwork));
        return undefined;
      } catch (error) {
        const pause = endings[attempt];
        if (pause === undefined || giveUp.aborted) return error;
        await sleep(pause, giveUp);
      }
    }
  }
}
