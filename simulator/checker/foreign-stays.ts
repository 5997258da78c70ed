import { addressesOf, holds } from './addresses.js';
import { violationBy, type CheckerContext, type CheckerRule, type Violation } from './context.js';
import { isFirst } from './first-flush.js';
import { outstayed } from './outstayed.js';
import { mayAdopt } from './adoption.js';
import { kindRules } from './kinds.js';
import { leftUnmarked } from './left-unmarked.js';
import { targetsOf } from './run.js';
import type { RecordedEntry } from './entry.js';
import { atPorts, isMarked, keepsMarks, mayBeFlushed } from './targets.js';
import { unflushed } from './unflushed.js';
import type { OutsideWrite, RunWrite } from './writes.js';

/** Rule 5: what doorlist did not put there stays until a flush; what it did put there bears its mark, and goes when nobody wants it. */
export const foreignStays: CheckerRule = (context) => [
  ...context.writes.flatMap((write) => [...removedForeign(context, write), ...unmarked(write)]),
  ...context.writes.flatMap((write) => wronglyMarked(context, write)),
  ...context.outsideWrites.flatMap((write) => [...removedElsewhere(write), ...markedForOthers(write)]),
  ...context.trace.runs.flatMap((run) =>
    targetsOf(run).flatMap(({ list, target }) => [
      ...outstayed(context, run, list, target),
      ...unflushed(context, run, list, target),
      ...leftUnmarked(context, run, list, target),
    ]),
  ),
];

function removedForeign(context: CheckerContext, write: RunWrite): Violation[] {
  const { run, list, target, index, closed } = write;
  const foreign = closed.filter((entry) => context.ownership.isForeign(target, entry, index));
  const wanted = context.wants.perhaps(run, list, index);
  const known = keepsMarks(target)
    ? foreign
    : foreign.filter((entry) => !holds(wanted, addressesOf([entry.source])));
  if (known.length === 0) return [];
  const what = `removed ${known.slice(0, 3).map(spelled).join(', ')}, which it never put there`;
  if (known.some((entry) => !mayRemove(write, entry))) return [violationBy(5, write, what)];
  if (run.trigger === 'flush' && !run.byHand && isFirst(context, write))
    return [violationBy(5, write, `${what}, in the first scheduled flush of a list without a record`)];
  return [];
}

function mayRemove({ run, list, target }: RunWrite, entry: RecordedEntry): boolean {
  const adopts = kindRules[target.kind].flushOwnsForeign && list.adopt;
  return adopts || (run.trigger === 'flush' && mayBeFlushed(list, target, entry));
}

/** What is opened without the mark is nobody's, and stays for ever. */
function unmarked(write: RunWrite): Violation[] {
  const { target, opened } = write;
  if (!keepsMarks(target)) return [];
  const [first] = opened.filter((entry) => !isMarked(target, entry));
  return first === undefined
    ? []
    : [violationBy(5, write, `opened ${spelled(first)} without the mark of its list`)];
}

/**
 * Of an open rule that loses its last mark nobody knows any more whose it is; one without any mark is somebody else's,
 * unless it was the list's before, or the list may take it over.
 */
function wronglyMarked({ ownership, wants }: CheckerContext, write: RunWrite): Violation[] {
  return write.remarked.flatMap(({ from, to }) => {
    if (to.marks.length === 0)
      return [violationBy(5, write, `took the last mark off ${spelled(to)}, and left it open`)];
    if (from.marks.length > 0) return [];
    const { target, index } = write;
    const isRight = ownership.wroteBefore(target, from, index) !== undefined || mayAdopt(wants, write, from);
    return !isRight ? [violationBy(5, write, `marked ${spelled(to)}, which it never put there`)] : [];
  });
}

function markedForOthers({ at, actor, container, remarked }: OutsideWrite): Violation[] {
  const [first] = remarked;
  if (first === undefined) return [];
  const message = `changed the mark of another list on ${spelled(first.to)}`;
  return [{ rule: 5, at, actor, target: container, message }];
}

function removedElsewhere({ at, actor, container, closed }: OutsideWrite): Violation[] {
  const [first] = closed;
  if (first === undefined) return [];
  return [
    {
      rule: 5,
      at,
      actor,
      target: container,
      message: `removed ${spelled(first)}, which is none of its business`,
    },
  ];
}

const spelled = ({ source, portRange }: RecordedEntry): string => `${source}${atPorts(portRange)}`;
