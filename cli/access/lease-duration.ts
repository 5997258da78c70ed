import { BadRequest, DoorlistError } from '../../lib/errors.js';
import { longestDurationMs } from '../../lib/estate/values/duration.js';
import { minuteMs, readDuration } from '../../lib/text/duration.js';
import { me } from './answers.js';
import type { Api } from './api.js';
import { Unreached } from './errors.js';

/** How long a run that dies without ending its lease leaves the address open, at most. */
const usualMs = 15 * minuteMs;

/** How long each lease of a run is, in milliseconds: as said, else short, and never longer than the list grants. */
export async function leaseDuration(api: Api, list: string, said: string | undefined): Promise<number> {
  if (said !== undefined) return read(said);
  const longest = await longestOf(api, list);
  return longest === undefined ? usualMs : Math.min(usualMs, read(longest));
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
  const ms = readDuration(text);
  if (ms !== undefined && ms >= minuteMs && ms <= longestDurationMs) return ms;
  throw new BadRequest(
    'usage/for',
    `${JSON.stringify(text)} is no duration for a lease; write minutes, hours or days with --for, such as 15m, 4h or 1d.`,
  );
}
