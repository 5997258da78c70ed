import fc from 'fast-check';
import { any, some } from './choice.js';
import { pinnable, foreignNetworks } from './estate.js';
import type { Operation, Moment, Step, Trouble } from './history.js';

const then = fc.oneof(
  { weight: 3, arbitrary: fc.constant('done' as const) },
  { weight: 3, arbitrary: any(0, 200, 500, 1_000, 2_500, 5_000) },
);
const skewMs = any(0, 0, 1_000, -1_000);

const moment: fc.Arbitrary<Moment> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      operation: fc.constant('UpdateIPSet'),
      nth: fc.constant(1),
      when: any('before', 'after'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      operation: any('GetIPSet', 'PutItem', 'GetItem', 'Query', 'DeleteItem'),
      nth: fc.integer({ min: 1, max: 4 }),
      when: any('before', 'after'),
    }),
  },
);
/** A little; longer than a lock lasts; longer than the lock of the one that took it over lasts. */
const asleep = any(1_500, 6_000, 11_000);
/** Once, and as often as the SDK asks. */
const unheard = fc.record({
  kind: fc.constant('unheard' as const),
  operation: any('PutItem', 'PutItem', 'DeleteItem', 'UpdateIPSet'),
  nth: fc.integer({ min: 1, max: 4 }),
  times: any(1, 1, 8),
});
export const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('freezes' as const), ms: asleep, at: moment }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('dies' as const), at: moment }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'fails' as const }) },
  { weight: 2, arbitrary: unheard },
);

export type Calling = Extract<Step, { kind: 'call' }>;

export const called = (
  operation: fc.Arbitrary<Operation>,
  mayFail: fc.Arbitrary<Trouble | undefined> = fc.option(trouble, { nil: undefined, freq: 2 }),
): fc.Arbitrary<Calling> =>
  fc.record({ operation, skewMs, trouble: mayFail, then }).map(({ trouble: ill, ...rest }): Calling => ({
    kind: 'call',
    ...rest,
    ...(ill ? { trouble: ill } : {}),
  }));

export const expiring = fc
  .record({ byMs: any(2_500, -700, 500, -4_000, 60_000) })
  .map((rest): Step => ({ kind: 'expire', ...rest, then: 'done' }));
export const redeploying = some(pinnable).map((pins): Step => ({ kind: 'redeploy', pins, then: 'done' }));
export const editing = fc
  .record({ adds: fc.boolean(), network: any(...foreignNetworks), then })
  .map((rest): Step => ({ kind: 'edit', ...rest }));
