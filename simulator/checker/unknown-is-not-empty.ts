import { isEdited, unfedEver, violationBy, type CheckerContext, type CheckerRule } from './context.js';
import { addressesOf, shared, spoken, without } from './addresses.js';
import { feedTimes, isFeedOnly } from './feed-times.js';
import { missingNames } from './ip-ranges.js';
import { isAbout, openAt, portRangesOf } from './targets.js';
import type { RunWrite } from './writes.js';

/** Rule 2: who could not read a source or the table writes nothing that depends on it. */
export const unknownIsNotEmpty: CheckerRule = (context) =>
  context.writes.flatMap((write) =>
    [...withoutFeed(context, write), ...onOldKnowledge(context, write), ...withoutTable(write)].map(
      (message) => violationBy(2, write, message),
    ),
  );

function withoutFeed({ wants, trace }: CheckerContext, { run, list, index }: RunWrite): string[] {
  if (list.feed === undefined) return [];
  const got = wants.trusted(run, index);
  // What does not come from the feed does not wait for it.
  if (got === undefined && (run.trigger === 'sweep' || run.trigger === 'access')) return [];
  if (got === undefined) return ['wrote a list with a feed without a good file of it'];
  const { feed } = list;
  const everHad = [got.file, ...trace.runs.flatMap((other) => wants.trusted(other, index)?.file ?? [])];
  const unknown = everHad
    .map((file) => missingNames(feed, file))
    .reduce((all, names) => all.filter((name) => names.includes(name)));
  return unknown.length === 0 ? [] : [`wrote although ${unknown.join(', ')} is in no file`];
}

/** Nothing of the feed's is closed by a run that has read no file. */
function onOldKnowledge(context: CheckerContext, write: RunWrite): string[] {
  const { run, list, target, index, closed, was, is } = write;
  if (list.feed === undefined || context.wants.trusted(run, index) || isEdited(context, write)) return [];
  const times = feedTimes(context, target.key, index);
  const unfed = unfedEver(context, list);
  const fed = closed.filter(
    (entry) =>
      isAbout(target, entry) &&
      context.ownership.isOurs(target, entry, index) &&
      isFeedOnly(entry.source, times, unfed),
  );
  return portRangesOf(target).flatMap((portRange) => {
    const sources = fed.filter((entry) => entry.portRange === portRange).map(({ source }) => source);
    const gone = without(openAt(target, was, portRange), openAt(target, is, portRange));
    const lost = shared(gone, addressesOf(sources));
    return lost.length === 0 ? [] : [`closed ${spoken(lost)} of the feed's without a file of it`];
  });
}

function withoutTable({ run, target, index }: RunWrite): string[] {
  const known = run.calls.some(
    (call) =>
      call.index < index &&
      /^(Get|BatchGet)Item$/.test(call.operation) &&
      call.outcome === 'ok' &&
      call.rows.some((row) => row.endsWith(target.key)),
  );
  return known ? [] : ['wrote without having read the table'];
}
