import { believedIn } from './believed.js';
import type { ChargedList, ChargedTarget } from './spec.js';
import type { Court, Violation } from './context.js';
import type { Run } from './run.js';
import { mayBeFlushed } from './targets.js';

/** The announcement of a first flush is of what a flush would remove, and of no more. */
export function announcedTooMuch(court: Court, run: Run): Violation[] {
  if (run.trigger !== 'flush') return [];
  return run.lists.flatMap((list): Violation[] => {
    const mail = court.evidence.mails.find(
      ({ actor, text }) => actor === run.actor && /announced/.test(text) && text.includes(`: ${list.name}: `),
    );
    if (mail === undefined) return [];
    const announced = [...mail.text.matchAll(/would remove (\d+)/g)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
    const removable = list.targets.reduce((sum, target) => sum + mostRemovable(court, run, list, target), 0);
    if (announced <= removable) return [];
    const message = `announced the removal of ${announced} entries of ${list.name}, where a flush removes ${removable}`;
    return [{ rule: 8, at: mail.at, actor: run.actor, message }];
  });
}

/** Counting also those that the list may want by now. */
function mostRemovable(court: Court, run: Run, list: ChargedList, target: ChargedTarget): number {
  const slots = believedIn(court, run, target) ?? [];
  const foreign = slots.filter((slot) => mayBeFlushed(list, target, slot));
  return new Set(foreign.map(({ source }) => source)).size;
}
