import fc from 'fast-check';
import { any, some } from './choice.js';
import { joining, leaving, running } from './operations.js';
import { pinnable, foreignNetworks } from './estate.js';
import { races, rushes } from './races.js';
import { called, editing, expiring, redeploying } from './steps.js';
import type { Step, RandomHistory } from './history.js';
import { told } from './told.js';

const stepGroups: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 8, arbitrary: called(joining).map((step) => [step]) },
  { weight: 3, arbitrary: called(leaving).map((step) => [step]) },
  { weight: 4, arbitrary: called(running).map((step) => [step]) },
  { weight: 4, arbitrary: expiring.map((step) => [step]) },
  { weight: 1, arbitrary: redeploying.map((step) => [step]) },
  { weight: 3, arbitrary: editing.map((step) => [step]) },
  { weight: 3, arbitrary: races() },
  { weight: 2, arbitrary: rushes() },
);

const feeding: Step = { kind: 'call', operation: { kind: 'refresh' }, skewMs: 0, then: 'done' };

export const histories: fc.Arbitrary<RandomHistory> = fc
  .record({
    pins: some(pinnable),
    there: some(foreignNetworks),
    takesFeed: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
    wait: any(8_000, 8_000, 1_200),
    seed: fc.integer({ min: 1, max: 1_000 }),
    steps: fc.array(stepGroups, { minLength: 1, maxLength: 6 }).map((groups) => groups.flat()),
  })
  // Before it is fed, a list with a feed lets nobody in: late.test.ts.
  .map(({ steps, ...history }) => ({
    ...history,
    steps: [...(history.takesFeed ? [feeding] : []), ...steps],
  }))
  .map((history) => Object.assign(history, { toString: () => told(history) }));
