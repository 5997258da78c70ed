import { AwsError, readUtf8, utf8 } from '../protocols/wire.js';
import { invalidValue } from './errors.js';

export interface PageRequest {
  MaxResults?: number;
  NextToken?: string;
}

export interface PageLimits {
  least: number;
  most: number;
  /** Without a number an answer has everything, unless told. */
  unlessAsked?: number;
}

/**
 * One page of `items`, which are sorted by `key`. A token names the last item that was shown, so what stays is never
 * skipped nor shown twice, while what comes and goes between two pages may be.
 */
export function page<T>(
  items: readonly T[],
  key: (item: T) => string,
  { MaxResults, NextToken }: PageRequest,
  { least, most, unlessAsked = Infinity }: PageLimits,
): { shown: readonly T[]; nextToken: string | undefined } {
  if (MaxResults !== undefined && !(MaxResults >= least && MaxResults <= most))
    throw invalidValue(
      `Value (${MaxResults}) for parameter maxResults is invalid. Expecting a value from ${least} to ${most}.`,
    );
  const after = NextToken === undefined ? undefined : readToken(NextToken);
  const left = after === undefined ? items : items.filter((item) => key(item) > after);
  const shown = left.slice(0, MaxResults ?? unlessAsked);
  const last = shown.at(-1);
  const more = last !== undefined && shown.length < left.length;
  return { shown, nextToken: more ? writeToken(key(last)) : undefined };
}

const MARK = 'after ';

const writeToken = (last: string) => Buffer.from(utf8(`${MARK}${last}`)).toString('base64url');

function readToken(token: string): string {
  const read = readUtf8(Buffer.from(token, 'base64url'));
  if (!read.startsWith(MARK))
    throw new AwsError('InvalidNextToken', 'The specified NextToken is corrupt or expired');
  return read.slice(MARK.length);
}
