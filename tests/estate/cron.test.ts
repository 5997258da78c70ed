import AwsCronParser from 'aws-cron-parser';
import fc from 'fast-check';
import { parseCron } from '../../lib/estate/values/cron.js';
import { firesAfter } from '../../lib/estate/rules/schedule.js';
import { people, read } from '../harness/estate.js';

const now = Date.UTC(2026, 10, 22, 12);

describe('a cron expression that AWS takes', () => {
  it.each([
    ['0 6,18 * * ? *'],
    ['0/15 * * * ? *'],
    ['*/20 0-23/2 ? * MON-FRI 2026-2030'],
    ['0 6 L * ? *'],
    ['0 6 L-3 * ? *'],
    ['0 6 15W * ? *'],
    ['0 6 ? * 6L *'],
    ['0 6 ? * FRIL *'],
    ['0 6 ? * 2#1 *'],
    ['0 6 ? JAN,JUL MON#5 *'],
    ['0 6 29 2 ? *'],
    ['59 23 31 12 ? 2199'],
    ['0 6 22 11 ? 2026'],
  ])('is %s', (text) => {
    const cron = parseCron(text);
    expect(cron.text).toBe(text);
    expect(firesAfter(cron, now)).toBe(true);
  });

  it.each([
    ['cron(0 6 * * ? *)', '0 6 * * ? *'],
    ['  0   6 * jan ? * ', '0 6 * JAN ? *'],
    ['CRON( 0 6 ? * mon-fri * )', '0 6 ? * MON-FRI *'],
  ])('may be written %j', (written, text) => {
    expect(parseCron(written).text).toBe(text);
  });
});

describe('a cron expression that is refused', () => {
  it.each([
    ['', 'has 1 field, and AWS wants six: minutes hours day-of-month month day-of-week year'],
    ['rate(12 hours)', 'has 2 fields'],
    [
      '0 6 * * *',
      'has 5 fields, and AWS wants six: minutes hours day-of-month month day-of-week year, such as 0 6,18 * * ? *; did you mean 0 6 * * ? *?',
    ],
    ['0 6 * * 1', 'has 5 fields'],
    ['0 0 6 * * ? *', 'has 7 fields'],
    ['0 6 * * ?\t*', 'has 5 fields'],
    ['0 6 * * * *', 'exactly one of day of month ("*") and day of week ("*") must be ?'],
    ['0 6 1 * 2 *', 'exactly one of day of month'],
    ['0 6 ? * ? *', 'exactly one of day of month'],
    ['0/0 6 * * ? *', 'the step of the minutes "0" must be made of numbers from 1 to 59'],
    ['60 6 * * ? *', 'the minutes "60" must be made of numbers from 0 to 59'],
    ['0 24 * * ? *', 'the hours "24" must be made of numbers from 0 to 23'],
    ['0 6 0 * ? *', 'the day of month "0"'],
    ['0 6 32 * ? *', 'the day of month "32" must be made of numbers from 1 to 31'],
    ['0 6 * 13 ? *', 'the month "13" must be made of numbers from 1 to 12, or JAN FEB'],
    ['0 6 ? * 0 *', 'the day of week "0" must be made of numbers from 1 to 7, or SUN MON'],
    ['0 6 ? * 8 *', 'the day of week "8"'],
    ['0 6 * * ? 1969', 'the year "1969" must be made of numbers from 1970 to 2199'],
    ['0 6 * * ? 2200', 'the year "2200"'],
    ['X 6 * * ? *', 'the minutes "X"'],
    ['0 6 * FOO ? *', 'the month "FOO"'],
    ['0 6 ? * FOO *', 'the day of week "FOO"'],
    ['MON 6 * * ? *', 'the minutes "MON"'],
    ['? 6 * * ? *', 'the minutes "?"'],
    ['0, 6 * * ? *', 'the minutes ""'],
    ['-1 6 * * ? *', 'the minutes ""'],
    ['1.5 6 * * ? *', 'the minutes "1.5"'],
    ['0 0X6 * * ? *', 'the hours "0X6"'],
    ['0 1E1 * * ? *', 'the hours "1E1"'],
    ['10-5 * * * ? *', 'the minutes "10-5" run backwards'],
    ['1-2-3 * * * ? *', 'the minutes "1-2-3"'],
    ['/5 * * * ? *', 'the minutes ""'],
    ['0/0 * * * ? *', 'the minutes "0"'],
    ['0/60 * * * ? *', 'the minutes "60"'],
    ['0/5/5 * * * ? *', 'the minutes "0/5/5"'],
    ['0,30/5 * * * ? *', 'mix a list with steps'],
    ['0 6 LW * ? *', 'the day of month "LW"'],
    ['0 6 W * ? *', 'the day of month "W"'],
    ['0 6 32W * ? *', 'the day of month "32"'],
    ['0 6 L-32 * ? *', 'the day of month "32"'],
    ['0 6 1,L * ? *', 'the day of month "L"'],
    ['0 6 ? * L *', 'the day of week "L"'],
    ['0 6 ? * 8L *', 'the day of week "8"'],
    ['0 6 ? * 2#6 *', 'the day of week "2#6"'],
    ['0 6 ? * MON,2#1 *', 'the day of week "2#1"'],
  ])('is %j', (text, why) => {
    expect(() => parseCron(text)).toThrow(why);
  });

  it.each([
    ['0 6 30 2 ? *'],
    ['0 6 31 4,6,9,11 ? *'],
    ['0 6 29 2 ? 2027'],
    ['0 6 30W 2 ? *'],
    ['0 6 L-29 2 ? *'],
    ['0 6 ? 2 2#5 2027'],
    ['0 6 * * ? 2025'],
    ['0 6 21 11 ? 2026'],
  ])('is %s, which never fires', (text) => {
    expect(firesAfter(parseCron(text), now)).toBe(false);
  });
});

describe('the calendar', () => {
  const number = (first: number, last: number) => fc.integer({ min: first, max: last }).map(String);
  const field = (first: number, last: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.uniqueArray(number(first, last), { minLength: 1, maxLength: 4 }).map((values) => values.join()),
      fc.tuple(number(first, last), number(1, last)).map(([from, step]) => `${from}/${step}`),
      fc
        .tuple(number(first, last), number(first, last))
        .map((ends) => ends.toSorted((a, b) => Number(a) - Number(b)).join('-')),
    );
  const days = fc.oneof(
    // A step reaches past the 28th, where the library takes a day that a month lacks for one of the next.
    field(1, 28)
      .filter((day) => !day.includes('/'))
      .map((day) => [day, '?'] as const),
    fc.constantFrom('L', 'L-5').map((day) => [day, '?'] as const),
    field(1, 7).map((day) => ['?', day] as const),
    fc.tuple(number(1, 7), number(1, 4)).map(([day, nth]) => ['?', `${day}#${nth}`] as const),
    number(1, 7).map((day) => ['?', `${day}L`] as const),
  );
  const expression = fc
    .tuple(
      field(0, 59),
      field(0, 23),
      days,
      field(1, 12),
      fc.constantFrom('*', '2024', '2026', '2026-2028', '2030'),
    )
    .map(([minute, hour, [ofMonth, ofWeek], month, year]) =>
      [minute, hour, ofMonth, month, ofWeek, year].join(' '),
    );

  it('agrees with aws-cron-parser wherever that is right', () => {
    fc.assert(
      fc.property(expression, (text) => {
        const cron = parseCron(text);
        const parsed = AwsCronParser.parse(text);
        expect([cron.minutes, cron.hours, cron.months, cron.years]).toEqual(
          [parsed.minutes, parsed.hours, parsed.months, parsed.years].map((values) =>
            [...values].sort((a, b) => Number(a) - Number(b)),
          ),
        );
        // From midnight on, since the days are judged whole.
        const midnight = Math.floor(now / 86_400_000) * 86_400_000;
        expect(firesAfter(cron, midnight)).toBe(AwsCronParser.next(parsed, new Date(midnight - 1)) !== null);
      }),
    );
  });
});

describe('a flush', () => {
  const warningsOf = (cron: string) => read({ people: { ...people, flush: { cron } } }).warnings;

  it.each([
    ['* * * * ? *', 'flushes every minute'],
    ['0/4 * * * ? *', 'flushes every 4 minutes'],
    ['58,0 * * * ? *', 'flushes every 2 minutes'],
    ['10,12 6 * * ? *', 'flushes every 2 minutes'],
  ])('at %s is too often', (cron, why) => {
    expect(warningsOf(cron)).toEqual([expect.stringContaining(why)]);
  });

  it.each([['0/5 * * * ? *'], ['0 * * * ? *'], ['58,0 6 * * ? *'], ['0 6,18 * * ? *']])(
    'at %s is not',
    (cron) => {
      expect(warningsOf(cron)).toEqual([]);
    },
  );
});

describe('a time zone', () => {
  it.each([
    ['UTC'],
    ['Europe/London'],
    ['Asia/Kolkata'],
    ['Asia/Calcutta'],
    ['America/Argentina/Buenos_Aires'],
    ['Etc/GMT+5'],
  ])('%s is taken as it stands', (timezone) => {
    expect(read({ people: { ...people, flush: { timezone } } }).estate.lists[0]?.flush?.timezone).toBe(
      timezone,
    );
  });
});
