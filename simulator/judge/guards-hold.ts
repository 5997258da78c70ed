import {
  addressesOf,
  holds,
  lineOf,
  networksIn,
  percent,
  shared,
  together,
  without,
  type Addresses,
} from './addresses.js';
import type { ChargedList } from './charge.js';
import {
  blame,
  capacity,
  isEdited,
  leftBy,
  neededRoom,
  pinsEver,
  writesOfRuns,
  type Court,
  type Rule,
  type RunWrite,
  type Violation,
} from './court.js';
import { feedTimes, isFeedOnly } from './feed-times.js';
import { missingNames } from './ip-ranges.js';
import { targetOf, type Run } from './run.js';
import { refusalsSince } from './told.js';

/** Rule 8: what the feed must not do unforced is not done, and told with the numbers and the way past it. */
export const guardsHold: Rule = (court) => [
  ...writesOfRuns(court).flatMap((write) => beyondGuards(court, write)),
  ...court.evidence.runs.flatMap((run) => [
    ...overCapacity(run),
    ...run.lists.flatMap((list) =>
      list.targets.flatMap((target) => refusedInSilence(court, run, list, target)),
    ),
  ]),
];

function beyondGuards(court: Court, write: RunWrite): Violation[] {
  const { run, list } = write;
  if (run.force) {
    const named = (JSON.parse(run.event) as { list?: unknown }).list !== undefined;
    return named ? [] : [blame(8, write, 'was forced without naming a list')];
  }
  if (list.feed === undefined || neededRoom(write) || isEdited(court, write)) return [];
  const loss = lossOf(court, write);
  if (loss.addresses.length === 0) return [];
  if (isEmptied(court, write) && list.guards.emptied === 'refuse')
    return [blame(8, write, `took away the feed's addresses because the feed had emptied, unforced`)];
  return tooMuch(loss, list)
    ? [
        blame(
          8,
          write,
          `took away ${loss.share.toFixed(1)} % of its addresses and ${loss.gone} of ${loss.ours} entries, unforced`,
        ),
      ]
    : [];
}

export interface Loss {
  /** Of the feed's, those that no entry holds any longer. */
  addresses: Addresses;
  /** Of all that may be ours, in per cent. */
  share: number;
  gone: number;
  ours: number;
}

/** What a change takes away of what stood for the feed. Pins go unguarded. */
export function lossOf(
  court: Court,
  { list, target, index, before, after }: Pick<RunWrite, 'list' | 'target' | 'index' | 'before' | 'after'>,
): Loss {
  const { ownership } = court;
  const times = feedTimes(court, target, index);
  const pins = pinsEver(court, list);
  const left = new Set(after);
  const ours = before.filter((entry) => ownership.isOurs(target, entry, index));
  const perhapsOurs = before.filter((entry) => !ownership.isForeign(target, entry, index));
  const fed = ours.filter((entry) => isFeedOnly(entry, times, pins));
  const addresses = without(addressesOf(fed), addressesOf(after));
  return {
    addresses,
    share: percent(addresses, addressesOf(perhapsOurs)),
    gone: fed.filter((entry) => !left.has(entry)).length,
    ours: ours.length,
  };
}

export function tooMuch({ share, gone, ours }: Loss, { guards }: ChargedList): boolean {
  if (ours < guards.minEntries || ours === 0) return false;
  return share > guards.coverageLost || (share > 1 && (100 * gone) / ours > guards.entriesLost);
}

/** The file at hand lists nothing of the family for a target that holds something of the feed's. */
function isEmptied({ wishes }: Court, { run, list, index, before }: RunWrite): boolean {
  const got = wishes.trusted(run, index);
  if (!list.feed || !got) return false;
  return shared(wishes.selected(got.file, list.feed), lineFor(before)).length === 0;
}

function lineFor(entries: readonly string[]): Addresses {
  return entries.some((entry) => entry.includes(':')) ? lineOf.IPV6 : lineOf.IPV4;
}

function overCapacity(run: Run): Violation[] {
  return run.calls.flatMap((call) => {
    const { Addresses: sent = [] } = call.input as { Addresses?: unknown[] };
    if (call.operation !== 'UpdateIPSet' || sent.length <= capacity) return [];
    const target = targetOf(call);
    const message = `sent ${sent.length} entries for a set that takes ${capacity}`;
    return [{ rule: 8, at: call.at, actor: run.actor, ...(target ? { target } : {}), message }];
  });
}

/** Where a run surely refused something, a mail says so, and how to force it if that can be. */
function refusedInSilence(court: Court, run: Run, list: ChargedList, target: string): Violation[] {
  const { wishes, ownership } = court;
  if (run.returned?.outcome !== 'ok' || run.dryRun || run.force || !list.feed) return [];
  const [got, left] = [wishes.trusted(run), leftBy(court, run, target)];
  if (!got || !left || wishes.newer(run, run.returned.index).length > 0) return [];
  if (ownership.recordLostAt(target, left.index) >= 0) return [];

  const family = lineFor(left.entries);
  const wanted = shared(together(wishes.selected(got.file, list.feed), addressesOf(list.pins)), family);
  const full = left.entries.length > 0 && networksIn(wanted) > capacity;
  const times = feedTimes(court, target, left.index + 1);
  const fed = left.entries.filter(
    (entry) => ownership.isOurs(target, entry, left.index) && isFeedOnly(entry, times, pinsEver(court, list)),
  );
  const emptied =
    list.guards.emptied === 'refuse' &&
    fed.length > 0 &&
    holds(times.listed, addressesOf(fed)) &&
    shared(wishes.selected(got.file, list.feed), family).length === 0;
  if (!full && !emptied) return [];
  const forcible = emptied && hasApplied(court, run, list);
  if (refusalsSince(court, list, run.begun.at - reminderMs, forcible) !== 'untold') return [];
  const what = emptied ? 'that the feed emptied a target' : `that ${networksIn(wanted)} entries are too many`;
  return [{ rule: 8, at: run.returned.at, actor: run.actor, target, message: `mailed nobody ${what}` }];
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
    const withheld = evidence.mails.some(
      (mail) => mail.actor === other.actor && /refused|announced/i.test(mail.text),
    );
    return file && same && ended && !other.dryRun && !withheld && missingNames(feed, file).length === 0;
  });
}

/** A refusal that lasts is mailed once a day. */
const reminderMs = 25 * 60 * 60_000;
