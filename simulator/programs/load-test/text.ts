import { columns } from '../../../lib/report/render.js';
import type { Storm } from '../load-test.js';

/** A storm, for a person. */
export function stormText({ calls, ...storm }: Storm): string {
  const rows = [
    ['joins', String(storm.joins), ''],
    ['confirmed', String(storm.confirmed), 'answered 200 and in the set at that instant'],
    ['accepted', String(storm.accepted), 'answered 202 first, and asked again'],
    ['turned away', String(storm.turnedAway), 'by a throttle or for want of functions, and asked again'],
    ['lost', String(storm.lost), 'answered 200 and not in, then or after the next sweep'],
    ['p50', `${storm.p50Seconds} s`, 'from the first call to the 200'],
    ['p99', `${storm.p99Seconds} s`, ''],
    ['longest', `${storm.maxSeconds} s`, ''],
    ['UpdateIPSet', `${storm.updateIpSetMaxPerSecond} a second`, 'at most, of doorlist'],
    ['edits', String(storm.edits), 'at the console'],
    ...Object.entries(calls).map(([name, count]) => [name, String(count), 'calls']),
  ];
  return columns([], rows).join('\n');
}
