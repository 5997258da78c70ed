import { fullness, listConditions } from '../../lib/report/conditions.js';
import type { TargetRef } from '../../lib/estate/estate.js';
import type { TargetReport } from '../../lib/report/report.js';
import { entries, group, growing, ipSet, listOf, now, prefixList, told, twoPortRanges } from './report.js';

function full(of: TargetRef, holds: number, capacity: number, more: Partial<TargetReport> = {}) {
  const [added, kept] = [entries(1), entries(holds - 1)];
  return fullness(told(of, { added, kept, capacity, ...more }), now);
}

test.each<[string, TargetRef, number, number, string | undefined]>([
  ['an IP set', ipSet, 9_000, 10_000, '9000 of 10000 entries'],
  ['an IP set with room', ipSet, 8_999, 10_000, undefined],
  ['a group of one port range: an entry is a rule', group, 54, 60, '54 of 60 entries'],
  ['a group of two port ranges', twoPortRanges.IPV4, 27, 30, '27 of 30 entries, of 2 rules each'],
  ['a group of two port ranges with room', twoPortRanges.IPV4, 26, 30, undefined],
  ['a prefix list', prefixList, 54, 60, '54 of 60 entries'],
  ['a prefix list that may grow', growing, 60, 60, undefined],
  ['one that has grown as far as it can', growing, 900, 950, '900 of 1000 entries'],
])('%s', (_, of, holds, capacity, said) => {
  expect(full(of, holds, capacity)).toBe(said);
});

test('a target that could not be read is not called full', () => {
  expect(fullness(told(ipSet, { outcome: 'failed' }), now)).toBeUndefined();
});

describe('growth', () => {
  const sizes = (...pairs: [month: string, wanted: number][]) =>
    pairs.map(([month, wanted]) => ({ month, wanted }));

  test.each<[string, TargetReport['growth'], string]>([
    ['is not known', undefined, ''],
    ['began this month', sizes(['2026-08', 172]), ''],
    ['a year and more ago', sizes(['2025-06', 140], ['2025-08', 150], ['2025-09', 160]), '; 150 a year ago'],
    ['unchanged for years', sizes(['2023-01', 150], ['2026-08', 172]), '; 150 a year ago'],
    ['known for less than a year', sizes(['2026-03', 165], ['2026-08', 172]), '; 165 in 2026-03'],
  ])('that %s', (_, growth, said) => {
    expect(full(prefixList, 172, 180, growth && { growth })).toBe(`172 of 180 entries${said}`);
  });
});

test('the notice names the target and what comes of it, once for each target', () => {
  const near = told(prefixList, { kept: entries(172), capacity: 180 });
  const [notice, ...more] = listConditions(listOf([near, told(group, { capacity: 60 })]), now);
  expect(more).toEqual([]);
  expect(notice).toEqual({
    key: `nearly-full ${prefixList.key}`,
    kind: 'notice',
    text: 'pl-00000001 (eu-west-2) is nearly full: 172 of 180 entries. When it is full, additions are refused.',
    forcible: false,
  });
});
