import { brief, bytesOf } from '../../lib/report/brief.js';
import { entry, ipSet, reportOf, told } from './report.js';

const added = Array.from({ length: 45 }, (_, i) =>
  entry(`44.0.${i}.0/24`, `selected by the feed: services EC2, S3 and CLOUDFRONT ${i}`.padEnd(120, '.')),
);
const kept = [entry('44.1.0.0/24')];

describe('the answer of a run', () => {
  test('that Lambda takes stays as it is', () => {
    const report = reportOf([told(ipSet, { added, kept })]);
    expect(brief(report)).toEqual(report);
  });

  test('of 1,000 targets with 45 added each ends in counts', () => {
    const report = reportOf(Array.from({ length: 1_000 }, () => told(ipSet, { added, kept })));
    expect(bytesOf(report)).toBeGreaterThan(6_291_556);
    const shorter = brief(report);
    expect(bytesOf(shorter)).toBeLessThan(6_291_556);
    const targets = shorter.lists.flatMap((list) => list.targets);
    expect(targets).toHaveLength(1_000);
    expect(targets[0]).toMatchObject({ added: [], counts: { added: 45, removed: 0, moved: 0 } });
  });

  test('of more targets than even counts fit for ends in how many came to what', () => {
    const report = reportOf(Array.from({ length: 100 }, () => told(ipSet, { added })));
    expect(brief(report, 2_000)).toMatchObject({
      lists: [],
      left: { lists: 1, outcomes: { unchanged: 100 } },
    });
  });
});
