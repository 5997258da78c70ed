import fc from 'fast-check';
import { live } from './live.js';
import { stories } from './stories.js';
import { told } from './told.js';

/** Lives so many stories; of a failure it tells the shortest story that fails, the seed, and what was wrong. */
export async function tryLives(numRuns: number, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const { violations } = await live(story);
      if (violations.length > 0) throw new Error(`${told(story)}\n${violations.join('\n')}`);
    }),
    { numRuns, seed, ...replayed() },
  );
}

/** `SEED=5 LIFE=29:0:3 npm test -- tests/leases/lives` lives again what a failure told as its path. */
function replayed(): { seed?: number; path?: string; endOnFailure?: true } {
  const { SEED: seed, LIFE: path } = process.env;
  return {
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path, endOnFailure: true }),
  };
}
