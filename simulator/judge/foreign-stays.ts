import { addressesOf, holds, meet } from './addresses.js';
import type { ChargedList } from './charge.js';
import {
  blame,
  leftBy,
  pinsEver,
  writesOfRuns,
  type Court,
  type Rule,
  type RunWrite,
  type Violation,
} from './court.js';
import { feedTimes, isFeedOnly, overdueAt } from './feed-times.js';
import { lossOf, tooMuch } from './guards-hold.js';
import type { Run } from './run.js';
import { isRefusalMail, refusalsSince } from './told.js';

/** Rule 5: what doorlist did not put there stays until a flush; what it did put there goes when nobody wants it. */
export const foreignStays: Rule = (court) => [
  ...writesOfRuns(court).flatMap((write) => removedForeign(court, write)),
  ...court.evidence.runs.flatMap((run) =>
    run.lists.flatMap((list) => list.targets.flatMap((target) => outstayed(court, run, list, target))),
  ),
];

function removedForeign(court: Court, write: RunWrite): Violation[] {
  const { run, list, target, index, before, after } = write;
  const left = new Set(after);
  const wanted = court.wishes.perhaps(run, list, index);
  const foreign = before.filter(
    (entry) =>
      !left.has(entry) &&
      court.ownership.isForeign(target, entry, index) &&
      !holds(wanted, addressesOf([entry])),
  );
  if (foreign.length === 0) return [];
  const what = `removed ${foreign.slice(0, 3).join(', ')}, which it never put there`;
  if (run.trigger !== 'flush' && !list.adopt) return [blame(5, write, what)];
  if (run.trigger === 'flush' && !run.byHand && isFirst(court, write))
    return [blame(5, write, `${what}, in the first scheduled flush of a list without a record`)];
  return [];
}

/** Nothing was recorded of the list when this event came, in whatever try of it. */
function isFirst(court: Court, write: RunWrite): boolean {
  const { evidence, ownership } = court;
  const [first = write.run] = evidence.runs.filter((other) => isSameEvent(other, write.run));
  const { targets } = write.list;
  const look = first.calls.find((call) => call.rows.some((row) => targets.some((arn) => row.endsWith(arn))));
  const index = look?.index ?? first.begun.index;
  return targets.every((target) => !ownership.hasRecord(target, index)) && !isAnnounced(court, write);
}

function isSameEvent(one: Run, other: Run): boolean {
  return one.requestId === other.requestId || one.event === other.event;
}

/** Another event has announced the flush of this list, or somebody has done it by hand. */
function isAnnounced({ evidence }: Court, { run, list, index }: RunWrite): boolean {
  return evidence.runs.some((other) => {
    if (isSameEvent(other, run) || !other.lists.some(({ name }) => name === list.name)) return false;
    const { trigger, byHand, dryRun, returned } = other;
    if (trigger === 'flush' && byHand && !dryRun && returned?.outcome === 'ok' && returned.index < index)
      return true;
    return evidence.mails.some(
      (mail) =>
        mail.actor === other.actor &&
        mail.index < index &&
        /announced/.test(mail.text) &&
        mail.text.includes(list.name),
    );
  });
}

/** What a successful run should have taken out, and nothing was refused that would excuse it. */
function outstayed(court: Court, run: Run, list: ChargedList, target: string): Violation[] {
  const { ownership, wishes, evidence } = court;
  const { returned } = run;
  if (returned?.outcome !== 'ok' || run.dryRun) return [];
  if (list.feed && wishes.trusted(run) === undefined) return [];
  if (list.feed && wishes.newer(run, returned.index).length > 0) return [];
  const left = leftBy(court, run, target);
  if (left === undefined || ownership.recordLostAt(target, left.index) >= 0) return [];

  const wanted = wishes.perhaps(run, list, returned.index);
  const times = feedTimes(court, target, left.index);
  const overdue = overdueAt(times, list.holdMs, run.begun.at);
  const pins = pinsEver(court, list);
  const lingering = left.entries.filter((entry) => {
    const addresses = addressesOf([entry]);
    if (meet(addresses, wanted) || !ownership.isOurs(target, entry, left.index + 1)) return false;
    const exPin = holds(pins, addresses) && !meet(addresses, times.listed);
    return exPin || (isFeedOnly(entry, times, pins) && holds(overdue, addresses));
  });
  if (lingering.length === 0) return [];
  const refused = evidence.mails.some((mail) => isRefusalMail(mail, list));
  if (refused || refusalsSince(court, list, 0) === 'unsettled') return [];
  const entries = left.entries.filter((entry) => !lingering.includes(entry));
  const loss = lossOf(court, { list, target, index: left.index + 1, before: left.entries, after: entries });
  const where = { at: returned.at, actor: run.actor, target };
  const what = lingering.slice(0, 3).join(', ');
  return tooMuch(loss, list)
    ? [{ rule: 8, ...where, message: `withheld the removal of ${what} without a mail` }]
    : [{ rule: 5, ...where, message: `left ${what}, which nobody wants any more` }];
}
