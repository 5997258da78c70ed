import fc from 'fast-check';
import { any, some } from './choice.js';
import { joining, leaving, running } from './operations.js';
import { pinnable, strange } from './places.js';
import { races, rushes } from './races.js';
import { called, editing, expiring, redeploying } from './steps.js';
import type { Step, Story } from './story.js';
import { told } from './told.js';

const steps: fc.Arbitrary<Step[]> = fc.oneof(
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

export const stories: fc.Arbitrary<Story> = fc
  .record({
    pins: some(pinnable),
    there: some(strange),
    takesFeed: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
    wait: any(8_000, 8_000, 1_200),
    seed: fc.integer({ min: 1, max: 1_000 }),
    steps: fc.array(steps, { minLength: 1, maxLength: 6 }).map((chapters) => chapters.flat()),
  })
  // Before it is fed, a list with a feed lets nobody in: late.test.ts.
  .map(({ steps, ...story }) => ({ ...story, steps: [...(story.takesFeed ? [feeding] : []), ...steps] }))
  .map((story) => Object.assign(story, { toString: () => told(story) }));
