import fc from 'fast-check';
import { runHistory } from './run-history.js';
import { histories } from './random-histories.js';
import { told } from './told.js';

/** Runs so many random histories; of a failure it tells the shortest history that fails, the seed, and what was wrong. */
export async function tryHistories(numRuns: number, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { violations } = await runHistory(history);
      if (violations.length > 0) throw new Error(`${told(history)}\n${violations.join('\n')}`);
    }),
    { numRuns, seed, ...replayed() },
  );
}

/** `SEED=5 FAILURE=29:0:3 npm run test:long -- tests/leases/histories` repeats the failure that was told with that path. */
function replayed(): { seed?: number; path?: string; endOnFailure?: true } {
  const { SEED: seed, FAILURE: path } = process.env;
  return {
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path, endOnFailure: true }),
  };
}
