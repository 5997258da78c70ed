import { familyOf } from '../aws/protocols/network.js';
import { addressesOf, holds, lineOf, networksIn, shared, together, type Addresses } from './addresses.js';
import { announcedTooMuch } from './announced.js';
import type { SpecList, SpecTarget } from './spec.js';
import {
  violationBy,
  isEdited,
  leftBy,
  unfedEver,
  type CheckerContext,
  type CheckerRule,
  type Violation,
} from './context.js';
import { feedTimes, isFeedOnly } from './feed-times.js';
import { missingNames } from './ip-ranges.js';
import { lossOf, tooMuch } from './loss.js';
import { overCapacity } from './over-capacity.js';
import { mayNeedRoom, mostIn } from './room.js';
import { targetsOf, type RecordedRun } from './run.js';
import type { RecordedEntry } from './entry.js';
import { counts, portRangesOf, isGroups } from './targets.js';
import { refusalsSince, reminderMs } from './told.js';
import { commitsIn, type Commit } from './writes.js';

/** Rule 8: what the feed must not do unforced is not done, and told with the numbers and the way past it. */
export const guardsHold: CheckerRule = (context) => [
  ...commitsIn(context.writes).flatMap((commit) => beyondGuards(context, commit)),
  ...context.trace.runs.flatMap((run) => [
    ...overCapacity(context, run),
    ...announcedTooMuch(context, run),
    ...targetsOf(run).flatMap(({ list, target }) => refusedInSilence(context, run, list, target)),
  ]),
];

function beyondGuards(context: CheckerContext, commit: Commit): Violation[] {
  const { run, list, target, writes } = commit;
  const [first] = writes;
  const last = writes.at(-1) ?? first;
  if (run.force) {
    const named = (JSON.parse(run.event) as { list?: unknown }).list !== undefined;
    return named ? [] : [violationBy(8, first, 'was forced without naming a list')];
  }
  if (list.feed === undefined || mayNeedRoom(context, last) || isEdited(context, first)) return [];
  const closed = new Set(commit.closed);
  const after = [...first.was.filter((entry) => !closed.has(entry)), ...last.is];
  const loss = lossOf(context, {
    ...{ list, target, index: first.index, before: first.was },
    after: after.filter((entry) => counts(target, entry)),
  });
  if (loss.addresses.length === 0) return [];
  if (isEmptied(context, commit) && list.guards.emptied === 'refuse')
    return [violationBy(8, last, `took away the feed's addresses because the feed had emptied, unforced`)];
  const { share, gone, ours } = loss;
  return tooMuch(loss, list)
    ? [
        violationBy(
          8,
          last,
          `took away ${share.toFixed(1)} % of its addresses and ${gone} of ${ours} entries, unforced`,
        ),
      ]
    : [];
}

/** The file at hand lists nothing of the family for a target that holds something of the feed's. */
function isEmptied(
  { wants }: CheckerContext,
  { run, list, target, writes: [{ was, index }] }: Commit,
): boolean {
  const got = wants.trusted(run, index);
  if (!list.feed || !got) return false;
  return shared(wants.selected(got.file, list.feed), lineFor(target, was)).length === 0;
}

function lineFor(target: SpecTarget, entries: readonly RecordedEntry[]): Addresses {
  if (target.kind === 'security-groups') return lineOf[target.family];
  return entries.some((entry) => familyOf(entry.source) === 'IPV6') ? lineOf.IPV6 : lineOf.IPV4;
}

/** Where a run surely refused something, a mail says so, and how to force it if that can be. */
function refusedInSilence(
  context: CheckerContext,
  run: RecordedRun,
  list: SpecList,
  target: SpecTarget,
): Violation[] {
  const { wants, ownership } = context;
  if (run.returned?.outcome !== 'ok' || run.dryRun || run.force || !list.feed) return [];
  const [got, left] = [wants.trusted(run), leftBy(context, run, target)];
  if (!got || !left || wants.newer(run, run.returned.index).length > 0) return [];
  if (ownership.recordLostAt(target.key, left.index) >= 0) return [];

  const { entries } = left;
  const line = lineFor(target, entries);
  const wanted = shared(together(wants.selected(got.file, list.feed), addressesOf(list.pins)), line);
  const full =
    (isGroups(target) || entries.length > 0) &&
    networksIn(wanted) * portRangesOf(target).length > mostIn(context, target, left.index);
  const times = feedTimes(context, target.key, left.index + 1);
  const pins = unfedEver(context, list);
  const fed = entries
    .filter((entry) => ownership.isOurs(target, entry, left.index))
    .map(({ source }) => source)
    .filter((source) => isFeedOnly(source, times, pins));
  const emptied =
    list.guards.emptied === 'refuse' &&
    fed.length > 0 &&
    holds(times.listed, addressesOf(fed)) &&
    shared(wants.selected(got.file, list.feed), line).length === 0;
  if (!full && !emptied) return [];
  const forcible = emptied && hasApplied(context, run, list);
  if (refusalsSince(context, list, run.begun.at - reminderMs, forcible) !== 'untold') return [];
  const what = emptied ? 'that the feed emptied a target' : `that ${networksIn(wanted)} entries are too many`;
  const message = `mailed nobody ${what}`;
  return [{ rule: 8, at: run.returned.at, actor: run.actor, target: target.key, message }];
}

/**
 * Whether an earlier run brought a file with all the names of the selection to a good end. Only then is a name that
 * is no longer there surely known for emptied, which force lifts, and not for unknown, which it does not.
 */
function hasApplied({ trace, wants }: CheckerContext, run: RecordedRun, { name, feed }: SpecList): boolean {
  if (!feed) return false;
  return trace.runs.some((other) => {
    const file = wants.trusted(other)?.file;
    const same = other.lists.some(
      (list) => list.name === name && JSON.stringify(list.feed) === JSON.stringify(feed),
    );
    const ended = other.returned?.outcome === 'ok' && other.returned.index < run.begun.index;
    // A refusal that lasts is mailed once a day, by one run of many.
    const withheld = trace.mails.some(
      (mail) =>
        mail.at > other.begun.at - reminderMs &&
        mail.at <= (other.returned?.at ?? 0) &&
        mail.text.includes(name) &&
        /refused|announced/i.test(mail.text),
    );
    return file && same && ended && !other.dryRun && !withheld && missingNames(feed, file).length === 0;
  });
}
