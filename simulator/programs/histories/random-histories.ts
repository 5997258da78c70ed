import fc from 'fast-check';
import type { FeedFault } from '../../world/feed/faults.js';
import { targetSets, type TargetSet } from './target-sets.js';
import type { Action, CallFault, Leavable, RandomHistory, Step, Variant, When } from './step.js';

const minute = 60_000;
const hour = 60 * minute;

/** Neighbours and halves of one another, so that merging them cuts them anew. */
export const networks = [
  ...Array.from({ length: 16 }, (_, i) => `44.0.${i}.0/24`),
  ...Array.from({ length: 4 }, (_, i) => `44.0.0.${64 * i}/26`),
  '44.0.0.0/22',
  '44.0.16.0/20',
  ...Array.from({ length: 8 }, (_, i) => `45.${i}.0.0/16`),
  ...Array.from({ length: 6 }, (_, i) => `2600:9000:${(i + 1).toString(16)}::/48`),
];
/** More than some targets take. */
const crowd = Array.from({ length: 70 }, (_, i) => `46.${i >> 6}.${(2 * i) & 127}.0/24`);
/** Few, so that people, pins and foreign entries meet on the same address. */
const homes = ['81.2.70.1', '81.2.70.2', '81.2.70.3', '81.2.70.4', '2a02:c7d:1::7', '2a02:c7d:2::7'];
const pins = ['81.2.70.2/32', '81.2.72.0/24', '2a02:c7d:2::/64'];
const foreign = [
  '9.9.9.9/32',
  '81.2.70.1/32',
  '81.2.71.9/32',
  '44.0.3.128/25',
  '45.3.0.0/16',
  '2a02:c7d:9::/64',
];

const any = <const T>(...from: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...from);
const some = (from: readonly string[], least = 0) => fc.subarray([...from], { minLength: least });

const listed = fc.oneof(
  { weight: 8, arbitrary: some(networks, 12) },
  { weight: 1, arbitrary: some(networks, 12).map((few) => [...few, ...crowd]) },
  { weight: 1, arbitrary: some(networks) },
  { weight: 1, arbitrary: fc.constant([]) },
);

const variants: fc.Arbitrary<Variant> = fc.record({
  edgeAt: fc.nat(5),
  peopleAt: fc.nat(5),
  pins: some(pins),
  hold: any('24h', '24h', '1h'),
  aggregate: fc.boolean(),
});

const functions = any('refresh', 'flush', 'access');
const anywhere = ['PutItem', 'GetItem', 'Query', 'UpdateItem', 'DeleteItem', 'BatchGetItem'] as const;

/** What the functions call for the targets of a targetSet. */
function operationsOf({ places }: TargetSet): readonly string[] {
  const has = (kind: string) => places.some((place) => place.includes(kind));
  return [
    ...(has('/ipset/') ? ['UpdateIPSet', 'UpdateIPSet', 'GetIPSet'] : []),
    ...(has(':security-group/')
      ? ['DescribeSecurityGroupRules', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']
      : []),
    ...(has(':prefix-list/') ? ['DescribeManagedPrefixLists', 'ModifyManagedPrefixList'] : []),
    ...anywhere,
  ];
}

const feedFaults = any<FeedFault>(
  { kind: 'status', status: 403 },
  { kind: 'status', status: 503 },
  { kind: 'empty' },
  { kind: 'truncated', bytes: 200 },
  { kind: 'html' },
  { kind: 'refused' },
  { kind: 'stale' },
);

const soon = any(0, 200, 500, 1_000, 2_500, 5_000);

/** The kinds of steps, how often each comes, and by which name it can be left out. */
function actionsOn(
  targetSet: TargetSet,
): { weight: number; name?: Leavable; arbitrary: fc.Arbitrary<Action> }[] {
  const operation = any(...operationsOf(targetSet));
  const moment: fc.Arbitrary<When> = fc.record({
    operation,
    nth: any(1, 1, 2, 3),
    when: any('before', 'after'),
  });
  const of = (kind: Action['kind'], rest: fc.Arbitrary<object>) =>
    rest.map((each) => ({ kind, ...each })) as unknown as fc.Arbitrary<Action>;
  const callFaults = any<CallFault>(
    'throttled',
    'internal error',
    'answer lost',
    'timed out after the effect',
    'connection broken',
  );
  return [
    { weight: 16, arbitrary: of('fire', fc.record({ trigger: any('refresh', 'sweep', 'sweep', 'flush') })) },
    {
      weight: 1,
      arbitrary: of(
        'by hand',
        fc.record({ trigger: any('refresh', 'flush'), force: fc.boolean(), dryRun: fc.boolean() }),
      ),
    },
    {
      weight: 14,
      name: 'people',
      arbitrary: of(
        'join',
        fc.record({
          who: any('ana', 'bob', 'cem'),
          from: any(...homes),
          for: any('5m', '4h', '6h'),
          device: any('', 'phone'),
        }),
      ),
    },
    { weight: 5, name: 'people', arbitrary: of('leave', fc.record({ who: any('ana', 'bob', 'cem') })) },
    {
      weight: 5,
      name: 'people',
      arbitrary: of('wait for an end', fc.record({ byMs: any(2_500, -700, 500, -4_000, 60_000) })),
    },
    {
      weight: 7,
      arbitrary: of(
        'publish',
        fc.record({ networks: listed, version: fc.nat(10_000), announced: fc.boolean() }),
      ),
    },
    {
      weight: 6,
      name: 'console',
      arbitrary: of(
        'edit',
        fc
          .record({
            place: any(...targetSet.places),
            cidr: any(...foreign, ...networks.slice(0, 8), ...pins, '81.2.70.3/32'),
            adds: fc.boolean(),
            port: any(443, 443, 22),
          })
          .filter(
            ({ place, cidr }) => place.includes(':security-group/') || cidr.includes(familyMark(place)),
          ),
      ),
    },
    { weight: 3, name: 'deployments', arbitrary: of('deploy', fc.record({ variant: variants })) },
    {
      weight: 8,
      arbitrary: of('wait', fc.record({ ms: any(10 * minute, hour, 6 * hour, 13 * hour, 25 * hour) })),
    },
    { weight: 7, name: 'kills', arbitrary: of('kill', fc.record({ who: functions, at: moment })) },
    {
      weight: 4,
      name: 'pauses',
      arbitrary: of(
        'pause',
        fc.record({ who: functions, at: moment, ms: any(1_500, 6_000, 11_000, 60_000) }),
      ),
    },
    {
      weight: 14,
      name: 'faults',
      arbitrary: of(
        'fail',
        fc.record({
          who: functions,
          operation,
          nth: any(1, 1, 2, 4),
          times: any(1, 1, 2, 9),
          fault: callFaults,
        }),
      ),
    },
    {
      weight: 4,
      name: 'faults',
      arbitrary: of(
        'fail',
        fc.record({
          who: any('refresh', 'flush'),
          operation: fc.constant('Publish'),
          nth: fc.constant(1),
          times: any(1, 2, 9, 30),
          fault: fc.constant('mail refused' as const),
        }),
      ),
    },
    {
      weight: 4,
      name: 'faults',
      arbitrary: of('fail the feed', fc.record({ fault: feedFaults, times: any(1, 2, 5) })),
    },
    { weight: 1, name: 'faults', arbitrary: fc.constant<Action>({ kind: 'deliver twice' }) },
  ];
}

const pending = ['fire', 'by hand', 'join', 'leave', 'edit'];

/** One history of so many steps; the same seed always gives the same one. */
export function randomHistory(seed: number, steps: number, without: readonly Leavable[]): RandomHistory {
  const usable = targetSets.flatMap((targetSet, index) =>
    targetSet.shared && without.includes('shared') ? [] : [index],
  );
  const histories = fc.constantFrom(...usable).chain((targetSet) => {
    const { [targetSet]: on = targetSets[0] } = targetSets;
    const actions = actionsOn(on as TargetSet).filter(
      ({ name }) => name === undefined || !without.includes(name),
    );
    const step: fc.Arbitrary<Step> = fc
      .record({ action: fc.oneof(...actions), then: fc.oneof(fc.constant('done' as const), soon) })
      .map(({ action, then }) => ({ ...action, then: pending.includes(action.kind) ? then : 0 }));
    return fc.record({
      targetSet: fc.constant(targetSet),
      variant: variants,
      feed: some(networks, 12),
      rules: any(0, 30, 45),
      maxEntries: any(20, 30, 60),
      lagMs: any(0, 3_000),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      steps: fc.array(step, { minLength: steps, maxLength: steps, size: 'max' }),
    });
  });
  const [history] = fc.sample(histories, { seed, numRuns: 1 });
  if (!history) throw new Error('no history');
  return history;
}

/** What the addresses of an IP set or prefix list have in them. */
const familyMark = (arn: string) => (/v6\/|pl-0*6$/.test(arn) ? ':' : '.');
