import { describe, expect, test } from '@jest/globals';
import { localTime, span, untilText } from '../../../cli/access/times.js';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

describe('a span of time', () => {
  test.each([
    [20 * second, '20 s'],
    [-5, '0 s'],
    [minute, '1 min'],
    [45 * minute + 10 * second, '45 min'],
    [hour, '1 h'],
    [4 * hour - second, '4 h'],
    [3 * hour + 59 * minute, '3 h 59 min'],
    [24 * hour, '1 d'],
    [51 * hour + 30 * minute, '2 d 3 h'],
  ])('of %d ms is %s', (ms, text) => expect(span(ms)).toBe(text));
});

test('a time of today is told without the day, in the time zone of the machine', () => {
  const now = new Date(2026, 10, 24, 14, 5).getTime();
  expect(localTime(now + 4 * hour, now)).toBe('18:05');
  expect(localTime(now + 10 * hour, now)).toBe('Wed 25 Nov, 00:05');
  expect(untilText(new Date(now + 4 * hour).toISOString(), now)).toBe('until 18:05 (4 h left)');
  expect(untilText(new Date(now).toISOString(), now)).toBe('until 14:05 (over)');
});
