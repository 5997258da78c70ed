import type { Context } from '../surroundings.js';
import { left, type Joined } from './answers.js';
import type { Api } from './api.js';
import { changed, ends, networkOf, type Held } from './held.js';
import { familiesOf, type OverBoth } from './families.js';
import type { Tale } from './hold-tale.js';
import { join, type Wish } from './join.js';

/** A lease that is held while something runs. */
export interface Hold {
  /** @throws where none is to be had */
  take(patienceMs: number, stop: AbortSignal): Promise<OverBoth<Joined>>;
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

export function createHold(
  api: Api,
  wish: Wish,
  lengthMs: number,
  { machine, now }: Pick<Context, 'machine' | 'now'>,
  tale: Tale,
): Hold {
  const { sleep, lookup } = machine;
  const third = lengthMs / 3;
  let held: Held = new Map();
  let asking: Promise<unknown> = Promise.resolve();

  const ask = async (patienceMs: number, stop: AbortSignal): Promise<OverBoth<Joined>> => {
    const over = await familiesOf(api.url, lookup);
    return join(api, over, wish, { now, sleep, patienceMs, stop });
  };
  const tracked = async <T>(work: Promise<T>): Promise<T> => {
    asking = work.catch(() => undefined);
    return work;
  };

  /** When to renew next. */
  const renew = async (stop: AbortSignal): Promise<number> => {
    const both = await ask(0, stop);
    const change = changed(held, both);
    held = change.held;
    tale.renewed(change, both);
    const capped = change.capped.map(({ lease }) => Date.parse(lease.until) - now());
    return now() + Math.max(leastMs, Math.min(third, ...capped));
  };

  return {
    async take(patienceMs, stop) {
      return tracked(
        ask(patienceMs, stop).then((both) => {
          held = changed(held, both).held;
          tale.taken(both);
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
          tale.troubled(error, ends(held)?.last);
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
      if (failure) tale.notEnded(failure, ends(held)?.last ?? last);
    },
  };

  async function letGo(giveUp: AbortSignal): Promise<unknown> {
    const { list, device } = wish;
    for (let attempt = 0; ; attempt++) {
      try {
        const path = ['lists', list, 'leases', 'me'];
        const { body } = await api.call(left, { method: 'DELETE', path, query: { device } });
        tale.ended(body, [...held.values()].map(networkOf));
        return undefined;
      } catch (error) {
        const pause = endings[attempt];
        if (pause === undefined || giveUp.aborted) return error;
        await sleep(pause, giveUp);
      }
    }
  }
}
