import { columns } from '../../../lib/report/render.js';
import type { LoadTest } from '../load-test.js';

/** A load test, for a person. */
export function loadTestText({ calls, ...loadTest }: LoadTest): string {
  const rows = [
    ['joins', String(loadTest.joins), ''],
    ['confirmed', String(loadTest.confirmed), 'answered 200 and in the set at that instant'],
    ['accepted', String(loadTest.accepted), 'answered 202 first, and asked again'],
    ['turned away', String(loadTest.turnedAway), 'by a throttle or for want of functions, and asked again'],
    ['lost', String(loadTest.lost), 'answered 200 and not in, then or after the next sweep'],
    ['p50', `${loadTest.p50Seconds} s`, 'from the first call to the 200'],
    ['p99', `${loadTest.p99Seconds} s`, ''],
    ['longest', `${loadTest.maxSeconds} s`, ''],
    ['UpdateIPSet', `${loadTest.updateIpSetMaxPerSecond} a second`, 'at most, of doorlist'],
    ['edits', String(loadTest.edits), 'at the console'],
    ...Object.entries(calls).map(([name, count]) => [name, String(count), 'calls']),
  ];
  return columns([], rows).join('\n');
}
