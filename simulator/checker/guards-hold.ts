import { addressesOf, holds, lineOf, networksIn, shared, together, type Addresses } from './addresses.js';
import { announcedTooMuch } from './announced.js';
import type { ChargedList, ChargedTarget } from './spec.js';
import { blame, isEdited, leftBy, pinsEver, type Court, type Rule, type Violation } from './context.js';
import { feedTimes, isFeedOnly } from './feed-times.js';
import { missingNames } from './ip-ranges.js';
import { lossOf, tooMuch } from './loss.js';
import { overCapacity } from './over-capacity.js';
import { mayNeedRoom, mostIn } from './room.js';
import { targetsOf, type Run } from './run.js';
import { familyOf, type Slot } from './rules.js';
import { counts, doorsOf, isGroups } from './targets.js';
import { refusalsSince, reminderMs } from './told.js';
import { commitsIn, type Commit } from './writes.js';

/** Rule 8: what the feed must not do unforced is not done, and told with the numbers and the way past it. */
export const guardsHold: Rule = (court) => [
  ...commitsIn(court.writes).flatMap((commit) => beyondGuards(court, commit)),
  ...court.evidence.runs.flatMap((run) => [
    ...overCapacity(court, run),
    ...announcedTooMuch(court, run),
    ...targetsOf(run).flatMap(({ list, target }) => refusedInSilence(court, run, list, target)),
  ]),
];

function beyondGuards(court: Court, commit: Commit): Violation[] {
  const { run, list, target, writes } = commit;
  const [first] = writes;
  const last = writes.at(-1) ?? first;
  if (run.force) {
    const named = (JSON.parse(run.event) as { list?: unknown }).list !== undefined;
    return named ? [] : [blame(8, first, 'was forced without naming a list')];
  }
  if (list.feed === undefined || mayNeedRoom(court, last) || isEdited(court, first)) return [];
  const closed = new Set(commit.closed);
  const after = [...first.was.filter((slot) => !closed.has(slot)), ...last.is];
  const loss = lossOf(court, {
    ...{ list, target, index: first.index, before: first.was },
    after: after.filter((slot) => counts(target, slot)),
  });
  if (loss.addresses.length === 0) return [];
  if (isEmptied(court, commit) && list.guards.emptied === 'refuse')
    return [blame(8, last, `took away the feed's addresses because the feed had emptied, unforced`)];
  const { share, gone, ours } = loss;
  return tooMuch(loss, list)
    ? [
        blame(
          8,
          last,
          `took away ${share.toFixed(1)} % of its addresses and ${gone} of ${ours} entries, unforced`,
        ),
      ]
    : [];
}

/** The file at hand lists nothing of the family for a target that holds something of the feed's. */
function isEmptied({ wishes }: Court, { run, list, target, writes: [{ was, index }] }: Commit): boolean {
  const got = wishes.trusted(run, index);
  if (!list.feed || !got) return false;
  return shared(wishes.selected(got.file, list.feed), lineFor(target, was)).length === 0;
}

function lineFor(target: ChargedTarget, slots: readonly Slot[]): Addresses {
  if (target.kind === 'security-groups') return lineOf[target.family];
  return slots.some((slot) => familyOf(slot) === 'IPV6') ? lineOf.IPV6 : lineOf.IPV4;
}

/** Where a run surely refused something, a mail says so, and how to force it if that can be. */
function refusedInSilence(court: Court, run: Run, list: ChargedList, target: ChargedTarget): Violation[] {
  const { wishes, ownership } = court;
  if (run.returned?.outcome !== 'ok' || run.dryRun || run.force || !list.feed) return [];
  const [got, left] = [wishes.trusted(run), leftBy(court, run, target)];
  if (!got || !left || wishes.newer(run, run.returned.index).length > 0) return [];
  if (ownership.recordLostAt(target.key, left.index) >= 0) return [];

  const { slots } = left;
  const line = lineFor(target, slots);
  const wanted = shared(together(wishes.selected(got.file, list.feed), addressesOf(list.pins)), line);
  const full =
    (isGroups(target) || slots.length > 0) &&
    networksIn(wanted) * doorsOf(target).length > mostIn(court, target, left.index);
  const times = feedTimes(court, target.key, left.index + 1);
  const pins = pinsEver(court, list);
  const fed = slots
    .filter((slot) => ownership.isOurs(target, slot, left.index))
    .map(({ source }) => source)
    .filter((source) => isFeedOnly(source, times, pins));
  const emptied =
    list.guards.emptied === 'refuse' &&
    fed.length > 0 &&
    holds(times.listed, addressesOf(fed)) &&
    shared(wishes.selected(got.file, list.feed), line).length === 0;
  if (!full && !emptied) return [];
  const forcible = emptied && hasApplied(court, run, list);
  if (refusalsSince(court, list, run.begun.at - reminderMs, forcible) !== 'untold') return [];
  const what = emptied ? 'that the feed emptied a target' : `that ${networksIn(wanted)} entries are too many`;
  const message = `mailed nobody ${what}`;
  return [{ rule: 8, at: run.returned.at, actor: run.actor, target: target.key, message }];
}

/**
 * Whether an earlier run brought a file with all the names of the selection to a good end. Only then is a name that
 * is no longer there surely known for emptied, which force lifts, and not for unknown, which it does not.
 */
function hasApplied({ evidence, wishes }: Court, run: Run, { name, feed }: ChargedList): boolean {
  if (!feed) return false;
  return evidence.runs.some((other) => {
    const file = wishes.trusted(other)?.file;
    const same = other.lists.some(
      (list) => list.name === name && JSON.stringify(list.feed) === JSON.stringify(feed),
    );
    const ended = other.returned?.outcome === 'ok' && other.returned.index < run.begun.index;
    // A refusal that lasts is mailed once a day, by one run of many.
    const withheld = evidence.mails.some(
      (mail) =>
        mail.at > other.begun.at - reminderMs &&
        mail.at <= (other.returned?.at ?? 0) &&
        mail.text.includes(name) &&
        /refused|announced/i.test(mail.text),
    );
    return file && same && ended && !other.dryRun && !withheld && missingNames(feed, file).length === 0;
  });
}
