import { BadHistory } from './bad-history.js';

/** Which versions of a history are replayed, both ends included: each a syncToken or a date. */
export interface Span {
  from?: string | undefined;
  to?: string | undefined;
}

/** In the seconds of a syncToken. */
export interface Seconds {
  from: number;
  to: number;
}

export function readSpan({ from, to }: Span): Seconds {
  const seconds = {
    from: from === undefined ? -Infinity : instant('from', from),
    to: to === undefined ? Infinity : instant('to', to),
  };
  if (seconds.from > seconds.to)
    throw new BadHistory(`No version is from ${from} on and up to ${to} as well.`);
  return seconds;
}

const date = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z?)?$/;

function instant(end: string, text: string): number {
  if (/^\d{9,11}$/.test(text)) return Number(text);
  // Without a zone, Date.parse takes a time of day for the machine's own.
  const utc = text.includes('T') && !text.endsWith('Z') ? `${text}Z` : text;
  const ms = date.test(text) ? Date.parse(utc) : NaN;
  if (!Number.isNaN(ms)) return ms / 1000;
  throw new BadHistory(
    `${end} is ${JSON.stringify(text)}, which is neither a syncToken such as 1787433425 nor a date such as 2026-08-22 or 2026-08-22T21:17Z.`,
  );
}
