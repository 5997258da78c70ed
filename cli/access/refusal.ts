import * as z from 'zod';
import { BadRequest, Unavailable } from '../../lib/errors.js';
import { troubled } from '../aws-trouble.js';
import { Busy, Refused } from './errors.js';
import type { Answered } from './exchange.js';

/** RFC 9457, or what API Gateway says where nobody shaped its words. */
const problem = z
  .looseObject({ detail: z.string().optional(), message: z.string().optional(), code: z.string().optional() })
  .catch({});

/** An answer that is no success as the error that it stands for, in the API's own words. */
export function refusal({ status, headers, body }: Answered, url: URL): unknown {
  const said = problem.parse(json(body));
  const words = said.detail ?? said.message;
  const code = said.code ?? `api/status-${status}`;
  // What API Gateway itself refuses carries the name of an AWS error, such as ExpiredTokenException.
  const name = headers['x-amzn-errortype']?.split(':')[0] ?? '';
  // What it says of a route that there is not; every request of ours says who sends it.
  if (name === 'MissingAuthenticationTokenException')
    return new BadRequest(
      'usage/url',
      `${url.origin}${url.pathname} is no route of an access API; check its address and that it ends with the stage, such as /prod.`,
    );
  if (/^(ExpiredToken|RequestExpired|InvalidSignature|UnrecognizedClient)/.test(name))
    return troubled(Object.assign(new Error(words ?? name), { name }));
  if (words === undefined)
    return new Unavailable(
      code,
      `${url.origin} answered with status ${status} and not as an access API does; check its address.`,
    );
  if ([403, 409, 429].includes(status)) return new Refused(code, words);
  if (status === 401 || status < 400) return new Unavailable(code, words);
  if (status < 500) return new BadRequest(code, words);
  return status === 503 ? new Busy(code, words, retryAfterMs(headers)) : new Unavailable(code, words);
}

/** In milliseconds; a second where nothing was said. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function retryAfterMs(headers: Answered['headers']): number {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 1000;
}

export function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
