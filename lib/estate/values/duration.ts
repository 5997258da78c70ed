import { dayMs, minuteMs, readDuration, secondMs } from '../../text/duration.js';
import { shown, Unreadable } from '../mistakes/mistakes.js';

/** How often a sweep looks at every list with people, so nothing that it ends can be shorter. */
export const sweepEveryMs = 5 * minuteMs;

/** Of anything that doorlist.yml gives a duration. */
export const longestDurationMs = 30 * dayMs;

const wording = 'write minutes, hours or days, such as 90m, 24h or 2d';

/** From `0` to 30d, in milliseconds. @throws Unreadable */
export function parseDuration(text: string): number {
  return read(text, `${wording}, or 0`);
}

function read(text: string, advice: string): number {
  const ms = readDuration(text);
  if (ms === undefined) throw new Unreadable(`${shown(text)} is not a duration; ${advice}`);
  if (ms > longestDurationMs) throw new Unreadable(`${shown(text)} is too long; 30d is the most`);
  return ms;
}

/** Of a lease or a grace, which a sweep ends: from 5m to 30d, in milliseconds. @throws Unreadable */
export function parseSweptDuration(text: string): number {
  const ms = read(text, wording);
  if (ms < sweepEveryMs)
    throw new Unreadable(
      `${shown(text)} is too short; 5m is the least, since that is how often doorlist looks`,
    );
  return ms;
}

/** Below `integrationTimeoutMs`, with time left for the answer itself. */
const longestWaitMs = 20 * secondMs;

/** How long an answer may wait for AWS: from 1s to 20s, in milliseconds. @throws Unreadable */
export function parseWait(text: string): number {
  const ms = readDuration(text, ['s']);
  if (ms === undefined || ms < secondMs || ms > longestWaitMs)
    throw new Unreadable(
      `${shown(text)} is not a time to wait; write seconds, from 1s to ${longestWaitMs / secondMs}s`,
    );
  return ms;
}
