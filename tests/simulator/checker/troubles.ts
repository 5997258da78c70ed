import fc from 'fast-check';
import type { Moment } from '../../../simulator/world/actors.js';
import type { Fault, FaultFilter } from '../../../simulator/world/faults.js';
import type { FeedFault } from '../../../simulator/world/feed/faults.js';
import { hour, minute } from '../../harness/account.js';
import type { ListSketch } from '../../harness/estate-sketch.js';
import type { Harness } from './harness.js';
import {
  crowd,
  targetSets,
  listsOn,
  networks,
  some,
  initialStates,
  type TargetSet,
  type InitialState,
} from './estates.js';
import { editsOf } from './hands.js';

/** One thing that happens to a deployed doorlist. */
export type Trouble = { what: string; cause: (harness: Harness) => unknown };

export interface RandomHistory {
  lists: ListSketch[];
  feed: string[];
  initialState: InitialState;
  seed: number;
  troubles: Trouble[];
}

const listed = fc.oneof(
  { weight: 6, arbitrary: some(networks, 12) },
  { weight: 1, arbitrary: fc.constant(crowd) },
  { weight: 1, arbitrary: some(networks) },
  { weight: 1, arbitrary: fc.constant([]) },
);

const trigger = fc.constantFrom('flush', 'refresh');

const feedFault = fc.constantFrom<FeedFault>(
  { kind: 'status', status: 403 },
  { kind: 'status', status: 503 },
  { kind: 'empty' },
  { kind: 'truncated', bytes: 200 },
  { kind: 'html' },
  { kind: 'refused' },
  { kind: 'hang' },
  { kind: 'trickle' },
  { kind: 'stale' },
  { kind: 'redirect', to: 'https://example.com/ip-ranges.json' },
);
const fault = fc.constantFrom<Fault>(
  { kind: 'throttle' },
  { kind: 'internal-error' },
  { kind: 'reset', landed: true },
  { kind: 'reset', landed: false },
  { kind: 'slow', ms: 4000 },
);
const operation = fc.constantFrom(
  'GetIPSet',
  'UpdateIPSet',
  'PutItem',
  'GetItem',
  'BatchGetItem',
  'UpdateItem',
  'Publish',
  'DescribeSecurityGroupRules',
  'AuthorizeSecurityGroupIngress',
  'RevokeSecurityGroupIngress',
  'DescribeManagedPrefixLists',
  'ModifyManagedPrefixList',
  'GetServiceQuota',
);
const filter = fc.record({ operation, times: fc.constantFrom(1, 2, 9, 30) });
const moment = fc.record({
  operation: fc.oneof(operation, fc.constantFrom('FetchFeed', 'DeleteItem')),
  nth: fc.integer({ min: 1, max: 3 }),
  when: fc.constantFrom('before', 'after'),
});

const troubleOf = (what: string, cause: Trouble['cause']): Trouble => ({ what, cause });
const asText = (value: unknown) => JSON.stringify(value);

const troubleOn = (targetSet: TargetSet): fc.Arbitrary<Trouble> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: listed.chain((networks) =>
        fc.boolean().map((told) =>
          troubleOf(`publish ${asText(networks)}${told ? ' and announce it' : ''}`, (harness) => {
            harness.publish(networks);
            if (told) harness.world.announceFeed();
          }),
        ),
      ),
    },
    {
      weight: 8,
      arbitrary: trigger.map((name) => troubleOf(`fire ${name}`, (harness) => harness.fire(name))),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({ trigger, force: fc.boolean(), dryRun: fc.boolean() })
        .map(({ trigger, ...payload }) => {
          const event = { list: trigger === 'flush' ? 'people' : 'edge', ...payload };
          return troubleOf(`invoke ${trigger} ${asText(event)}`, ({ world, functions }) =>
            world.lambda.invokeAsync(functions[trigger], event),
          );
        }),
    },
    {
      weight: 8,
      arbitrary: fc.constantFrom(100, 300, 500, 900, 2000, 20_000).map((ms) => wait(ms)),
    },
    { weight: 4, arbitrary: fc.constantFrom(10 * minute, hour, 13 * hour, 25 * hour).map((ms) => wait(ms)) },
    {
      weight: 4,
      arbitrary: editsOf(targetSet.places).map(({ what, by }) =>
        troubleOf(what, ({ world }) => {
          void by(world.console).catch(() => undefined);
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(feedFault, fc.constantFrom(1, 2, 5))
        .map(([fault, times]) =>
          troubleOf(`the feed fails ${times} times: ${asText(fault)}`, ({ world }) =>
            world.feed.fail(fault, times),
          ),
        ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(filter, fault)
        .map(([filter, fault]: [FaultFilter, Fault]) =>
          troubleOf(`AWS fails ${asText(filter)}: ${asText(fault)}`, ({ world }) =>
            world.faults.inject(filter, fault),
          ),
        ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(moment, trigger)
        .map(([moment, trigger]: [Omit<Moment, 'who'>, 'flush' | 'refresh']) =>
          troubleOf(`the next ${trigger} crashes ${asText(moment)}`, ({ world, functions }) =>
            world.actors.crash({ who: functions[trigger], ...moment }),
          ),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(moment, trigger, fc.constantFrom(1000, 15_000, 90_000))
        .map(([moment, trigger, ms]) =>
          troubleOf(`the next ${trigger} freezes for ${ms} ms ${asText(moment)}`, ({ world, functions }) =>
            world.actors.pause({ who: functions[trigger], ...moment }, world.clock.now() + ms),
          ),
        ),
    },
    {
      weight: 1,
      arbitrary: fc.constant(
        troubleOf('the next event comes twice', ({ world }) => world.lambda.duplicateNext()),
      ),
    },
    {
      weight: 1,
      arbitrary: listsOn(targetSet).map((lists) =>
        troubleOf(`deploy ${asText(lists)}`, (harness) => harness.redeploy(...lists)),
      ),
    },
  );

function wait(ms: number): Trouble {
  return troubleOf(`wait ${ms} ms`, (harness) => harness.wait(ms));
}

export const storiesOn = (targetSet: TargetSet): fc.Arbitrary<RandomHistory> =>
  fc.record({
    lists: listsOn(targetSet),
    feed: some(networks, 12),
    initialState: initialStates,
    seed: fc.integer({ min: 1, max: 1000 }),
    troubles: fc.array(troubleOn(targetSet), { minLength: 5, maxLength: 30 }),
  });

export const histories: fc.Arbitrary<RandomHistory> = fc.oneof(...targetSets.map(storiesOn));

/** For whoever has to understand how it came to this. */
export function told({ lists, feed, initialState, seed, troubles }: RandomHistory): string {
  const lines = [`seed ${seed}, feed ${asText(feed)}`, asText(initialState), asText(lists)];
  return [...lines, ...troubles.map(({ what }) => what)].join('\n');
}
