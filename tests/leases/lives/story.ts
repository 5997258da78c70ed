import fc from 'fast-check';
import { homes, networkOf, pinnable, strange } from './places.js';

/** Where in the life of an invocation something happens to it: at its n-th call of an operation. */
export interface Moment {
  operation: string;
  nth: number;
  when: 'before' | 'after';
}

export type Trouble =
  | { kind: 'freezes'; ms: number; at: Moment }
  | { kind: 'dies'; at: Moment }
  /** AWS writes no set for it. */
  | { kind: 'fails' };

/** What an invocation is to do. */
export type Errand =
  | { kind: 'join'; who: string; from: string; device: string; for: string }
  | { kind: 'leave'; who: string; device?: string }
  | { kind: 'flush'; endLeases: boolean }
  | { kind: 'sweep' }
  | { kind: 'refresh' };

export type Deed =
  | { kind: 'call'; errand: Errand; skewMs: number; trouble?: Trouble }
  /** Until this long after, or before, the next end of a lease. */
  | { kind: 'expire'; byMs: number }
  | { kind: 'redeploy'; pins: readonly string[] }
  | { kind: 'edit'; adds: boolean; network: string };

/** The next deed does not wait for this one to be done, unless it says so. */
export type Step = Deed & { then: 'done' | number };

export interface Story {
  pins: readonly string[];
  there: readonly string[];
  takesFeed: boolean;
  seed: number;
  steps: readonly Step[];
}

const some = <T>(from: readonly T[]) => fc.subarray([...from]);
const any = <const T>(...from: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...from);
/** Nearly always there, and left out where a failure is the same without it. */
const mostly = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 30 });

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
/** A little; past the life of a lock; past the heart of whoever took it over. */
const asleep = any(1_500, 6_000, 11_000);
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('freezes' as const), ms: asleep, at: moment }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('dies' as const), at: moment }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'fails' as const }) },
);

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

const who = any('ana', 'bob', 'cem');
const device = any('', 'phone');
const joinings = {
  kind: fc.constant('join' as const),
  who,
  from: any(...homes),
  device,
  for: any('5m', '4h', '6h'),
};
const joining = fc.record(joinings);
const leaving = fc.record(
  { kind: fc.constant('leave' as const), who, device },
  { requiredKeys: ['kind', 'who'] },
);
const running = fc.oneof<fc.Arbitrary<Errand>[]>(
  fc.record({ kind: fc.constant('flush' as const), endLeases: fc.boolean() }),
  fc.record({ kind: fc.constant('sweep' as const) }),
  fc.record({ kind: fc.constant('sweep' as const) }),
  fc.record({ kind: fc.constant('refresh' as const) }),
);

type Calling = Extract<Step, { kind: 'call' }>;

const called = (
  errand: fc.Arbitrary<Errand>,
  mayFail: fc.Arbitrary<Trouble | undefined> = fc.option(trouble, { nil: undefined, freq: 2 }),
): fc.Arbitrary<Calling> =>
  fc
    .record({ errand, skewMs, trouble: mayFail, then })
    .map(({ trouble: ill, ...rest }): Calling => ({
      kind: 'call',
      ...rest,
      ...(ill ? { trouble: ill } : {}),
    }));

const expiring = fc
  .record({ byMs: any(2_500, -700, 500, -4_000, 60_000) })
  .map((rest): Step => ({ kind: 'expire', ...rest, then: 'done' }));
const redeploying = some(pinnable).map((pins): Step => ({ kind: 'redeploy', pins, then: 'done' }));
const editing = fc
  .record({ adds: fc.boolean(), network: any(...strange), then })
  .map((rest): Step => ({ kind: 'edit', ...rest }));

const deeds: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 8, arbitrary: called(joining).map((step) => [step]) },
  { weight: 3, arbitrary: called(leaving).map((step) => [step]) },
  { weight: 4, arbitrary: called(running).map((step) => [step]) },
  { weight: 4, arbitrary: expiring.map((step) => [step]) },
  { weight: 1, arbitrary: redeploying.map((step) => [step]) },
  { weight: 3, arbitrary: editing.map((step) => [step]) },
  { weight: 3, arbitrary: races() },
  { weight: 2, arbitrary: rushes() },
);

/** Several at once, so that one commits while another waits, and a third commits next. */
function rushes(): fc.Arbitrary<Step[]> {
  const soon = fc.oneof(any(0, 150, 300), any(450, 600, 900));
  const of = homes.filter((home) => !home.includes(':'));
  return fc
    .array(fc.tuple(called(fc.record({ ...joinings, from: any(...of) })), soon), { maxLength: 5 })
    .map((rush) => rush.map(([step, then]) => ({ ...step, then })));
}

/**
 * What chance would seldom put together: a lease ends, and while a run that has seen that is late, it is wanted again.
 * Where somebody died with the lock before, the run reads everything again under its own.
 */
function races(): fc.Arbitrary<Step[]> {
  const late = fc.oneof<fc.Arbitrary<Errand>[]>(running, leaving, joining);
  return fc
    .record({
      first: mostly(called(joining, fc.constant(undefined))),
      meanwhile: mostly(expiring),
      dead: fc.option(called(running, dying), { nil: undefined, freq: 1 }),
      slow: mostly(called(late, fc.oneof({ weight: 2, arbitrary: trouble }, rereading))),
      again: fc.option(called(joining), { nil: undefined, freq: 1 }),
    })
    .map(({ first, meanwhile, dead, slow, again }) => {
      const one = first?.errand.kind === 'join' ? first.errand.who : 'ana';
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

/** The same person, who then meets themselves. */
function ofPerson(step: Calling, who: string): Calling {
  return { ...step, errand: 'who' in step.errand ? { ...step.errand, who } : step.errand };
}

const feeding: Step = { kind: 'call', errand: { kind: 'refresh' }, skewMs: 0, then: 'done' };

export const stories: fc.Arbitrary<Story> = fc
  .record({
    pins: some(pinnable),
    there: some(strange),
    takesFeed: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
    seed: fc.integer({ min: 1, max: 1_000 }),
    steps: fc.array(deeds, { minLength: 1, maxLength: 6 }).map((chapters) => chapters.flat()),
  })
  // Before it is fed, a list with a feed lets nobody in: late.test.ts.
  .map(({ steps, ...story }) => ({ ...story, steps: [...(story.takesFeed ? [feeding] : []), ...steps] }))
  .map((story) => Object.assign(story, { toString: () => told(story) }));

/** For a person who is to understand how it came to this. */
export function told({ pins, there, takesFeed, seed, steps }: Story): string {
  const list = (networks: readonly string[]) => networks.join(', ') || 'nothing';
  const setting = `seed ${seed}; pinned: ${list(pins)}; there already: ${list(there)}${takesFeed ? '; the list has a feed' : ''}`;
  return [setting, ...steps.map((step) => `- ${toldStep(step)}`)].join('\n');
}

function toldStep(step: Step): string {
  const after = step.then === 'done' ? '' : `; ${step.then} ms later:`;
  switch (step.kind) {
    case 'call': {
      const skew = step.skewMs === 0 ? '' : `, its clock ${step.skewMs} ms off`;
      const ill = step.trouble ? `, and ${toldTrouble(step.trouble)}` : '';
      return `${toldErrand(step.errand)}${skew}${ill}${after}`;
    }
    case 'expire':
      return `time passes until ${Math.abs(step.byMs)} ms ${step.byMs < 0 ? 'before' : 'after'} the next end of a lease`;
    case 'redeploy':
      return `the list is deployed with the pins ${step.pins.join(', ') || '(none)'}`;
    case 'edit':
      return `somebody at the console ${step.adds ? 'adds' : 'removes'} ${step.network}${after}`;
  }
}

export function toldErrand(errand: Errand): string {
  switch (errand.kind) {
    case 'join':
      return `${errand.who} asks from ${networkOf(errand.from)}${errand.device && ` with the ${errand.device}`} for ${errand.for}`;
    case 'leave':
      return `${errand.who} leaves${errand.device === undefined ? '' : ` with ${errand.device || 'the nameless device'}`}`;
    case 'flush':
      return `a flush${errand.endLeases ? ' that ends leases' : ''}`;
    case 'sweep':
    case 'refresh':
      return `a ${errand.kind}`;
  }
}

function toldTrouble(trouble: Trouble): string {
  if (trouble.kind === 'fails') return 'AWS writes nothing for it';
  const { operation, nth, when } = trouble.at;
  const does = trouble.kind === 'dies' ? 'it dies' : `it freezes for ${trouble.ms} ms`;
  return `${does} ${when} ${operation}${nth === 1 ? '' : ` no. ${nth}`}`;
}
