import { isPerson } from './actors.js';
import type { CheckerContext, Violation } from './context.js';
import { held } from './held.js';
import { listOf, type RecordedRun } from './run.js';
import type { RecordedEntry } from './entry.js';
import { containersOf, counts, portRangesOf } from './targets.js';
import type { RunWrite } from './writes.js';

/** Each network that came or went at a port range is named in a mail of the run's own, or of one that came after it had died. */
export function changedInSilence(context: CheckerContext, write: RunWrite): Violation[] {
  const { trace } = context;
  const { run, target, was, is, opened, closed, index } = write;
  const [there, left] = [letIn(write, was), letIn(write, is)];
  const changed = [...opened, ...closed].filter(
    (entry) => there.has(inWords(entry)) !== left.has(inWords(entry)),
  );
  const [visit, drift] = [isVisit(context, write), isToldAsDrift(context, write)];
  const first = changed.filter((entry) => !visit(entry) && !drift(entry)).slice(0, mailed);
  if (first.length === 0) return [];
  const mails = trace.mails.filter((mail) => mail.index > index);
  const untold = first.filter(({ source }) => !mails.some((mail) => mail.networks.has(source)));
  if (untold.length === 0 || mails.some((mail) => mail.text.includes('more lines'))) return [];

  const allResponsible = run.returned?.outcome === 'ok' ? [run] : successors(context, write);
  const [responsible] = allResponsible;
  if (!responsible) return [];
  const look = responsible.reads.find((read) => read.target === target.key);
  const seen = responsible === run ? left : letIn(write, look ? held(trace, target, look.index) : []);
  const lasting = untold.filter((entry) => seen.has(inWords(entry)) === left.has(inWords(entry)));
  if (lasting.length === 0) return [];
  const some = [...new Set(lasting.map(({ source }) => source))].slice(0, 3).join(', ');
  const message = `${lasting.length} changes are in no mail: ${some}`;
  return [{ rule: 6, at: write.at, actor: write.actor, target: target.key, message }];
}

const inWords = ({ source, portRange }: RecordedEntry): string => `${source} ${portRange}`;

/** Who is let in at the target's port ranges, wherever. */
function letIn({ target }: RunWrite, entries: readonly RecordedEntry[]): Set<string> {
  const portRanges = portRangesOf(target);
  return new Set(
    entries.filter((entry) => counts(target, entry) && portRanges.includes(entry.portRange)).map(inWords),
  );
}

/**
 * What comes by a lease and goes with it is told by the next flush if it is still there: nobody is told of every visit.
 * What was pinned as well may have gone with its pin, unless somebody had a lease of it since.
 */
function isVisit(context: CheckerContext, write: RunWrite): (entry: RecordedEntry) => boolean {
  const { trace } = context;
  const { run, list, index, at } = write;
  if (run.trigger === 'flush') return () => false;
  const leases = trace.leasesOf(list.id).filter(({ from }) => from.index < index);
  const { editions } = trace.spec;
  const pinnedUntil = (network: string): number => {
    const last = editions.findLastIndex(
      ({ from, lists }) =>
        from <= run.begun.index &&
        lists.some(({ name, pins }) => name === list.name && pins.includes(network)),
    );
    return list.pins.includes(network) ? Infinity : (editions[last + 1]?.from ?? Infinity);
  };
  return (entry) => {
    const own = leases.filter(({ network }) => network === entry.source);
    const goneAt = takenOut(context, write, entry) ?? -1;
    const isPutBack = own.some(
      ({ from, to, until }) => from.index < goneAt && to.index > index && until > at,
    );
    const since = own.length === 0 ? Infinity : pinnedUntil(entry.source);
    return !isPutBack && own.some(({ to, until }) => to.index > since && until > trace.timeAt(since));
  };
}

/** Who takes out the same again and again is told of once a day, not of each time that it was put back. */
function isToldAsDrift(context: CheckerContext, write: RunWrite): (entry: RecordedEntry) => boolean {
  const { list, at } = write;
  const isTold = context.trace.mails.some(
    (mail) => mail.at > at - driftMs && /put back/i.test(mail.text) && mail.text.includes(list.name),
  );
  return (entry) => isTold && takenOut(context, write, entry) !== undefined;
}

/** When a person at the console took an entry out, if nobody else has since. */
function takenOut(
  { trace }: CheckerContext,
  { target, index, closed }: RunWrite,
  entry: RecordedEntry,
): number | undefined {
  if (closed.includes(entry)) return undefined;
  const containers = containersOf(target);
  const gone = trace.writes.findLast(
    (other) =>
      other.index < index &&
      containers.includes(other.container) &&
      other.closed.some((each) => inWords(each) === inWords(entry)),
  );
  return gone !== undefined && isPerson(gone.actor) ? gone.index : undefined;
}

/** An episode is over once it has been quiet for a day and a half. */
const driftMs = 36 * 60 * 60_000;

/** Runs that ended well long after the writer must have been dead. */
function successors({ trace }: CheckerContext, { run, target, at }: RunWrite): RecordedRun[] {
  return trace.runs.filter(
    (other) =>
      other !== run &&
      other.trigger !== 'access' &&
      !other.dryRun &&
      other.returned?.outcome === 'ok' &&
      other.begun.at > at + longAfterMs &&
      listOf(other, target.key) !== undefined,
  );
}

const longAfterMs = 20 * 60_000;

/** Long changes may be cut in a mail. */
const mailed = 400;
