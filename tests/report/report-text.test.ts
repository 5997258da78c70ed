import { reportText } from '../../lib/report/report-text.js';
import type { Report, TargetReport } from '../../lib/report/report.js';
import { entry, group, ipSet, prefixList, reportOf, told, twoPortRanges } from './report.js';

const text = (targets: TargetReport[], more: Partial<Report> = {}) => reportText(reportOf(targets, more));

/** Which targets have a row. */
const rows = (targets: TargetReport[]) =>
  text(targets)
    .split('\n')
    .filter((line) => line.startsWith('edge '))
    .map((line) => /(\S+( IPv[46])?) \(/.exec(line)?.[1]);

const some = [entry('44.0.0.0/24')];
const { IPV4, IPV6 } = twoPortRanges;

test('what moved has a count of its own, done and planned', () => {
  const targets = [told(group, { removed: some, moved: [...some, entry('44.0.1.0/24')] })];
  expect(text(targets)).toContain('1 removed, 2 moved');
  expect(text(targets, { dryRun: true })).toContain('1 to remove, 2 to move');
});

describe('of two families of security groups', () => {
  test.each<[string, Partial<TargetReport>]>([
    ['is wanted', { wanted: 1 }],
    ['is held', { held: 1 }],
    ['is there', { kept: some }],
    ['came', { added: some }],
    ['went', { removed: some }],
    ['moved', { moved: some }],
    ['failed', { outcome: 'failed', error: { code: 'x', message: 'x' } }],
    ['was refused', { outcome: 'refused' }],
  ])('the one of which something %s stands for the other', (_, more) => {
    expect(rows([told(IPV4), told(IPV6, more)])).toEqual(['sg-00000001 IPv6']);
    expect(rows([told(IPV4, more), told(IPV6)])).toEqual(['sg-00000001 IPv4']);
  });

  test.each<[string, Partial<TargetReport>]>([
    ['nothing is wanted, there or changed', {}],
    ['the whole list was refused', { outcome: 'refused' }],
  ])('the first stands for both where %s', (_, more) => {
    expect(rows([told(IPV4, more), told(IPV6, more)])).toEqual(['sg-00000001 IPv4']);
  });

  test('a refusal has a row beside whatever the other did', () => {
    expect(
      rows([told(IPV4, { outcome: 'applied', added: some }), told(IPV6, { outcome: 'refused' })]),
    ).toHaveLength(2);
  });

  test('both have a row where both could not be read', () => {
    const failed: Partial<TargetReport> = { outcome: 'failed', error: { code: 'x', message: 'x' } };
    expect(rows([told(IPV4, failed), told(IPV6, failed)])).toHaveLength(2);
  });
});

test('other targets always have a row', () => {
  expect(rows([told(ipSet), told(prefixList), told(group)])).toEqual([
    'edge-v4',
    'pl-00000001',
    'sg-00000002 IPv4',
  ]);
});
