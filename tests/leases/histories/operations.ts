import fc from 'fast-check';
import { any } from './choice.js';
import { homes } from './estate.js';
import type { Operation } from './history.js';

const who = any('ana', 'bob', 'cem');
const device = any('', 'phone');
export const joinings = {
  kind: fc.constant('join' as const),
  who,
  from: any(...homes),
  device,
  for: any('5m', '4h', '6h'),
};
export const joining = fc.record(joinings);
export const leaving = fc.record(
  { kind: fc.constant('leave' as const), who, device },
  { requiredKeys: ['kind', 'who'] },
);
export const running = fc.oneof<fc.Arbitrary<Operation>[]>(
  fc.record({ kind: fc.constant('flush' as const), endLeases: fc.boolean() }),
  fc.record({ kind: fc.constant('sweep' as const) }),
  fc.record({ kind: fc.constant('sweep' as const) }),
  fc.record({ kind: fc.constant('refresh' as const) }),
);
