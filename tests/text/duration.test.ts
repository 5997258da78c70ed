import { describe, expect, test } from '@jest/globals';
import {
  dayMs,
  durationText,
  hourMs,
  minuteMs,
  readDuration,
  secondMs,
  spokenDuration,
} from '../../lib/text/duration.js';

describe('a duration as people write it', () => {
  test.each([
    ['90m', 90 * minuteMs],
    ['4h', 4 * hourMs],
    ['1d', dayMs],
    ['0', 0],
    ['0m', 0],
    ['100000m', 100_000 * minuteMs],
  ])('%s is %d ms', (text, ms) => expect(readDuration(text)).toBe(ms));

  test.each([
    '',
    '4',
    'h',
    '04h',
    '-1h',
    '1.5h',
    '4 h',
    '4H',
    '4h30m',
    '30s',
    '1w',
    '４h',
    `${'9'.repeat(40)}h`,
  ])('"%s" is none', (text) => expect(readDuration(text)).toBeUndefined());

  test('seconds are one only where they are asked for, and then nothing else is', () => {
    expect(readDuration('8s', ['s'])).toBe(8 * secondMs);
    expect(readDuration('8m', ['s'])).toBeUndefined();
  });
});

describe('a duration is written in the largest unit that says it whole', () => {
  test.each([
    [15 * minuteMs, '15m'],
    [90 * minuteMs, '90m'],
    [4 * hourMs, '4h'],
    [36 * hourMs, '36h'],
    [2 * dayMs, '2d'],
  ])('%d ms is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
    expect(readDuration(text)).toBe(ms);
  });

  test('and what is of no whole minutes is rounded to minutes, which every reader takes', () =>
    expect(durationText(5 * minuteMs + 20 * secondMs)).toBe('5m'));
});

describe('a duration for a person', () => {
  test.each([
    [20 * secondMs, '20 s'],
    [-5, '0 s'],
    [minuteMs, '1 min'],
    [45 * minuteMs + 10 * secondMs, '45 min'],
    [hourMs, '1 h'],
    [4 * hourMs - secondMs, '4 h'],
    [3 * hourMs + 59 * minuteMs, '3 h 59 min'],
    [24 * hourMs, '1 d'],
    [51 * hourMs + 30 * minuteMs, '2 d 3 h'],
  ])('of %d ms is %s', (ms, text) => expect(spokenDuration(ms)).toBe(text));
});
