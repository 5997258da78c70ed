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

/** What a process sets with it is the process's own. */
export function owned(every: Every): Every {
  return (...given: Parameters<Every>) => {
    const interval = every(...given);
    running.getStore()?.add(interval);
    return interval;
  };
}
