import { lineOf, shared, spoken, without, type Addresses } from './addresses.js';
import type { ChargedList, ChargedTarget } from './spec.js';
import { believedIn } from './believed.js';
import type { Court, Violation } from './context.js';
import { targetsOf, type Run } from './run.js';
import { familyOf } from './rules.js';
import { atDoor, doorsOf, openAt } from './targets.js';
import { refusalsSince, reminderMs } from './told.js';

/** Whoever calls a run a success has let in everybody who is wanted, at every door, or mailed what was refused. */
export function leftOut(court: Court, run: Run): Violation[] {
  const { returned } = run;
  if (returned?.outcome !== 'ok' || run.dryRun) return [];
  return targetsOf(run).flatMap(({ list, target }) => {
    if (list.feed && court.wishes.trusted(run) === undefined) return [];
    const line = lineOfTarget(court, target);
    const seen = believedIn(court, run, target);
    if (line === undefined || seen === undefined) return [];
    const wanted = shared(court.wishes.surely(run, list, returned.index), line);
    return doorsOf(target).flatMap((door): Violation[] => {
      const missing = without(wanted, openAt(target, seen, door));
      if (missing.length === 0 || mayBeRefused(court, run, list)) return [];
      const message = `left out ${spoken(missing)} that are wanted${atDoor(door)}, and called it a success`;
      return [{ rule: 6, at: returned.at, actor: run.actor, target: target.key, message }];
    });
  });
}

function mayBeRefused(court: Court, run: Run, list: ChargedList): boolean {
  return refusalsSince(court, list, run.begun.at - reminderMs) !== 'untold';
}

/** Unknown of a set or list that never held anything. */
function lineOfTarget({ evidence }: Court, target: ChargedTarget): Addresses | undefined {
  if (target.kind === 'security-groups') return lineOf[target.family];
  const write = evidence.writes.find(({ place, after }) => place === target.arn && after.length > 0);
  const [slot] = write?.after ?? [];
  return slot && lineOf[familyOf(slot)];
}
