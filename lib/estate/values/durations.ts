import { parseDuration } from './duration.js';
import { shown, Unreadable } from '../mistakes/mistakes.js';

/** A sweep comes by every five minutes, so nothing shorter would be kept to. */
const shortest = 5 * 60_000;

/** How long a lease or a grace is: a duration from 5m to 30d, in milliseconds. */
export function parseLength(text: string): number {
  const length = parseDuration(text);
  if (length < shortest)
    throw new Unreadable(
      `${shown(text)} is too short; 5m is the least, since that is how often doorlist looks`,
    );
  return length;
}

const longestWait = 20;

/** How long an answer may wait for AWS, in milliseconds: API Gateway itself gives up after 29 s. */
export function parseWait(text: string): number {
  const seconds = Number(/^([1-9]\d*)s$/.exec(text)?.[1]);
  if (!(seconds <= longestWait))
    throw new Unreadable(`${shown(text)} is not a time to wait; write seconds, from 1s to ${longestWait}s`);
  return seconds * 1000;
}
