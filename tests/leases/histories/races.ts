import fc from 'fast-check';
import { homes } from './estate.js';
import { any, mostly } from './choice.js';
import { joining, joinings, leaving, running } from './operations.js';
import { called, expiring, trouble, type Calling } from './steps.js';
import type { Operation, Moment, Step, Trouble } from './history.js';

const dying: fc.Arbitrary<Trouble> = fc.record({
  kind: fc.constant('dies' as const),
  at: fc.record({ operation: fc.constant('UpdateIPSet'), nth: fc.constant(1), when: any('before', 'after') }),
});

/** Under its lock, while it reads the target's row, the target and the leases again; or before a lease is written. */
const rereading: fc.Arbitrary<Trouble> = fc.record({
  kind: fc.constant('freezes' as const),
  ms: any(6_000, 11_000),
  at: any<Moment>(
    { operation: 'GetItem', nth: 1, when: 'before' },
    { operation: 'GetItem', nth: 2, when: 'before' },
    { operation: 'GetIPSet', nth: 3, when: 'before' },
    { operation: 'Query', nth: 2, when: 'after' },
    { operation: 'PutItem', nth: 1, when: 'before' },
    { operation: 'PutItem', nth: 1, when: 'before' },
  ),
});

/**
 * A sequence that chance seldom makes: a lease ends, a run sees that and is late, and meanwhile the address is wanted again.
 * Where another run died with the lock before, the late run reads everything again under its own lock.
 */
export function races(): fc.Arbitrary<Step[]> {
  const late = fc.oneof<fc.Arbitrary<Operation>[]>(running, leaving, joining);
  return fc
    .record({
      first: mostly(called(joining, fc.constant(undefined))),
      meanwhile: mostly(expiring),
      dead: fc.option(called(running, dying), { nil: undefined, freq: 1 }),
      slow: mostly(called(late, fc.oneof({ weight: 2, arbitrary: trouble }, rereading))),
      again: fc.option(called(joining), { nil: undefined, freq: 1 }),
    })
    .map(({ first, meanwhile, dead, slow, again }) => {
      const one = first?.operation.kind === 'join' ? first.operation.who : 'ana';
      const second = again ? ofPerson(again, one) : first;
      const delay = dead ? 5_000 : 1_000;
      return [
        ...(first ? [{ ...first, then: 'done' as const }] : []),
        ...(meanwhile ? [meanwhile] : []),
        ...(dead ? [{ ...dead, then: 1_000 }] : []),
        ...(slow ? [{ ...ofPerson(slow, one), then: slow.then === 'done' || dead ? delay : slow.then }] : []),
        ...(second ? [{ ...second, then: 'done' as const }] : []),
      ];
    });
}

/** The same step, made by that person. */
function ofPerson(step: Calling, who: string): Calling {
  return { ...step, operation: 'who' in step.operation ? { ...step.operation, who } : step.operation };
}

/** Several at once, so that one commits while another waits, and a third commits next. */
export function rushes(): fc.Arbitrary<Step[]> {
  const soon = fc.oneof(any(0, 150, 300), any(450, 600, 900));
  const of = homes.filter((home) => !home.includes(':'));
  return fc
    .array(fc.tuple(called(fc.record({ ...joinings, from: any(...of) })), soon), { maxLength: 5 })
    .map((rush) => rush.map(([step, then]) => ({ ...step, then })));
}
