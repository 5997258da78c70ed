import { addressesOf, holds, meet } from './addresses.js';
import type { SpecList, SpecTarget } from './spec.js';
import { leftBy, unfedEver, type CheckerContext, type Violation } from './context.js';
import { feedTimes, isFeedOnly, overdueAt } from './feed-times.js';
import { knownFromTheStart } from './known.js';
import { lossOf, tooMuch } from './loss.js';
import type { RecordedRun } from './run.js';
import { isNeeded } from './siblings.js';
import type { RecordedEntry } from './entry.js';
import { portRangesOf, isLeaving, isMarked } from './targets.js';
import { isRefusalMail, refusalsSince } from './told.js';

/** What a successful run should have taken out, and nothing was refused that would excuse it. */
export function outstayed(
  context: CheckerContext,
  run: RecordedRun,
  list: SpecList,
  target: SpecTarget,
): Violation[] {
  const { ownership, wants, trace } = context;
  const { returned } = run;
  if (returned?.outcome !== 'ok' || run.dryRun || run.trigger === 'access') return [];
  const knowsFeed = list.feed === undefined || wants.trusted(run) !== undefined;
  if (!knowsFeed && run.trigger !== 'sweep') return [];
  if (list.feed && wants.newer(run, returned.index).length > 0) return [];
  const left = leftBy(context, run, target);
  if (left === undefined || ownership.recordLostAt(target.key, left.index) >= 0) return [];

  const wanted = wants.perhaps(run, list, returned.index);
  const times = feedTimes(context, target.key, left.index);
  const overdue = overdueAt(times, list.holdMs, run.begun.at);
  const pins = unfedEver(context, list);
  const known = new Set(knownFromTheStart(context, run, target));
  const lingering = left.entries.filter((entry) => {
    if (!known.has(entry)) return false;
    if (isNeeded(context, run, list, entry, returned.index)) return false;
    if (isMisplaced(target, entry)) return true;
    const addresses = addressesOf([entry.source]);
    if (meet(addresses, wanted) || !ownership.isOurs(target, entry, left.index + 1)) return false;
    const exPin = holds(pins, addresses) && !meet(addresses, times.listed);
    return exPin || (knowsFeed && isFeedOnly(entry.source, times, pins) && holds(overdue, addresses));
  });
  if (lingering.length === 0) return [];
  const refused = trace.mails.some((mail) => isRefusalMail(mail, list));
  if (refused || refusalsSince(context, list, 0) === 'unsettled') return [];
  const after = left.entries.filter((entry) => !lingering.includes(entry));
  const loss = lossOf(context, { list, target, index: left.index + 1, before: left.entries, after });
  const where = { at: returned.at, actor: run.actor, target: target.key };
  const what = lingering
    .slice(0, 3)
    .map(({ source }) => source)
    .join(', ');
  return tooMuch(loss, list)
    ? [{ rule: 8, ...where, message: `withheld the removal of ${what} without a mail` }]
    : [{ rule: 5, ...where, message: `left ${what}, which nobody wants there any more` }];
}

/** Its own, in a group that it has left or at a port range that it no longer opens. */
function isMisplaced(target: SpecTarget, entry: RecordedEntry): boolean {
  return (
    isMarked(target, entry) && (isLeaving(target, entry) || !portRangesOf(target).includes(entry.portRange))
  );
}
