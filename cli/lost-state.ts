import type { State } from '../lib/state/state.js';

/** The table as if it were lost, for a plan where it cannot be read. It is empty, and nothing can be written to it. */
export function lostState(): State {
  const never = async (): Promise<never> => {
    throw new Error('A lost table was about to be written.');
  };
  return {
    read: async (lists, targets) => ({
      lists: new Map(lists.map((list) => [list, { version: 0, episodes: {} }])),
      targets: new Map(targets.map((arn) => [arn, { version: 0, unreported: [] }])),
      feed: { version: 0, applied: {} },
      failures: { version: 0, episodes: {} },
    }),
    target: never,
    saveTarget: never,
    updateTarget: never,
    updateList: never,
    updateFeed: never,
    updateFailures: never,
    leases: async () => ({ holdings: [], unreadable: [] }),
    holding: never,
    updateHolding: never,
    withLock: never,
    tryLock: never,
    commitSequence: never,
    updateCommitSequence: never,
    reserve: never,
  };
}
