import type { CheckerContext, Violation } from './context.js';
import { leftBy } from './context.js';
import { knownFromTheStart } from './known.js';
import type { RecordedRun } from './run.js';
import { isNeeded } from './siblings.js';
import type { SpecList, SpecTarget } from './spec.js';
import { isAbout } from './targets.js';
import { refusalsSince } from './told.js';

/**
 * A rule that doorlist wrote stays its own when somebody takes its mark off: a run that ended well, and saw it, leaves it
 * with the mark, or takes it away.
 */
export function leftUnmarked(
  context: CheckerContext,
  run: RecordedRun,
  list: SpecList,
  target: SpecTarget,
): Violation[] {
  const { ownership, trace, wants } = context;
  const { returned } = run;
  if (target.kind !== 'security-groups' || returned?.outcome !== 'ok' || run.dryRun) return [];
  const left = leftBy(context, run, target);
  if (left === undefined || (list.feed && wants.newer(run, returned.index).length > 0)) return [];
  const known = new Set(knownFromTheStart(context, run, target));
  /** A run that ended well has kept the ids of what it wrote. */
  const isRemembered = (actor: string, index: number) =>
    trace.runs.some(
      (other) =>
        other !== run &&
        other.actor === actor &&
        other.returned?.outcome === 'ok' &&
        other.returned.index < run.begun.index &&
        ownership.recordLostAt(target.key, returned.index) < index,
    );
  const [first] = left.entries.filter((entry) => {
    if (!known.has(entry) || !isAbout(target, entry)) return false;
    const write = ownership.wroteBefore(target, entry, left.index + 1);
    return (
      write !== undefined &&
      isRemembered(write.actor, write.index) &&
      !isNeeded(context, run, list, entry, returned.index)
    );
  });
  if (first === undefined || refusalsSince(context, list, 0) !== 'untold') return [];
  const message = `left ${first.source} without its mark, which it wrote itself`;
  return [{ rule: 5, at: returned.at, actor: run.actor, target: target.key, message }];
}
