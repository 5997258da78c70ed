import { addressesOf, meet } from './addresses.js';
import type { ChargedList, ChargedTarget } from './spec.js';
import { leftBy, type Court, type Violation } from './context.js';
import { isSameEvent } from './first-flush.js';
import { knownFromTheStart } from './known.js';
import { mayBeFlushed } from './targets.js';
import type { Run } from './run.js';
import { refusalsSince } from './told.js';

/** What a flush that called itself a success should have taken out, and neither announced nor refused. */
export function unflushed(court: Court, run: Run, list: ChargedList, target: ChargedTarget): Violation[] {
  const { ownership, wishes } = court;
  const { returned } = run;
  if (run.trigger !== 'flush' || returned?.outcome !== 'ok' || run.dryRun) return [];
  if (list.feed && (!wishes.trusted(run) || wishes.newer(run, returned.index).length > 0)) return [];
  const left = leftBy(court, run, target);
  if (left === undefined) return [];
  const wanted = wishes.perhaps(run, list, returned.index);
  const known = new Set(knownFromTheStart(court, run, target));
  const guests = left.slots.filter(
    (slot) =>
      known.has(slot) &&
      mayBeFlushed(list, target, slot) &&
      ownership.isForeign(target, slot, left.index + 1) &&
      !meet(addressesOf([slot.source]), wanted),
  );
  const [first] = guests;
  if (first === undefined || !mayFlush(court, run, list) || refusalsSince(court, list, 0) !== 'untold')
    return [];
  const message = `left ${first.source} and ${guests.length - 1} more, which a flush takes out`;
  return [{ rule: 5, at: returned.at, actor: run.actor, target: target.key, message }];
}

/** By hand, or once a flush that another event began has announced it or done it. */
function mayFlush({ evidence }: Court, run: Run, { name }: ChargedList): boolean {
  return evidence.runs.some(
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
