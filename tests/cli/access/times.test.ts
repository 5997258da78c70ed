import { expect, test } from '@jest/globals';
import { localTime, untilText } from '../../../cli/access/times.js';

const hour = 3_600_000;

test('a time of today is told without the day, in the time zone of the machine', () => {
  const now = new Date(2026, 10, 24, 14, 5).getTime();
  expect(localTime(now + 4 * hour, now)).toBe('18:05');
  expect(localTime(now + 10 * hour, now)).toBe('Wed 25 Nov, 00:05');
  expect(untilText(new Date(now + 4 * hour).toISOString(), now)).toBe('until 18:05 (4 h left)');
  expect(untilText(new Date(now).toISOString(), now)).toBe('until 14:05 (over)');
});
