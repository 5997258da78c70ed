import { addressesOf, percent, without, type Addresses } from './addresses.js';
import type { SpecList, SpecTarget } from './spec.js';
import { unfedEver, type CheckerContext } from './context.js';
import { feedTimes, isFeedOnly } from './feed-times.js';
import type { RecordedEntry } from './entry.js';

export interface Loss {
  /** Of the feed's, those that no entry holds any longer. */
  addresses: Addresses;
  /** Of all that may be ours, in per cent. */
  share: number;
  gone: number;
  ours: number;
}

/** What a change takes away of what stood for the feed, at whatever port range. Pins go unguarded. */
export function lossOf(
  context: CheckerContext,
  {
    list,
    target,
    index,
    before,
    after,
  }: {
    list: SpecList;
    target: SpecTarget;
    index: number;
    before: readonly RecordedEntry[];
    after: readonly RecordedEntry[];
  },
): Loss {
  const { ownership } = context;
  const times = feedTimes(context, target.key, index);
  const pins = unfedEver(context, list);
  const left = new Set(sourcesOf(after));
  const ours = sourcesOf(before.filter((entry) => ownership.isOurs(target, entry, index)));
  const perhapsOurs = sourcesOf(before.filter((entry) => !ownership.isForeign(target, entry, index)));
  const fed = ours.filter((source) => isFeedOnly(source, times, pins));
  const addresses = without(addressesOf(fed), addressesOf(left));
  return {
    addresses,
    share: percent(addresses, addressesOf(perhapsOurs)),
    gone: fed.filter((source) => !left.has(source)).length,
    ours: ours.length,
  };
}

export function tooMuch({ share, gone, ours }: Loss, { guards }: SpecList): boolean {
  if (ours < guards.minEntries || ours === 0) return false;
  return share > guards.coverageLost || (share > 1 && (100 * gone) / ours > guards.entriesLost);
}

const sourcesOf = (entries: readonly RecordedEntry[]): string[] => [
  ...new Set(entries.map(({ source }) => source)),
];
