import { sameNetworks } from './one-writer.js';
import { writesOfRuns, type Court, type Rule, type RunWrite, type Violation } from './court.js';
import { isLock } from './evidence.js';
import { listOf, targetOf, type Run, type RunCall } from './run.js';
import { excused } from './told.js';

/** Rule 6: a run that could not do or tell everything fails, and somebody is told; so is every change. */
export const failedRunsFail: Rule = (court) => [
  ...court.evidence.runs.flatMap((run) => [...calledSuccess(court, run), ...failedInSilence(court, run)]),
  ...writesOfRuns(court).flatMap((write) => changedInSilence(court, write)),
];

function calledSuccess({ wishes }: Court, run: Run): Violation[] {
  const { returned } = run;
  if (returned?.outcome !== 'ok') return [];
  const troubles = [
    ...(run.lists.some((list) => list.feed) && !wishes.gotten(run) ? ['could not have the feed'] : []),
    ...run.lists
      .flatMap((list) => list.targets)
      .filter((target) => !run.reads.some((read) => read.target === target))
      .map((target) => `could not read ${target}`),
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

/** Of the calls that say the same again and again, the last; those of the lock's heart may fail. */
function lastCalls(run: Run): RunCall[] {
  const matters = run.calls.filter((call) => call.service !== 'dynamodb' || !call.rows.every(isLock));
  return [...new Map(matters.map((call) => [subjectOf(call), call])).values()];
}

function subjectOf(call: RunCall): string {
  const about = call.service === 'sns' ? JSON.stringify(call.input) : (targetOf(call) ?? call.rows.join(' '));
  return `${call.service} ${call.operation} ${about}`;
}

/** A race that was lost is rule 3's. */
function isTrouble({ outcome }: RunCall): boolean {
  return !['ok', 'WAFOptimisticLockException', 'ConditionalCheckFailedException'].includes(outcome);
}

function failedInSilence({ evidence }: Court, run: Run): Violation[] {
  const { returned } = run;
  if (returned?.outcome !== 'error' || run.dryRun) return [];
  if (run.calls.length + run.fetches.length === 0) return [];
  if (couldNotMail(run)) return [];

  const worked = evidence.runs.filter(
    (other) =>
      other.returned?.outcome === 'ok' &&
      other.returned.index < run.begun.index &&
      run.lists.every(({ name }) => other.lists.some((list) => list.name === name)),
  );
  const since = Math.max(0, ...worked.map((other) => other.begun.at));
  const told = evidence.mails.some((mail) => mail.at >= since && /failed/i.test(mail.text));
  const others = evidence.runs.filter(
    (other) => other.actor !== run.actor && other.returned?.outcome !== 'error',
  );
  if (told || run.lists.some((list) => excused(others, list, since))) return [];
  return [{ rule: 6, at: returned.at, actor: run.actor, message: 'failed, and no mail says so' }];
}

/** SNS refused, or the connection broke again and again: a mail that the client sent more than once may be none to it. */
function couldNotMail(run: Run): boolean {
  const mails = run.calls.filter((call) => call.operation === 'Publish');
  const sentAgain = new Set(mails.map(subjectOf)).size < mails.length;
  return sentAgain || mails.some(isTrouble) || run.broken.some((text) => text.includes('sns:Publish'));
}

/** Every entry that came or went is named in a mail of the run's own, or of one that came after it had died. */
function changedInSilence(court: Court, write: RunWrite): Violation[] {
  const { evidence } = court;
  const { run, target, before, after, index } = write;
  const [there, left] = [new Set(before), new Set(after)];
  const changed = [
    ...after.filter((entry) => !there.has(entry)),
    ...before.filter((entry) => !left.has(entry)),
  ].slice(0, mailed);
  if (changed.length === 0 || sameNetworks(before, after)) return [];
  const mails = evidence.mails.filter((mail) => mail.index > index);
  const untold = changed.filter((entry) => !mails.some((mail) => mail.words.has(entry)));
  if (untold.length === 0 || mails.some((mail) => mail.text.includes('more lines'))) return [];

  const witnesses = run.returned?.outcome === 'ok' ? [run] : heirs(court, write);
  const [witness] = witnesses;
  if (!witness) return [];
  const seen = new Set(
    witness === run ? after : witness.reads.find((read) => read.target === target)?.entries,
  );
  const lasting = untold.filter((entry) => seen.has(entry) === left.has(entry));
  if (lasting.length === 0) return [];
  const message = `${lasting.length} changes are in no mail: ${lasting.slice(0, 3).join(', ')}`;
  return [{ rule: 6, at: write.at, actor: write.actor, target, message }];
}

/** Runs that ended well long after the writer must have been dead. */
function heirs({ evidence }: Court, { run, target, at }: RunWrite): Run[] {
  return evidence.runs.filter(
    (other) =>
      other !== run &&
      !other.dryRun &&
      other.returned?.outcome === 'ok' &&
      other.begun.at > at + longAfterMs &&
      listOf(other, target) !== undefined,
  );
}

const longAfterMs = 20 * 60_000;

/** Long changes may be cut in a mail. */
const mailed = 400;
