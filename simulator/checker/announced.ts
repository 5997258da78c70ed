import { believedIn } from './believed.js';
import type { SpecList, SpecTarget } from './spec.js';
import type { CheckerContext, Violation } from './context.js';
import type { RecordedRun } from './run.js';
import { mayBeFlushed } from './targets.js';

/** The announcement of a first flush is of what a flush would remove, and of no more. */
export function announcedTooMuch(context: CheckerContext, run: RecordedRun): Violation[] {
  if (run.trigger !== 'flush') return [];
  return run.lists.flatMap((list): Violation[] => {
    const mail = context.trace.mails.find(
      ({ actor, text }) => actor === run.actor && /announced/.test(text) && text.includes(`: ${list.name}: `),
    );
    if (mail === undefined) return [];
    const announced = [...mail.text.matchAll(/would remove (\d+)/g)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
    const removable = list.targets.reduce(
      (sum, target) => sum + mostRemovable(context, run, list, target),
      0,
    );
    if (announced <= removable) return [];
    const message = `announced the removal of ${announced} entries of ${list.name}, where a flush removes ${removable}`;
    return [{ rule: 8, at: mail.at, actor: run.actor, message }];
  });
}

/** Counting also those that the list may want by now. */
function mostRemovable(
  context: CheckerContext,
  run: RecordedRun,
  list: SpecList,
  target: SpecTarget,
): number {
  const entries = believedIn(context, run, target) ?? [];
  const foreign = entries.filter((entry) => mayBeFlushed(list, target, entry));
  return new Set(foreign.map(({ source }) => source)).size;
}
