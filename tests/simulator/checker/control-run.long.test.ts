import fc from 'fast-check';
import { hour } from '../../harness/account.js';
import { tearDown } from '../../harness/world.js';
import { setUp } from './harness.js';
import { histories, told, type RandomHistory } from './troubles.js';

/** Always the same few; `RUNS=500 npm run test:long -- tests/simulator/checker/control-run` chooses that many others each time. */
const choice = process.env['RUNS'] ? { numRuns: Number(process.env['RUNS']) } : { numRuns: 10, seed: 1 };

async function run({ lists, feed, initialState, seed, troubles }: RandomHistory) {
  const harness = await setUp({ lists, feed, seed, ...initialState });
  try {
    for (const { cause } of troubles) await cause(harness);
    await harness.settle();
    // What is still undone is done by the next run that nothing disturbs.
    for (const trigger of ['refresh', 'flush'] as const) {
      await harness.wait(hour);
      harness.fire(trigger);
      await harness.settle();
    }
    return harness.findings();
  } finally {
    await tearDown();
  }
}

test(`${choice.numRuns} random histories full of trouble, and doorlist breaks no rule`, async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { violations } = await run(history);
      if (violations.length > 0) throw new Error(`${told(history)}\n${JSON.stringify(violations, null, 2)}`);
    }),
    choice,
  );
}, 1_000_000);
