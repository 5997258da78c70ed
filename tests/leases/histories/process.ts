import { AsyncLocalStorage } from 'node:async_hooks';

/** The intervals of a process end with it. Without this a dead process would send its heartbeat for ever in the simulation. */
export interface Process {
  run<T>(work: () => T): T;
  end(): void;
}

type Every = typeof setInterval;

const running = new AsyncLocalStorage<Set<NodeJS.Timeout>>();

export function createProcess(): Process {
  const intervals = new Set<NodeJS.Timeout>();
  return {
    run: (work) => running.run(intervals, work),
    end() {
      for (const interval of intervals) clearInterval(interval);
      intervals.clear();
    },
  };
}

/** From now on processes own their intervals. @returns what ends that */
export function watchIntervals(): () => void {
  const every = globalThis.setInterval;
  const watched = (...given: Parameters<Every>) => {
    const interval = every(...given);
    running.getStore()?.add(interval);
    return interval;
  };
  globalThis.setInterval = watched;
  return () => {
    globalThis.setInterval = every;
  };
}
