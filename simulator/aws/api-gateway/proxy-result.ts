import type { RawResponse } from './request.js';
import { TurnedAway } from './turned-away.js';

const KEYS = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'];

/** Renamed on their way out: docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const REMAPPED = [
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'www-authenticate',
];

/**
 * A function's answer as a response. Of another shape it is 502: an unknown key, a body that is no text, a status that
 * is no number. What `isBase64Encoded` says goes unheard, since the API has no binary media types.
 *
 * @throws TurnedAway
 */
export function responseOf(payload: unknown): RawResponse {
  const { statusCode, headers, multiValueHeaders, body, ...others } = record(payload);
  const wellFormed =
    Number.isInteger(statusCode) &&
    Number(statusCode) >= 100 &&
    Number(statusCode) <= 599 &&
    (body === undefined || body === null || typeof body === 'string') &&
    Object.keys(others).every((key) => KEYS.includes(key)) &&
    typeof (others['isBase64Encoded'] ?? false) === 'boolean';
  if (!wellFormed) throw malformed();
  const single = Object.entries(record(headers ?? {})).map(([name, value]) => [name, scalar(value)] as const);
  const multiple = Object.entries(record(multiValueHeaders ?? {})).flatMap(([name, values]) => {
    if (!Array.isArray(values)) throw malformed();
    return values.map((value) => [name, scalar(value)] as const);
  });
  const named = new Set(multiple.map(([name]) => name.toLowerCase()));
  const all = [...single.filter(([name]) => !named.has(name.toLowerCase())), ...multiple];
  return { status: Number(statusCode), headers: all.map(remapped), body: body ?? '' };
}

function malformed(): TurnedAway {
  return new TurnedAway('DEFAULT_5XX', 502, 'Internal server error', 'InternalServerErrorException');
}

function record(value: unknown): Record<string, unknown> & { body?: string | null } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value as Record<string, unknown>;
}

function scalar(value: unknown): string {
  if (!['string', 'number', 'boolean'].includes(typeof value)) throw malformed();
  return String(value);
}

function remapped([name, value]: readonly [string, string]): readonly [string, string] {
  return [REMAPPED.includes(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value];
}
