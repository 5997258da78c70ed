import type { Reported } from './reported.js';

export interface RefusalCount {
  /** Of one target's family each. */
  runs: number;
  /** Runs on end, of one target's family, that all refused for this reason. */
  episodes: number;
}

/** What runs refused, by reason. */
export interface Refusals {
  add(reported: Reported): void;
  counts(): Record<string, RefusalCount>;
}

export function createRefusals(): Refusals {
  const open = new Map<string, Set<string>>();
  const counts = new Map<string, RefusalCount>();

  return {
    add({ list, target, family, refusals }) {
      const about = [list, target.key ?? target.arn, family].join(' ');
      const reasons = new Set(refusals.map(({ reason }) => reason));
      for (const reason of reasons) {
        const { runs, episodes } = counts.get(reason) ?? { runs: 0, episodes: 0 };
        const isNew = !open.get(about)?.has(reason);
        counts.set(reason, { runs: runs + 1, episodes: episodes + (isNew ? 1 : 0) });
      }
      open.set(about, reasons);
    },
    counts: () => Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}
