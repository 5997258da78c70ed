import type { LeasePolicy, LeaseRequest } from '../leases/lease.js';
import { sweepEveryMs } from '../estate/values/duration.js';
import { durationText, readDuration } from '../text/duration.js';
import { remark } from '../text/printable.js';
import { Problem } from './problem.js';

/** What a caller may say of a lease; where from is never theirs to say. */
export type Said = Omit<LeaseRequest, 'network'>;

const keys = ['for', 'why', 'device'] as const;
const mostBytes = 4_096;

const devices = /^[\w .-]{1,40}$/;

/** @throws Problem naming what is wrong, what is allowed, and of which key */
export function readLeaseRequest(body: string | null, list: string, policy: LeasePolicy): Said {
  const said = objectOf(body);
  return {
    duration: durationOf(said['for'], list, policy),
    why: textOf(said['why'], 'why', remark, '1 to 100 printable characters on one line'),
    device: deviceOf(said['device']),
  };
}

/** @throws Problem */
export function deviceOf(value: unknown): string {
  return textOf(
    value,
    'device',
    devices,
    'at most 40 letters, digits, spaces, dots, hyphens and underscores',
  );
}

function objectOf(body: string | null): Record<string, unknown> {
  if (body === null || body === '') return {};
  if (Buffer.byteLength(body) > mostBytes)
    throw bad('body', `The body has ${Buffer.byteLength(body)} bytes, and ${mostBytes} are the most.`);
  const value = parsed(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad('body', `The body is not a JSON object such as {"for":"4h","why":"webhook"}.`);
  const unknown = Object.keys(value).filter((key) => !(keys as readonly string[]).includes(key));
  if (unknown.length > 0)
    throw bad(
      'body',
      `The body has ${JSON.stringify(unknown[0]?.slice(0, 40))}, and its keys are ${keys.join(', ')}; what is let in is the address that the call comes from.`,
    );
  return value as Record<string, unknown>;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw bad('body', 'The body is not JSON; send an object such as {"for":"4h","why":"webhook"}.', cause);
  }
}

function durationOf(value: unknown, list: string, policy: LeasePolicy): number {
  if (value === undefined) return policy.default;
  const range = `from ${durationText(sweepEveryMs)} to ${durationText(policy.longest)} on ${list}`;
  const ms = typeof value === 'string' ? readDuration(value) : undefined;
  if (ms === undefined)
    throw bad('for', `for is ${shown(value)}; it is a duration such as "90m", "4h" or "1d", ${range}.`);
  if (ms < sweepEveryMs || ms > policy.longest)
    throw bad('for', `for is ${shown(value)}, and may be ${range}.`);
  return ms;
}

function textOf(value: unknown, key: 'why' | 'device', pattern: RegExp, allowed: string): string {
  if (value === undefined || value === '') return '';
  if (typeof value !== 'string' || !pattern.test(value))
    throw bad(key, `${key} is ${shown(value)}; it is a text of ${allowed}.`);
  return value;
}

function bad(key: 'body' | (typeof keys)[number], message: string, cause?: unknown): Problem {
  return new Problem(400, `request/${key}`, message, { cause });
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
