import { readSchedule } from '../../../simulator/aws/scheduler/expression.js';
import { tearDown } from '../../harness/world.js';
import { setUp, START } from '../world/harness.js';
import type { World } from '../../../simulator/world/world.js';

const at = (iso: string) => Date.parse(iso);
const iso = (ms: number | undefined) =>
  ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);

function runs(expression: string, timezone: string, from: string, count: number): (string | undefined)[] {
  const next = readSchedule(expression, timezone, at(from));
  const found: (number | undefined)[] = [];
  for (let after = at(from); found.length < count; after = found.at(-1) ?? Infinity) found.push(next(after));
  return found.map(iso);
}

test.each([
  ['in winter', '2026-01-10T12:00Z', ['2026-01-10T18:00', '2026-01-11T06:00']],
  ['in summer', '2026-07-10T12:00Z', ['2026-07-10T17:00', '2026-07-11T05:00']],
  ['over the change to summer time', '2026-03-28T12:00Z', ['2026-03-28T18:00', '2026-03-29T05:00']],
  ['over the change back', '2026-10-24T12:00Z', ['2026-10-24T17:00', '2026-10-25T06:00']],
])('every 12 hours by London’s clock, %s', (_, from, expected) => {
  expect(runs('cron(0 6,18 * * ? *)', 'Europe/London', from, 2)).toEqual(expected);
});

test('a time that the change to summer time leaves out is skipped', () => {
  expect(runs('cron(30 1 * * ? *)', 'Europe/London', '2026-03-28T12:00Z', 2)).toEqual([
    '2026-03-30T00:30',
    '2026-03-31T00:30',
  ]);
});

test('a time that comes twice in autumn runs once', () => {
  expect(runs('cron(30 1 * * ? *)', 'Europe/London', '2026-10-24T12:00Z', 2)).toEqual([
    '2026-10-25T00:30',
    '2026-10-26T01:30',
  ]);
});

test('nor does it run in the hour that comes again', () => {
  expect(runs('cron(0/30 * * * ? *)', 'Europe/London', '2026-10-25T01:10Z', 1)).toEqual(['2026-10-25T02:00']);
});

test('a rate counts from its creation, which is its first run', () => {
  const next = readSchedule('rate(6 hours)', 'UTC', START);
  expect([next(START - 1), next(START), next(START + 1)]).toEqual([
    START,
    START + 6 * 3600_000,
    START + 6 * 3600_000,
  ]);
});

test.each([
  'cron(0 6 * * * *)',
  'cron(0 6 ? * ? *)',
  'cron(0 6 * * ?)',
  'rate(1 hours)',
  'rate(2 hour)',
  'rate(0 hours)',
  'every day',
])('%s is no schedule', (expression) => {
  expect(() => readSchedule(expression, 'UTC', START)).toThrow('not a');
});

describe('on the clock', () => {
  let world: World;
  beforeEach(async () => {
    world = await setUp();
    world.lambda.register('flush', { timeoutMs: 3000, memory: 128, start: () => () => 'ok' });
  });
  afterEach(tearDown);

  const schedule = { name: 'developers', function: 'flush', input: { list: 'developers' } };

  test('a schedule fires at its times, up to a minute late, with its input', async () => {
    world.scheduler.start([{ ...schedule, expression: 'cron(0 6,18 * * ? *)', timezone: 'Europe/London' }]);
    await world.clock.advanceTo(at('2026-08-24T12:00Z'));
    const invocations = world.record.of('invoke');
    expect(invocations.map((each) => iso(each.at))).toEqual([
      '2026-08-22T17:00',
      '2026-08-23T05:00',
      '2026-08-23T17:00',
      '2026-08-24T05:00',
    ]);
    expect(invocations[0]).toMatchObject({
      function: 'flush',
      event: { list: 'developers' },
      trigger: 'schedule developers',
    });
    expect(Math.max(...invocations.map((each) => each.at % 60_000))).toBeGreaterThan(1000);
  });

  test('a stopped schedule fires no more', async () => {
    world.scheduler.start([{ ...schedule, expression: 'rate(1 hour)' }]);
    await world.clock.advanceTo(START + 90 * 60_000);
    world.scheduler.stop();
    await world.clock.advanceTo(START + 24 * 3600_000);
    expect(world.record.of('invoke')).toHaveLength(2);
  });

  test('what Lambda does not accept goes to the schedule’s dead letters', async () => {
    world.scheduler.start([
      {
        ...schedule,
        function: 'gone',
        expression: 'rate(1 day)',
        deadLetters: 'arn:aws:sqs:eu-west-2:111122223333:dlq',
      },
    ]);
    await world.clock.advanceTo(START + 60_000);
    expect(world.record.of('dead-letter')).toMatchObject([
      { queue: 'arn:aws:sqs:eu-west-2:111122223333:dlq' },
    ]);
  });
});
