import { listConditions } from '../../lib/report/conditions.js';
import { fullness } from '../../lib/report/fullness.js';
import { fullnessWords } from '../../lib/report/words.js';
import type { TargetRef } from '../../lib/estate/estate.js';
import type { TargetReport } from '../../lib/report/report.js';
import { entries, group, growing, ipSet, listOf, now, prefixList, told, twoPortRanges } from './report.js';

function full(of: TargetRef, holds: number, capacity: number, more: Partial<TargetReport> = {}) {
  const [added, kept] = [entries(1), entries(holds - 1)];
  const full = fullness(told(of, { added, kept, capacity, ...more }), now);
  return full && fullnessWords('it', full).replace(/^it is nearly full: (.*)\.$/, '$1');
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
  ['a group that holds what it takes', group, 60, 60, '60 of 60 entries'],
  [
    'a group that holds more than its quota',
    group,
    80,
    60,
    'it is over its limit: it holds 80 entries, and the limit that doorlist knows is 60.',
  ],
  [
    'a group of two port ranges that holds more than its quota',
    twoPortRanges.IPV4,
    31,
    30,
    'it is over its limit: it holds 31 entries, of 2 rules each, and the limit that doorlist knows is 30.',
  ],
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

test('a target that is over its limit is told of by itself, with what to do', () => {
  const over = told(group, { kept: entries(80), capacity: 60, growth: [{ month: '2025-08', wanted: 50 }] });
  expect(listConditions(listOf([over]), now)).toEqual([
    {
      key: `over-limit ${group.key}`,
      kind: 'notice',
      text: 'sg-00000002 IPv4 (eu-west-2) is over its limit: it holds 80 entries, and the limit that doorlist knows is 60; 50 a year ago. Raise the limit, or take entries out until fewer than 60 are left; before that no addition fits.',
      forcible: false,
    },
  ]);
});
