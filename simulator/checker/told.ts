import type { SpecList } from './spec.js';
import type { CheckerContext } from './context.js';
import type { RecordedMail } from './trace-index.js';
import type { RecordedRun } from './run.js';

/** A mail that says what of a list was refused, in numbers. */
export function isRefusalMail({ text }: RecordedMail, { name }: SpecList): boolean {
  return /\bREFUSED\b/.test(text) && text.includes(name) && /\d/.test(text);
}

/**
 * Whether a refusal of a list was mailed from a time on. `unsettled`: not that the record shows, but a run that
 * may have undertaken to mail it died or failed, and no other has had to since.
 */
export function refusalsSince({ trace }: CheckerContext, list: SpecList, at: number, forcible = false): Told {
  const mails = trace.mails.filter(
    (mail) => mail.at >= at && isRefusalMail(mail, list) && (!forcible || mail.text.includes('--force')),
  );
  return mails.length > 0 ? 'told' : excused(trace.runs, list, at) ? 'unsettled' : 'untold';
}

/** A refusal that lasts is mailed once a day. */
export const reminderMs = 25 * 60 * 60_000;

export type Told = 'told' | 'untold' | 'unsettled';

/** Longer than any invocation, and so longer than anybody waits for what a run has begun. */
const longestLifeMs = 20 * 60_000;

/** Whether some run of the list that was under way since then did not end well, with no good one long enough after it. */
export function excused(runs: readonly RecordedRun[], list: SpecList, at: number): boolean {
  const about = runs.filter((run) => run.lists.some(({ name }) => name === list.name));
  const died = about.filter(({ returned }) => returned?.outcome !== 'ok' && (returned?.at ?? Infinity) >= at);
  const last = Math.max(...died.map((run) => run.returned?.at ?? Infinity));
  return (
    died.length > 0 &&
    !about.some((run) => run.returned?.outcome === 'ok' && run.begun.at > last + longestLifeMs)
  );
}
