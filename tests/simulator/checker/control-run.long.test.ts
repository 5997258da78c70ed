import fc from 'fast-check';
import { adjourn, convene, hour } from './harness.js';
import { stories, told, type Story } from './troubles.js';

/** Always the same few; `RUNS=500 npm test -- tests/simulator/checker/control-run` chooses that many others each time. */
const choice = process.env['RUNS'] ? { numRuns: Number(process.env['RUNS']) } : { numRuns: 10, seed: 1 };

async function live({ lists, feed, stock, seed, troubles }: Story) {
  const context = await convene({ lists, feed, seed, ...stock });
  try {
    for (const { cause } of troubles) await cause(context);
    await context.settle();
    // What was still owed is paid by a quiet day's end.
    for (const trigger of ['refresh', 'flush'] as const) {
      await context.wait(hour);
      context.fire(trigger);
      await context.settle();
    }
    return context.verdict();
  } finally {
    await adjourn();
  }
}

test(`${choice.numRuns} lives full of trouble, and doorlist breaks no rule`, async () => {
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const { violations } = await live(story);
      if (violations.length > 0) throw new Error(`${told(story)}\n${JSON.stringify(violations, null, 2)}`);
    }),
    choice,
  );
}, 1_000_000);
