import * as z from 'zod/mini';
import type { Episode } from '../../report/episode.js';
import type { FailuresRow, ListRow } from '../state.js';
import { storedRefusal } from '../stored-refusal.js';
import type { Item } from '../table.js';
import { arePast, claim, flag, parsed, time, version } from './row.js';

const kept = z.looseObject({
  key: z.string(),
  kind: z.enum(['refusal', 'failure', 'notice']),
  text: z.exactOptional(z.string()),
  refusal: z.exactOptional(z.unknown()),
  target: z.exactOptional(z.string()),
  forcible: z.boolean(),
  since: time,
  last: z.exactOptional(time),
  recurs: z.exactOptional(flag),
  who: z.exactOptional(z.string()),
  mailed: z.exactOptional(time),
  over: z.exactOptional(flag),
  claim: z.exactOptional(z.looseObject(claim)),
});

/** A refusal only says what the mails of an episode are about, so one that cannot be read leaves the episode as it is. */
const episode = z.pipe(
  kept,
  z.transform(({ text, refusal, target, ...rest }, context): Episode => {
    const read = storedRefusal.safeParse(refusal);
    if (read.success) return { ...rest, refusal: read.data, ...(target === undefined ? {} : { target }) };
    if (refusal !== undefined) return { ...rest, text: 'A refusal that only another version can tell.' };
    if (text !== undefined) return { ...rest, text };
    context.issues.push({ code: 'custom', message: 'is about nothing', input: rest });
    return z.NEVER;
  }),
);

const episodes = z.record(z.string(), episode);

const list = z.looseObject({
  version,
  announced: z.exactOptional(z.string()),
  unreadableSince: z.exactOptional(time),
  episodes,
});

const failures = z.looseObject({ version, episodes });

/**
 * Of a row that cannot be read nobody knows what was mailed, nor that a flush was announced: it is mailed again, and
 * announced again before it is done.
 */
export function listRow(item: Item | undefined, now: number): ListRow {
  if (item === undefined) return { version: 0, episodes: {} };
  const row = parsed(list, item);
  return row && areOfNow(row, now) ? row : { ...replacing(item), episodes: {} };
}

export function failuresRow(item: Item | undefined, now: number): FailuresRow {
  if (item === undefined) return { version: 0, episodes: {} };
  const row = parsed(failures, item);
  return row && areOfNow(row, now) ? row : { ...replacing(item), episodes: {} };
}

function areOfNow({ episodes: all, unreadableSince }: Omit<ListRow, 'version'>, now: number): boolean {
  const times = Object.values(all).flatMap(({ since, last, mailed, claim: by }) => [
    since,
    last,
    mailed,
    by?.at,
  ]);
  return arePast([unreadableSince, ...times], now);
}

/** What stands in the place of a row that cannot be read, and is saved over it. */
export function replacing(item: Item): { version: number; unreadable: true } {
  const seen = version.safeParse(item['version']);
  return { version: seen.success ? seen.data : 0, unreadable: true };
}

type WithEpisodes = { episodes: ListRow['episodes'] };

/** Episodes whose sentences are cut: their keys still tell that they were mailed. */
export function briefly<R extends WithEpisodes>(row: R): R {
  const each = Object.entries(row.episodes).map(([key, one]) => [
    key,
    'text' in one ? { ...one, text: one.text.slice(0, 80) } : one,
  ]);
  return { ...row, episodes: Object.fromEntries(each) as WithEpisodes['episodes'] };
}

/** The thousand episodes that are the oldest; a later one is mailed again. */
export function oldest<R extends WithEpisodes>(row: R): R {
  const each = Object.entries(row.episodes).sort(([, a], [, b]) => a.since - b.since);
  return { ...briefly(row), episodes: Object.fromEntries(each.slice(0, 1_000)) };
}
