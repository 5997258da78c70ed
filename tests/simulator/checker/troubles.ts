import fc from 'fast-check';
import type { Moment } from '../../../simulator/world/actors.js';
import type { Fault, Strike } from '../../../simulator/world/faults.js';
import type { FeedFault } from '../../../simulator/world/feed/faults.js';
import { hour, minute, type CheckerHarness, type ListSketch } from './harness.js';
import { crowd, grounds, listsOn, networks, some, stocks, type Ground, type Stock } from './estates.js';
import { editsOf } from './hands.js';

/** One thing that happens to a deployed doorlist. */
export type Trouble = { what: string; cause: (context: CheckerHarness) => unknown };

export interface Story {
  lists: ListSketch[];
  feed: string[];
  stock: Stock;
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
const strike = fc.record({ operation, times: fc.constantFrom(1, 2, 9, 30) });
const moment = fc.record({
  operation: fc.oneof(operation, fc.constantFrom('FetchFeed', 'DeleteItem')),
  nth: fc.integer({ min: 1, max: 3 }),
  when: fc.constantFrom('before', 'after'),
});

const event = (what: string, cause: Trouble['cause']): Trouble => ({ what, cause });
const asText = (value: unknown) => JSON.stringify(value);

const troubleOn = (ground: Ground): fc.Arbitrary<Trouble> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: listed.chain((networks) =>
        fc.boolean().map((told) =>
          event(`publish ${asText(networks)}${told ? ' and announce it' : ''}`, (context) => {
            context.publish(networks);
            if (told) context.world.announceFeed();
          }),
        ),
      ),
    },
    { weight: 8, arbitrary: trigger.map((name) => event(`fire ${name}`, (context) => context.fire(name))) },
    {
      weight: 2,
      arbitrary: fc
        .record({ trigger, force: fc.boolean(), dryRun: fc.boolean() })
        .map(({ trigger, ...payload }) => {
          const asked = { list: trigger === 'flush' ? 'people' : 'edge', ...payload };
          return event(`invoke ${trigger} ${asText(asked)}`, ({ world, functions }) =>
            world.lambda.invokeAsync(functions[trigger], asked),
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
      arbitrary: editsOf(ground.containers).map(({ what, by }) =>
        event(what, ({ world }) => {
          void by(world.console).catch(() => undefined);
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(feedFault, fc.constantFrom(1, 2, 5))
        .map(([fault, times]) =>
          event(`the feed fails ${times} times: ${asText(fault)}`, ({ world }) =>
            world.feed.fail(fault, times),
          ),
        ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(strike, fault)
        .map(([strike, fault]: [Strike, Fault]) =>
          event(`AWS fails ${asText(strike)}: ${asText(fault)}`, ({ world }) =>
            world.faults.inject(strike, fault),
          ),
        ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(moment, trigger)
        .map(([moment, trigger]: [Omit<Moment, 'who'>, 'flush' | 'refresh']) =>
          event(`the next ${trigger} crashes ${asText(moment)}`, ({ world, functions }) =>
            world.actors.crash({ who: functions[trigger], ...moment }),
          ),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(moment, trigger, fc.constantFrom(1000, 15_000, 90_000))
        .map(([moment, trigger, ms]) =>
          event(`the next ${trigger} freezes for ${ms} ms ${asText(moment)}`, ({ world, functions }) =>
            world.actors.pause({ who: functions[trigger], ...moment }, world.clock.now() + ms),
          ),
        ),
    },
    {
      weight: 1,
      arbitrary: fc.constant(
        event('the next event comes twice', ({ world }) => world.lambda.duplicateNext()),
      ),
    },
    {
      weight: 1,
      arbitrary: listsOn(ground).map((lists) =>
        event(`deploy ${asText(lists)}`, (context) => context.redeploy(...lists)),
      ),
    },
  );

function wait(ms: number): Trouble {
  return event(`wait ${ms} ms`, (context) => context.wait(ms));
}

export const storiesOn = (ground: Ground): fc.Arbitrary<Story> =>
  fc.record({
    lists: listsOn(ground),
    feed: some(networks, 12),
    stock: stocks,
    seed: fc.integer({ min: 1, max: 1000 }),
    troubles: fc.array(troubleOn(ground), { minLength: 5, maxLength: 30 }),
  });

export const stories: fc.Arbitrary<Story> = fc.oneof(...grounds.map(storiesOn));

/** For whoever has to understand how it came to this. */
export function told({ lists, feed, stock, seed, troubles }: Story): string {
  const lines = [`seed ${seed}, feed ${asText(feed)}`, asText(stock), asText(lists)];
  return [...lines, ...troubles.map(({ what }) => what)].join('\n');
}
