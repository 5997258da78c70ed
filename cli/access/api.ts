import type * as z from 'zod';
import type { Family } from '../../lib/cidr.js';
import { BadRequest, Unavailable } from '../../lib/errors.js';
import type { Context } from '../surroundings.js';
import { authorizeFor } from './authorize.js';
import { Unreached } from './errors.js';
import { endpointOf, type AccessOptions, type Endpoint } from './endpoint.js';
import type { Answered, Asked, Exchange } from './exchange.js';
import { json, refusal, retryAfterMs } from './refusal.js';

export interface ApiCall {
  method: 'GET' | 'PUT' | 'DELETE';
  /** Segments below the tree's root. */
  path: readonly string[];
  query?: Record<string, string>;
  body?: object;
  family?: Family;
}

export interface ApiReply<T> {
  body: T;
  retryAfterMs: number;
}

/** The access API as this caller sees it. */
export interface Api extends Endpoint {
  /** @throws BadRequest, Refused, Busy, Unreached, Unavailable */
  call<T>(shape: z.ZodType<T>, call: ApiCall): Promise<ApiReply<T>>;
}

export async function apiFor(context: Context<AccessOptions>): Promise<Api> {
  const endpoint = endpointOf(context);
  const { tree, headers } = await authorizeFor(endpoint, context);
  const { exchange } = context.machine;
  return {
    ...endpoint,
    async call(shape, { method, path, query = {}, body, family }) {
      const url = new URL(endpoint.url);
      url.pathname = [url.pathname.replace(/\/$/, '') + tree, ...path.map(segment)].join('/');
      url.search = Object.entries(query)
        .map((pair) => pair.map(encodeURIComponent).join('='))
        .join('&');
      const asked: Asked = {
        url,
        method,
        headers: {
          accept: 'application/json',
          'user-agent': 'doorlist',
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        ...(family && { family }),
      };
      const answered = await reach(exchange, { ...asked, headers: await headers(asked) });
      if (answered.status !== 200 && answered.status !== 202) throw refusal(answered, url);
      const read = shape.safeParse(json(answered.body));
      if (!read.success)
        throw new Unavailable(
          'api/answer',
          `${url.origin} answered, but not as an access API does; check its address, and that this version of doorlist is the deployed one.`,
        );
      return { body: read.data, retryAfterMs: retryAfterMs(answered.headers) };
    },
  };
}

/** `..` would be another route. */
function segment(name: string): string {
  if (name === '' || /^\.+$/.test(name))
    throw new BadRequest(
      'usage/name',
      `${JSON.stringify(name)} is no name of a list and no id of a lease; doorlist whoami tells the names.`,
    );
  return encodeURIComponent(name);
}

/** What the network says of a family that host or machine do not have. */
const lacking = [
  'ENOTFOUND',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'ENODATA',
  'ECONNREFUSED',
];

async function reach(exchange: Exchange, asked: Asked): Promise<Answered> {
  return exchange(asked).catch((error: unknown) => {
    const { code = 'unknown', message } = error as NodeJS.ErrnoException;
    throw new Unreached(
      'api/unreachable',
      `The access API ${asked.url.origin} could not be reached (${message || code}); check the network and the address.`,
      lacking.includes(code),
      { cause: error },
    );
  });
}
