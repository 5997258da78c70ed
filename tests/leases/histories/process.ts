import { AsyncLocalStorage } from 'node:async_hooks';

/** What a process has ticking dies with it; in the simulator a dead one's heart would beat on through every quiet hour. */
export interface Process {
  run<T>(work: () => T): T;
  end(): void;
}

type Every = typeof setInterval;

const running = new AsyncLocalStorage<Set<NodeJS.Timeout>>();

export function createProcess(): Process {
  const hearts = new Set<NodeJS.Timeout>();
  return {
    run: (work) => running.run(hearts, work),
    end() {
      for (const heart of hearts) clearInterval(heart);
      hearts.clear();
    },
  };
}

/** From now on processes own their intervals. @returns what ends that */
export function watchHearts(): () => void {
  const every = globalThis.setInterval;
  const watched = (...given: Parameters<Every>) => {
    const heart = every(...given);
    running.getStore()?.add(heart);
    return heart;
  };
  globalThis.setInterval = watched;
  return () => {
    globalThis.setInterval = every;
  };
}
