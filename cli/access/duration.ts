import { BadRequest, DoorlistError } from '../../lib/errors.js';
import { parseDuration } from '../../lib/estate/values/duration.js';
import { Unreadable } from '../../lib/estate/mistakes/mistakes.js';
import { me } from './answers.js';
import type { Api } from './api.js';
import { Unreached } from './errors.js';

const minute = 60_000;
/** What a run that dies without a word leaves open for, at most. */
const usual = 15 * minute;

/** How long each lease of a run is, in milliseconds: as said, else short, and never longer than the list grants. */
export async function lengthOf(api: Api, list: string, said: string | undefined): Promise<number> {
  if (said !== undefined) return read(said);
  const longest = await longestOf(api, list);
  return Math.min(usual, longest === undefined ? usual : read(longest));
}

/** As the API wants it. */
export function spoken(lengthMs: number): string {
  return `${Math.floor(lengthMs / minute)}m`;
}

/** Whoever may join a list need not be allowed to ask about it; the API then says by itself what is too long. */
async function longestOf(api: Api, list: string): Promise<string | undefined> {
  const asked = await api.call(me, { method: 'GET', path: ['me'] }).catch((error: unknown) => {
    if (error instanceof DoorlistError && !(error instanceof Unreached)) return undefined;
    throw error;
  });
  return asked?.body.lists.find(({ name }) => name === list)?.longest;
}

function read(text: string): number {
  try {
    const length = parseDuration(text);
    if (length >= minute) return length;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  throw new BadRequest(
    'usage/for',
    `${JSON.stringify(text)} is no length for a lease; write minutes, hours or days with --for, such as 15m, 4h or 1d.`,
  );
}
