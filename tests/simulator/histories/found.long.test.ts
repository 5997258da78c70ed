import { runHistory } from '../../../simulator/programs/histories/run-history.js';
import type { RandomHistory, Step } from '../../../simulator/programs/histories/step.js';
import { targetSets } from '../../../simulator/programs/histories/target-sets.js';
import { groupA, people4 } from '../../../simulator/programs/disturbed/places.js';

/** Random histories in which the checker once found a rule broken, each as short as it can be. */
interface Found extends Partial<Omit<RandomHistory, 'steps'>> {
  name: string;
  /** Whether clocks are wrong. */
  skewed?: true;
  steps: readonly Step[];
}

const variant = { edgeAt: 0, peopleAt: 0, pins: [], hold: '24h', aggregate: true };
const usual = { targetSet: 0, feed: ['44.0.0.0/24'], rules: 0, maxEntries: 60, lagMs: 0, seed: 1, variant };
const oneGroup = targetSets.findIndex(({ places }) => places.length === 1);
const withFeed = targetSets.findIndex(({ peopleTakeFeed }) => peopleTakeFeed);
const pin = '81.2.72.0/24';
const homePin = '81.2.70.2/32';
const home = '81.2.70.1';
const many = Array.from({ length: 21 }, (_, i) => `46.${2 * i}.0.0/24`);

const found: Found[] = [
  {
    name: 'a refresh that was invoked before a deployment opens what only the deployed estate wants',
    targetSet: oneGroup,
    steps: [
      { kind: 'fire', trigger: 'refresh', then: 100 },
      { kind: 'deploy', variant: { ...variant, edgeAt: 1 }, then: 0 },
    ],
  },
  {
    name: 'a refresh writes for the estate of before, after a lease request that has left the target to the sweep',
    targetSet: oneGroup,
    rules: 30,
    skewed: true,
    steps: [
      { kind: 'publish', networks: many, announced: true, then: 0 },
      { kind: 'join', who: 'cem', from: '2a02:c7d:2::7', for: '5m', device: '', then: 200 },
      { kind: 'kill', who: 'access', at: { operation: 'Query', nth: 2, when: 'before' }, then: 0 },
      { kind: 'deploy', variant: { ...variant, hold: '1h' }, then: 0 },
    ],
  },
  {
    name: 'a sweep gets the lock so late that its old look at a group seems to have settled',
    targetSet: oneGroup,
    lagMs: 3_000,
    steps: [
      { kind: 'fire', trigger: 'flush', then: 'done' },
      {
        kind: 'fail',
        who: 'flush',
        operation: 'PutItem',
        nth: 1,
        times: 1,
        fault: 'timed out after the effect',
        then: 0,
      },
      { kind: 'fire', trigger: 'sweep', then: 'done' },
    ],
  },
  {
    name: 'the feed fails a refresh and then a flush, and a sweep between them needs no feed',
    targetSet: withFeed,
    steps: [{ kind: 'fail the feed', fault: { kind: 'empty' }, times: 5, then: 0 }],
  },
  {
    name: 'a lease request puts a pin back that somebody took out, and the mail names it at the end of a sentence',
    targetSet: withFeed,
    variant: { ...variant, pins: [pin] },
    steps: [
      { kind: 'fire', trigger: 'flush', then: 'done' },
      { kind: 'fire', trigger: 'flush', then: 'done' },
      { kind: 'edit', place: people4, cidr: pin, adds: false, port: 443, then: 'done' },
      { kind: 'join', who: 'bob', from: '81.2.70.4', for: '6h', device: '', then: 'done' },
    ],
  },
  {
    name: 'somebody takes out two pins one after the other, which is one episode',
    variant: { ...variant, pins: [pin, homePin] },
    steps: [
      { kind: 'fire', trigger: 'flush', then: 'done' },
      { kind: 'fire', trigger: 'flush', then: 'done' },
      { kind: 'edit', place: people4, cidr: pin, adds: false, port: 443, then: 'done' },
      { kind: 'fire', trigger: 'sweep', then: 'done' },
      { kind: 'edit', place: people4, cidr: homePin, adds: false, port: 443, then: 'done' },
      { kind: 'fire', trigger: 'sweep', then: 'done' },
    ],
  },
  {
    name: 'somebody takes a network out, and who lets themselves in there a second later is told that they are in',
    targetSet: targetSets.findIndex(({ shared }) => shared),
    lagMs: 3_000,
    steps: [
      { kind: 'join', who: 'bob', from: home, for: '6h', device: '', then: 'done' },
      { kind: 'edit', place: groupA, cidr: `${home}/32`, adds: false, port: 443, then: 'done' },
      { kind: 'join', who: 'cem', from: home, for: '5m', device: '', then: 'done' },
    ],
  },
  {
    name: 'two refreshes fail alike at once, and SNS refuses the mail of the one that mails for both',
    steps: [
      { kind: 'fail the feed', fault: { kind: 'empty' }, times: 2, then: 0 },
      {
        kind: 'fail',
        who: 'refresh',
        operation: 'Publish',
        nth: 1,
        times: 9,
        fault: 'mail refused',
        then: 0,
      },
      { kind: 'deliver twice', then: 0 },
      { kind: 'fire', trigger: 'refresh', then: 'done' },
    ],
  },
  {
    name: 'a lease ends of a network that an estate of before had pinned',
    variant: { ...variant, pins: [homePin] },
    steps: [
      { kind: 'fire', trigger: 'flush', then: 'done' },
      { kind: 'deploy', variant, then: 0 },
      { kind: 'fire', trigger: 'sweep', then: 'done' },
      { kind: 'wait', ms: 3_600_000, then: 0 },
      { kind: 'join', who: 'bob', from: '81.2.70.2', for: '5m', device: '', then: 'done' },
      { kind: 'wait', ms: 360_000, then: 0 },
      { kind: 'fire', trigger: 'sweep', then: 'done' },
    ],
  },
  ...[8, 9].map((nth): Found => ({
    name: `the table takes no note of what was mailed, at its write ${nth}`,
    steps: [
      { kind: 'fail', who: 'refresh', operation: 'PutItem', nth, times: 9, fault: 'throttled', then: 0 },
      { kind: 'fire', trigger: 'refresh', then: 'done' },
    ],
  })),
  {
    name: 'the table keeps no place in the lane, and the call is made at once',
    steps: [
      { kind: 'fail', who: 'refresh', operation: 'PutItem', nth: 4, times: 9, fault: 'throttled', then: 0 },
      { kind: 'fire', trigger: 'refresh', then: 'done' },
    ],
  },
];

test.each(found)('$name: no more', async ({ name: _, skewed = false, ...history }) => {
  const { violations } = await runHistory({ ...usual, ...history }, { versions: [], withoutSkew: !skewed });
  expect(violations).toEqual([]);
});
