import { addressesOf, holds, meet } from './addresses.js';
import type { ChargedList, ChargedTarget } from './spec.js';
import { leftBy, pinsEver, type Court, type Violation } from './context.js';
import { feedTimes, isFeedOnly, overdueAt } from './feed-times.js';
import { knownFromTheStart } from './known.js';
import { lossOf, tooMuch } from './loss.js';
import type { Run } from './run.js';
import type { Slot } from './rules.js';
import { doorsOf, isLeaving, isMarked } from './targets.js';
import { isRefusalMail, refusalsSince } from './told.js';

/** What a successful run should have taken out, and nothing was refused that would excuse it. */
export function outstayed(court: Court, run: Run, list: ChargedList, target: ChargedTarget): Violation[] {
  const { ownership, wishes, evidence } = court;
  const { returned } = run;
  if (returned?.outcome !== 'ok' || run.dryRun) return [];
  if (list.feed && wishes.trusted(run) === undefined) return [];
  if (list.feed && wishes.newer(run, returned.index).length > 0) return [];
  const left = leftBy(court, run, target);
  if (left === undefined || ownership.recordLostAt(target.key, left.index) >= 0) return [];

  const wanted = wishes.perhaps(run, list, returned.index);
  const times = feedTimes(court, target.key, left.index);
  const overdue = overdueAt(times, list.holdMs, run.begun.at);
  const pins = pinsEver(court, list);
  const known = new Set(knownFromTheStart(court, run, target));
  const lingering = left.slots.filter((slot) => {
    if (!known.has(slot)) return false;
    if (isMisplaced(target, slot)) return true;
    const addresses = addressesOf([slot.source]);
    if (meet(addresses, wanted) || !ownership.isOurs(target, slot, left.index + 1)) return false;
    const exPin = holds(pins, addresses) && !meet(addresses, times.listed);
    return exPin || (isFeedOnly(slot.source, times, pins) && holds(overdue, addresses));
  });
  if (lingering.length === 0) return [];
  const refused = evidence.mails.some((mail) => isRefusalMail(mail, list));
  if (refused || refusalsSince(court, list, 0) === 'unsettled') return [];
  const after = left.slots.filter((slot) => !lingering.includes(slot));
  const loss = lossOf(court, { list, target, index: left.index + 1, before: left.slots, after });
  const where = { at: returned.at, actor: run.actor, target: target.key };
  const what = lingering
    .slice(0, 3)
    .map(({ source }) => source)
    .join(', ');
  return tooMuch(loss, list)
    ? [{ rule: 8, ...where, message: `withheld the removal of ${what} without a mail` }]
    : [{ rule: 5, ...where, message: `left ${what}, which nobody wants there any more` }];
}

/** Its own, in a group that it has left or at a door that it no longer opens. */
function isMisplaced(target: ChargedTarget, slot: Slot): boolean {
  return isMarked(target, slot) && (isLeaving(target, slot) || !doorsOf(target).includes(slot.door));
}
