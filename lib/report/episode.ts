import { fallsTo, type Claim, type Claimant } from '../commit/claim.js';
import type { Refusal } from '../plan/refusals.js';

/**
 * One lasting reason, from its first run to its last. A refusal mails at its start, once a day and at its end; a
 * failure at its start and its end; a notice at its start.
 */
export type Episode = Condition & Course;

export interface Course {
  since: number;
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
};

/**
 * What it is about; `words/cause.ts` speaks it. A refusal is of a target that is named, or else of the whole list. An
 * error has its own words, and so have notices; of refusals, older versions kept the sentence.
 */
export type Cause = { refusal: Refusal; target?: string } | { text: string };

export interface Observer {
  claimant: Claimant;
  now: number;
  /** Whether this run looked at what the episode is about; if it did and the condition is gone, the episode is over. */
  judged: (key: string) => boolean;
}

const remindAfterMs = 24 * 60 * 60_000;

/** The episodes after a run's look, and those of them that this run has to mail. Pure. */
export function follow(
  before: Episodes,
  conditions: readonly Condition[],
  observer: Observer,
): { episodes: Episodes; due: Episode[] } {
  const { claimant, now, judged } = observer;
  const episodes: Episodes = {};
  for (const condition of conditions)
    episodes[condition.key] = { ...condition, ...history(before[condition.key], now) };
  for (const [key, episode] of Object.entries(before)) {
    if (key in episodes) continue;
    if (!judged(key)) episodes[key] = episode;
    else if (episode.kind !== 'notice' && episode.mailed !== undefined)
      episodes[key] = { ...episode, over: true };
  }
  const due = Object.values(episodes)
    .filter((episode) => mailDue(episode, now) && free(episode, claimant, now))
    .map((episode) => ({ ...episode, claim: { ...claimant, at: now } }));
  for (const episode of due) episodes[episode.key] = episode;
  return { episodes, due };
}

function history(before: Episode | undefined, now: number): Omit<Course, 'over'> {
  if (before === undefined || before.over) return { since: now };
  const { since, mailed, claim } = before;
  return { since, ...(mailed === undefined ? {} : { mailed }), ...(claim ? { claim } : {}) };
}

function mailDue(episode: Episode, now: number): boolean {
  if (episode.mailed === undefined || episode.over) return true;
  return episode.kind === 'refusal' && now - episode.mailed >= remindAfterMs;
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
