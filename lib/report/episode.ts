import { fallsTo, type Claim, type Claimant } from '../commit/claim.js';
import type { Refusal } from '../plan/refusals.js';

/**
 * One lasting reason, from its first run to its last. A refusal mails at its start, once a day and at its end; a
 * failure at its start and its end; a notice at its start. What recurs is over once it has been quiet for a while; it
 * mails at its start, once a day where it has come again, and at its end.
 */
export type Episode = Condition & Course;

export interface Course {
  since: number;
  /** Of what recurs, when it was last so. */
  last?: number;
  /** When its last mail went out; absent while the first is on its way. */
  mailed?: number;
  /** Its reason is gone, and the mail that says so is on its way. */
  over?: true;
  /** Who is mailing it. */
  claim?: Claim;
}

/** By key. */
export type Episodes = Record<string, Episode>;

/** A reason that holds now. */
export type Condition = Cause & {
  /** Scope and reason, with nothing that varies from run to run. */
  key: string;
  kind: 'refusal' | 'failure' | 'notice';
  /** Whether `force` lifts it. */
  forcible: boolean;
  /** A notice of what comes and goes again and again. */
  recurs?: true;
  /** Of what recurs, who does it, where one run could tell. */
  who?: string;
};

/**
 * What it is about; `words/cause.ts` speaks it. A refusal is of a target that is named, or else of the whole list. An
 * error has its own words, and so have notices; of refusals, older versions kept the sentence.
 */
export type Cause = { refusal: Refusal; target?: string } | { text: string };

export interface Observer {
  claimant: Claimant;
  /** When the run began. */
  now: number;
  /** When it claims what it mails; absent: as it began. */
  claimedAt?: number;
  /** Whether this run looked at what the episode is about; if it did and the condition is gone, the episode is over. */
  judged: (key: string) => boolean;
}

const remindAfterMs = 24 * 60 * 60_000;

/** What comes again every night is one episode. */
const quietAfterMs = 36 * 60 * 60_000;

/** The episodes after a run's look, and those of them that this run has to mail. Pure. */
export function follow(
  before: Episodes,
  conditions: readonly Condition[],
  observer: Observer,
): { episodes: Episodes; due: Episode[] } {
  const { claimant, now, claimedAt = now, judged } = observer;
  const episodes: Episodes = {};
  for (const condition of conditions)
    episodes[condition.key] = {
      ...condition,
      ...history(before[condition.key], now),
      ...recurrence(condition, before[condition.key], now),
    };
  for (const [key, episode] of Object.entries(before)) {
    if (key in episodes) continue;
    if (!judged(key) || mayRecur(episode, now)) episodes[key] = episode;
    else if ((episode.kind !== 'notice' || episode.recurs) && episode.mailed !== undefined)
      episodes[key] = { ...episode, over: true };
  }
  const due = Object.values(episodes)
    .filter((episode) => mailDue(episode, now) && free(episode, claimant, claimedAt))
    .map((episode) => ({ ...episode, claim: { ...claimant, at: claimedAt } }));
  for (const episode of due) episodes[episode.key] = episode;
  return { episodes, due };
}

function history(before: Episode | undefined, now: number): Omit<Course, 'over'> {
  if (before === undefined || before.over) return { since: now };
  const { since, mailed, claim } = before;
  return { since, ...(mailed === undefined ? {} : { mailed }), ...(claim ? { claim } : {}) };
}

function recurrence(
  { recurs, who }: Condition,
  before: Episode | undefined,
  now: number,
): Pick<Episode, 'last' | 'who'> {
  if (!recurs) return {};
  return {
    last: now,
    ...(who === undefined && before?.who !== undefined && !before.over ? { who: before.who } : {}),
  };
}

function mayRecur({ recurs, last = 0, over }: Episode, now: number): boolean {
  return recurs === true && !over && now - last < quietAfterMs;
}

function mailDue({ kind, recurs, mailed: before, last = 0, over }: Episode, now: number): boolean {
  if (before === undefined || over) return true;
  const lasts = kind === 'refusal' || (recurs === true && last > before);
  return lasts && now - before >= remindAfterMs;
}

function free({ claim }: Episode, claimant: Claimant, now: number): boolean {
  return claim === undefined || fallsTo(claimant, claim, now);
}

/** The episodes once the mails that `run` had claimed are out. Pure. */
export function mailed(episodes: Episodes, run: string, now: number): Episodes {
  return Object.fromEntries(
    Object.entries(episodes).flatMap(([key, { claim, ...episode }]) => {
      if (claim === undefined) return [[key, episode]];
      if (claim.run !== run) return [[key, { claim, ...episode }]];
      return episode.over ? [] : [[key, { ...episode, mailed: now }]];
    }),
  );
}

/** The episodes once `run` knows that it cannot mail what it had claimed: they fall to whoever comes next. Pure. */
export function givenBack(episodes: Episodes, run: string): Episodes {
  return Object.fromEntries(
    Object.entries(episodes).map(([key, { claim, ...episode }]) => [
      key,
      claim === undefined || claim.run === run ? episode : { claim, ...episode },
    ]),
  );
}
