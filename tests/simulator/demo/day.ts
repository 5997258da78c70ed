import type { GivenFile } from '../../../simulator/programs/demo/day/versions.js';
import { aggregatedCount, rowsOf } from './feeds.js';
import { doorlistYml, runDemo, type Demo } from './run-demo.js';

/** Tests of the day that the estate of doorlist.yml lives with a file of the feed. */
export function testsOfDay(given: GivenFile): void {
  let demo: Demo;
  beforeAll(async () => {
    demo = await runDemo(doorlistYml, given);
  });

  const target = (list: string, index = 0) => {
    const found = demo.document.lists[list]?.targets[index];
    if (!found) throw new Error(`no ${list}`);
    return found;
  };
  const told = () => demo.lines.join('\n');

  test('the checker finds nothing', () => {
    expect(demo.day.findings.violations).toEqual([]);
    expect(demo.document.violations).toBe(0);
  });

  test.each(['CLOUDFRONT', 'ROUTE53_HEALTHCHECKS'])(
    '%s is held as the file has it, counted independently',
    (service) => {
      const list = service === 'CLOUDFRONT' ? 'cloudfront' : 'health-checks';
      const rows = rowsOf(given.bytes, (row) => row.service === service);
      const aggregated = { IPV4: aggregatedCount(rows.IPV4), IPV6: aggregatedCount(rows.IPV6) };
      expect(demo.document.lists[list]?.selection).toEqual({
        services: [service],
        entries: { IPV4: rows.IPV4.length, IPV6: rows.IPV6.length },
        aggregated,
      });
      for (const { family, wanted, held, outcome } of demo.document.lists[list]?.targets ?? [])
        expect({ wanted, held, outcome }).toEqual({
          wanted: aggregated[family],
          held: 0,
          outcome: 'unchanged',
        });
    },
  );

  test('what was added and removed over the day is what the sets hold more than at its start', () => {
    const { added, removed, kept, wanted } = target('cloudfront');
    expect(added - removed).toBe(wanted);
    // Somebody added one by hand, which is foreign and stays.
    expect(kept).toBe(wanted + 1);
  });

  test('people’s lists keep their pins, and lose what was added by hand', () => {
    expect(demo.document.lists['developers']).toMatchObject({
      selection: null,
      targets: [
        // The last that looked was a sweep.
        { family: 'IPV4', outcome: 'unchanged', wanted: 1, added: 1, removed: 1, kept: 1 },
        { family: 'IPV6', outcome: 'unchanged', wanted: 1, added: 1, removed: 1, kept: 1 },
      ],
    });
  });

  test('the mails tell the story in its order', () => {
    const subjects = demo.document.mails.map(({ subject }) => subject.replace(/^doorlist dev: /, ''));
    const about = (list: string) => subjects.filter((subject) => subject.startsWith(`${list}: `));
    expect(about('developers')).toEqual([
      // The first sweep brings the pins.
      'developers: 2 added',
      'developers: first flush announced',
      'developers: 2 removed',
    ]);
    expect(about('cloudfront')).toEqual([
      expect.stringMatching(/\d+ added/),
      expect.stringMatching(/\d+ added/),
      expect.stringMatching(/REFUSED: would leave a target empty/),
      expect.stringMatching(/no longer refused: would leave a target empty/),
    ]);
  });

  test('the calls are doorlist’s own', () => {
    const { calls, runs } = demo.document;
    const { record } = demo.day;
    const byHand = record.of('call').filter((call) => call.actor.startsWith('console-'));
    expect(byHand.length).toBeGreaterThan(0);
    const writes = byHand.filter((call) => call.operation === 'UpdateIPSet').length;
    expect(calls['wafv2:UpdateIPSet']).toBe((record.countCalls()['wafv2:UpdateIPSet'] ?? 0) - writes);
    expect(calls['sns:Publish']).toBe(demo.document.mails.length);
    expect(runs).toBe(record.of('invoke').length);
    expect(Object.keys(calls).every((name) => /^(dynamodb|sns|wafv2):\w+$/.test(name))).toBe(true);
  });

  test('the story fits a terminal and names what happened', () => {
    expect(demo.lines.length).toBeLessThan(120);
    expect(demo.lines.filter((line) => line.length > 100)).toEqual([]);
    expect(told()).toMatch(/by mistake without CLOUDFRONT/);
    expect(told()).toMatch(/To force it: npx doorlist refresh cloudfront --force/);
    expect(told()).toMatch(/first-flush: This is the first scheduled flush/);
    expect(told()).toMatch(/: 0 violations/);
  });
}
