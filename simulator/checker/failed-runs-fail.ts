import type { CheckerContext, CheckerRule, Violation } from './context.js';
import { isLock, type TraceIndex } from './trace-index.js';
import { leftOut } from './left-out.js';
import { lostRace } from './lost-races.js';
import { containerOf, targetsOf, type RecordedRun, type RunCall } from './run.js';
import { isSuperseded } from './superseded.js';
import { excused } from './told.js';
import { changedInSilence } from './untold-changes.js';

/** Rule 6: a run that could not do or tell everything fails, and somebody is told; so is every change. */
export const failedRunsFail: CheckerRule = (context) => [
  ...context.trace.runs.flatMap((run) => [
    ...calledSuccess(context, run),
    ...leftOut(context, run),
    ...failedInSilence(context, run),
  ]),
  ...context.writes.flatMap((write) => changedInSilence(context, write)),
];

function calledSuccess({ wants }: CheckerContext, run: RecordedRun): Violation[] {
  const { returned } = run;
  if (returned?.outcome !== 'ok' || run.trigger === 'access') return [];
  const troubles = [
    // A sweep goes by the file that was applied last.
    ...(run.trigger !== 'sweep' && run.lists.some((list) => list.feed) && !wants.gotten(run)
      ? ['could not have the feed']
      : []),
    ...targetsOf(run)
      .filter(({ target }) => !run.reads.some((read) => read.target === target.key))
      .map(({ target }) => `could not read ${target.key}`),
    ...lastCalls(run).flatMap((call) =>
      isTrouble(call) ? [`${call.operation} ended in ${call.outcome}`] : [],
    ),
  ];
  return [...new Set(troubles)].map((trouble) => ({
    rule: 6,
    at: returned.at,
    actor: run.actor,
    message: `${trouble}, and called it a success`,
  }));
}

/**
 * Of the calls that say the same again and again, the last. The heartbeat of a lock may fail; who gets no place in a lane
 * calls at once; and a run that may not ask for a quota assumes the smallest.
 */
function lastCalls(run: RecordedRun): RunCall[] {
  const mayFail = (key: string) => isLock(key) || key.startsWith('lane');
  const matters = run.calls.filter(
    (call) => call.service !== 'servicequotas' && (call.service !== 'dynamodb' || !call.rows.every(mayFail)),
  );
  return [...new Map(matters.map((call) => [subjectOf(call), call])).values()];
}

function subjectOf(call: RunCall): string {
  const { service, operation, input, rows } = call;
  const about =
    service === 'sns' || service === 'ec2' ? JSON.stringify(input) : (containerOf(call) ?? rows.join(' '));
  return `${service} ${operation} ${about}`;
}

/** A race that was lost is rule 3's. */
function isTrouble({ outcome }: RunCall): boolean {
  return !['ok', 'ConditionalCheckFailedException', ...lostRace].includes(outcome);
}

function failedInSilence({ trace, wants }: CheckerContext, run: RecordedRun): Violation[] {
  const { returned } = run;
  if (returned?.outcome !== 'error' || run.dryRun) return [];
  if (run.calls.length + run.fetches.length === 0) return [];
  // Of runs at once that fail alike, one mails.
  if (trace.runs.some((other) => isAtOnce(other, run) && couldNotMail(other))) return [];
  if (couldOnlyNotNote(trace, run) || isSuperseded(trace, run)) return [];

  // A failure of the feed lasts until some run has had it: one mail tells all of it.
  const hadNoFeed =
    run.trigger !== 'sweep' && run.lists.some((list) => list.feed) && wants.gotten(run) === undefined;
  const worked = trace.runs.filter(
    (other) =>
      other.returned?.outcome === 'ok' &&
      other.returned.index < run.begun.index &&
      (!hadNoFeed || wants.gotten(other) !== undefined) &&
      run.lists.every(({ name }) => other.lists.some((list) => list.name === name)),
  );
  const since = Math.max(0, ...worked.map((other) => other.begun.at));
  const told = trace.mails.some((mail) => mail.at >= since && /failed/i.test(mail.text));
  const others = trace.runs.filter(
    (other) => other.actor !== run.actor && other.returned?.outcome !== 'error',
  );
  if (told || run.lists.some((list) => excused(others, list, since))) return [];
  return [{ rule: 6, at: returned.at, actor: run.actor, message: 'failed, and no mail says so' }];
}

function isAtOnce(a: RecordedRun, b: RecordedRun): boolean {
  const begunBefore = (one: RecordedRun, other: RecordedRun) =>
    one.begun.index <= (other.returned?.index ?? Infinity);
  return begunBefore(a, b) && begunBefore(b, a);
}

/** SNS refused, or the connection broke again and again: a mail that the client sent more than once may be none to it. */
function couldNotMail(run: RecordedRun): boolean {
  const mails = run.calls.filter((call) => call.operation === 'Publish');
  const sentAgain = new Set(mails.map(subjectOf)).size < mails.length;
  return sentAgain || mails.some(isTrouble) || run.broken.some(({ text }) => text.includes('sns:Publish'));
}

/**
 * All that failed was to note in the table what is mailed, which comes once every lock is given back: what is not mailed
 * then falls to the next run, and the alarm rings.
 */
function couldOnlyNotNote(trace: TraceIndex, run: RecordedRun): boolean {
  const isLostNote = (call: RunCall) => isTrouble(call) && isNote(call) && !holdsLock(call);
  return run.calls.some(isLostNote) && lastCalls(run).filter(isTrouble).every(isLostNote);

  function holdsLock({ index }: RunCall): boolean {
    return targetsOf(run).some(({ target }) => {
      const last = trace
        .lockOf(target.key)
        .findLast((change) => change.actor === run.actor && change.index < index);
      return last !== undefined && last.operation !== 'DeleteItem';
    });
  }
}

const isNote = ({ service, operation }: RunCall): boolean =>
  service === 'dynamodb' && ['GetItem', 'PutItem'].includes(operation);
