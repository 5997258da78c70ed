import { terminalTable } from '../../../lib/report/terminal-table.js';
import type { LoadTestResult } from '../load-test.js';

/** The result of a load test, for a person. */
export function resultText({ calls, ...result }: LoadTestResult): string {
  const rows = [
    ['joins', String(result.joins), ''],
    ['confirmed', String(result.confirmed), 'answered 200 and in the set at that instant'],
    ['accepted', String(result.accepted), 'answered 202 first, and asked again'],
    ['turned away', String(result.turnedAway), 'by a throttle or for want of functions, and asked again'],
    ['lost', String(result.lost), 'answered 200 and not in, then or after the next sweep'],
    ['p50', `${result.p50Seconds} s`, 'from the first call to the 200'],
    ['p99', `${result.p99Seconds} s`, ''],
    ['longest', `${result.maxSeconds} s`, ''],
    ['UpdateIPSet', `${result.updateIpSetMaxPerSecond} a second`, 'at most, of doorlist'],
    ['edits', String(result.edits), 'at the console'],
    ...Object.entries(calls).map(([name, count]) => [name, String(count), 'calls']),
  ];
  return terminalTable([], rows).join('\n');
}
