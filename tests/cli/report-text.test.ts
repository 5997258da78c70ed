import { expect, test } from '@jest/globals';
import { reportLines } from '../../cli/report-text.js';
import type { Paint } from '../../cli/paint.js';
import type { TargetReport } from '../../lib/report/report.js';
import { entries, entry, ipSet, prefixList, reportOf, told, twoPortRanges } from '../report/report.js';

const painted: Paint = (style, text) => `<${style}>${text}`;
const lines = (targets: TargetReport[]) => reportLines(reportOf(targets), 'dev', painted);

test('each row has the colour of its own outcome, whatever family has none', () => {
  const text = lines([
    told(twoPortRanges.IPV4, { wanted: 1, kept: [entry('44.0.0.0/24')] }),
    told(twoPortRanges.IPV6),
    told(ipSet, { outcome: 'refused' }),
    told(prefixList, { outcome: 'applied' }),
  ]);
  expect(text.filter((line) => line.includes('(eu-west-2)')).map((line) => line.split('edge')[0])).toEqual([
    '',
    '<yellow>',
    '<green>',
  ]);
});

test('a target is said to be nearly full with what it was a year before the report', () => {
  const growth = [
    { month: '2025-08', wanted: 150 },
    { month: '2025-12', wanted: 172 },
  ];
  expect(lines([told(prefixList, { kept: entries(172), capacity: 180, growth })])).toContain(
    '<yellow>edge: pl-00000001 (eu-west-2) is nearly full: 172 of 180 entries; 150 a year ago.',
  );
});

test('what only moved is shown with its calls', () => {
  const moved = [entry('44.0.0.0/24')];
  const requests = [{ operation: 'ec2:X', input: { Ids: ['a'], Rule: { Cidr: 'b', Text: 'c' } } }];
  const text = lines([told(twoPortRanges.IPV4, { outcome: 'applied', moved, kept: moved, requests })]).join(
    '\n',
  );
  expect(text).toMatch(/44\.0\.0\.0\/24 +moved +ip-ranges: EC2/);
  expect(text).toContain('ec2:X {\n  "Ids": [\n    "a"\n  ],\n  "Rule": { "Cidr": "b", "Text": "c" }\n}');
});
