import fc from 'fast-check';
import type { Moment } from '../../simulator/actors.js';
import type { Fault, Strike } from '../../simulator/faults.js';
import type { FeedFault } from '../../simulator/feed-faults.js';
import {
  byHandOnly,
  cloudfront,
  edge4,
  edge6,
  hour,
  minute,
  people4,
  people6,
  type Courtroom,
  type ListSketch,
} from './courtroom.js';

/** One thing that happens to a deployed doorlist. */
export type Trouble = { what: string; cause: (court: Courtroom) => unknown };

export interface Story {
  lists: ListSketch[];
  feed: string[];
  foreign: string[];
  seed: number;
  troubles: Trouble[];
}

/** Neighbours and halves of one another, so that merging them cuts them anew. */
const networks = [
  ...Array.from({ length: 16 }, (_, i) => `44.0.${i}.0/24`),
  ...Array.from({ length: 4 }, (_, i) => `44.0.0.${64 * i}/26`),
  '44.0.0.0/22',
  '44.0.16.0/20',
  ...Array.from({ length: 8 }, (_, i) => `45.${i}.0.0/16`),
  ...Array.from({ length: 6 }, (_, i) => `2600:9000:${(i + 1).toString(16)}::/48`),
  '2600:9000::/40',
];
const guests = ['9.9.9.9/32', '81.2.69.7/32', '44.0.3.128/25', '45.3.0.0/16', '2a02:c7d:1::/64'];
const pins = ['81.2.69.0/24', '44.0.2.0/24', '2a02:c7d::/48', '9.9.9.9/32'];

const some = (from: readonly string[], least = 0) => fc.subarray([...from], { minLength: least });
const listed = fc.oneof(
  { weight: 6, arbitrary: some(networks, 12) },
  { weight: 1, arbitrary: some(networks) },
  { weight: 1, arbitrary: fc.constant([]) },
);

const sketches = fc.record({
  people: some(pins),
  edge: some(pins),
  selection: fc.constantFrom(cloudfront, { services: ['CLOUDFRONT', 'S3'] }),
  flushEdge: fc.boolean(),
  adopt: fc.boolean(),
  hold: fc.constantFrom(24 * hour, 24 * hour, hour, 0),
  aggregate: fc.boolean(),
  minEntries: fc.constantFrom(3, 10),
});

const listsOf = fc.memo((): fc.Arbitrary<ListSketch[]> =>
  sketches.map(({ people, edge, selection, flushEdge, adopt, hold, aggregate, minEntries }) => [
    { name: 'people', flush: byHandOnly, pins: people, targets: [people4, people6] },
    {
      name: 'edge',
      feed: selection,
      ...(flushEdge ? { flush: byHandOnly } : {}),
      pins: edge,
      adopt: adopt && !flushEdge,
      hold,
      aggregate,
      guards: { emptied: 'refuse' as const, coverageLost: 25, entriesLost: 50, minEntries },
      targets: [edge4, edge6],
    },
  ]),
);

const trigger = fc.constantFrom('flush', 'refresh');
export const familyMark = (arn: string) => (arn.includes('v6') ? ':' : '.');
const target = fc.constantFrom(people4, people6, edge4, edge6);

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
);
const strike = fc.record({ operation, times: fc.constantFrom(1, 2, 9, 30) });
const moment = fc.record({
  operation: fc.oneof(operation, fc.constantFrom('FetchFeed', 'DeleteItem')),
  nth: fc.integer({ min: 1, max: 3 }),
  when: fc.constantFrom('before', 'after'),
});

const happening = (what: string, cause: Trouble['cause']): Trouble => ({ what, cause });
const asText = (value: unknown) => JSON.stringify(value);

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  {
    weight: 5,
    arbitrary: listed.chain((networks) =>
      fc.boolean().map((told) =>
        happening(`publish ${asText(networks)}${told ? ' and announce it' : ''}`, (court) => {
          court.publish(networks);
          if (told) court.world.announceFeed();
        }),
      ),
    ),
  },
  { weight: 8, arbitrary: trigger.map((name) => happening(`fire ${name}`, (court) => court.fire(name))) },
  {
    weight: 2,
    arbitrary: fc
      .record({ trigger, force: fc.boolean(), dryRun: fc.boolean() })
      .map(({ trigger, ...payload }) => {
        const event = { list: trigger === 'flush' ? 'people' : 'edge', ...payload };
        return happening(`invoke ${trigger} ${asText(event)}`, ({ world, functions }) =>
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
    arbitrary: fc
      .tuple(
        fc.constantFrom('add' as const, 'remove' as const),
        target,
        fc.constantFrom(...guests, ...networks, ...pins),
      )
      .filter(([, arn, cidr]) => cidr.includes(familyMark(arn)))
      .map(([how, arn, cidr]) =>
        happening(`somebody ${how}s ${cidr} ${arn.split('/')[2] ?? ''}`, ({ world }) => {
          void world.console[how](arn, cidr, 'alice').catch(() => undefined);
        }),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(feedFault, fc.constantFrom(1, 2, 5))
      .map(([fault, times]) =>
        happening(`the feed fails ${times} times: ${asText(fault)}`, ({ world }) =>
          world.feed.fail(fault, times),
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(strike, fault)
      .map(([strike, fault]: [Strike, Fault]) =>
        happening(`AWS fails ${asText(strike)}: ${asText(fault)}`, ({ world }) =>
          world.faults.inject(strike, fault),
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(moment, trigger)
      .map(([moment, trigger]: [Omit<Moment, 'who'>, 'flush' | 'refresh']) =>
        happening(`the next ${trigger} crashes ${asText(moment)}`, ({ world, functions }) =>
          world.actors.crash({ who: functions[trigger], ...moment }),
        ),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(moment, trigger, fc.constantFrom(1000, 15_000, 90_000))
      .map(([moment, trigger, ms]) =>
        happening(`the next ${trigger} freezes for ${ms} ms ${asText(moment)}`, ({ world, functions }) =>
          world.actors.pause({ who: functions[trigger], ...moment }, world.clock.now() + ms),
        ),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      happening('the next event comes twice', ({ world }) => world.lambda.duplicateNext()),
    ),
  },
  {
    weight: 1,
    arbitrary: listsOf().map((lists) =>
      happening(`deploy ${asText(lists)}`, (court) => court.redeploy(...lists)),
    ),
  },
);

function wait(ms: number): Trouble {
  return happening(`wait ${ms} ms`, (court) => court.wait(ms));
}

export const stories: fc.Arbitrary<Story> = fc.record({
  lists: listsOf(),
  feed: some(networks, 12),
  foreign: some(guests),
  seed: fc.integer({ min: 1, max: 1000 }),
  troubles: fc.array(trouble, { minLength: 5, maxLength: 30 }),
});

/** For whoever has to understand how it came to this. */
export function told({ lists, feed, foreign, seed, troubles }: Story): string {
  const lines = [`seed ${seed}, feed ${asText(feed)}, foreign ${asText(foreign)}`, asText(lists)];
  return [...lines, ...troubles.map(({ what }) => what)].join('\n');
}
