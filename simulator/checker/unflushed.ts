import { addressesOf, meet } from './addresses.js';
import type { SpecList, SpecTarget } from './spec.js';
import { leftBy, type CheckerContext, type Violation } from './context.js';
import { isSameEvent } from './first-flush.js';
import { knownFromTheStart } from './known.js';
import { mayBeFlushed } from './targets.js';
import type { RecordedRun } from './run.js';
import { isNeeded } from './siblings.js';
import { refusalsSince } from './told.js';

/** What a flush that called itself a success should have taken out, and neither announced nor refused. */
export function unflushed(
  context: CheckerContext,
  run: RecordedRun,
  list: SpecList,
  target: SpecTarget,
): Violation[] {
  const { ownership, wants } = context;
  const { returned } = run;
  if (run.trigger !== 'flush' || returned?.outcome !== 'ok' || run.dryRun) return [];
  if (list.feed && (!wants.trusted(run) || wants.newer(run, returned.index).length > 0)) return [];
  const left = leftBy(context, run, target);
  if (left === undefined) return [];
  const wanted = wants.perhaps(run, list, returned.index);
  const known = new Set(knownFromTheStart(context, run, target));
  const foreign = left.entries.filter(
    (entry) =>
      known.has(entry) &&
      mayBeFlushed(list, target, entry) &&
      ownership.isForeign(target, entry, left.index + 1) &&
      !meet(addressesOf([entry.source]), wanted) &&
      !isNeeded(context, run, list, entry, returned.index),
  );
  const [first] = foreign;
  if (first === undefined || !mayFlush(context, run, list) || refusalsSince(context, list, 0) !== 'untold')
    return [];
  const message = `left ${first.source} and ${foreign.length - 1} more, which a flush takes out`;
  return [{ rule: 5, at: returned.at, actor: run.actor, target: target.key, message }];
}

/** By hand, or once a flush that another event began has announced it or done it. */
function mayFlush({ trace }: CheckerContext, run: RecordedRun, { name }: SpecList): boolean {
  return trace.runs.some(
    (other) =>
      run.byHand ||
      (other.trigger === 'flush' &&
        !other.dryRun &&
        other.lists.some((list) => list.name === name) &&
        other.returned?.outcome === 'ok' &&
        other.returned.index < run.begun.index &&
        !isSameEvent(other, run)),
  );
}
