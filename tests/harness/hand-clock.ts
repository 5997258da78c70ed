/** A clock that somebody moves by hand; who sleeps by it wakes when it gets there, or when the signal says so. */
export interface HandClock {
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Moves on, from one sleeper's time to the next. */
  advance: (ms: number) => Promise<void>;
  /** Resolves when somebody sleeps. */
  asleep: () => Promise<void>;
  isAsleep: () => boolean;
}

export function handClock(start: number): HandClock {
  let time = start;
  let sleepers: { until: number; wake: () => void }[] = [];
  let watchers: (() => void)[] = [];
  const turn = async () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => time,
    sleep: async (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const sleeper = { until: time + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          resolve();
        });
        for (const watcher of watchers.splice(0)) watcher();
      }),
    async advance(ms) {
      const target = time + ms;
      for (;;) {
        const [next] = sleepers.filter(({ until }) => until <= target).sort((a, b) => a.until - b.until);
        if (next === undefined) break;
        time = Math.max(time, next.until);
        sleepers = sleepers.filter((one) => one !== next);
        next.wake();
        await turn();
      }
      time = target;
    },
    isAsleep: () => sleepers.length > 0,
    asleep: async () =>
      sleepers.length > 0 ? undefined : new Promise((resolve) => (watchers = [...watchers, resolve])),
  };
}

/** A clock on which every sleep is over at once. */
export function quickClock(start: number): Pick<HandClock, 'now' | 'sleep'> {
  let time = start;
  return {
    now: () => time,
    sleep: async (ms, signal) => {
      if (!signal?.aborted) time += ms;
    },
  };
}
