import { addressesOf, percent, without, type Addresses } from './addresses.js';
import type { ChargedList, ChargedTarget } from './spec.js';
import { pinsEver, type Court } from './context.js';
import { feedTimes, isFeedOnly } from './feed-times.js';
import type { Slot } from './rules.js';

export interface Loss {
  /** Of the feed's, those that no entry holds any longer. */
  addresses: Addresses;
  /** Of all that may be ours, in per cent. */
  share: number;
  gone: number;
  ours: number;
}

/** What a change takes away of what stood for the feed, at whatever door. Pins go unguarded. */
export function lossOf(
  court: Court,
  {
    list,
    target,
    index,
    before,
    after,
  }: {
    list: ChargedList;
    target: ChargedTarget;
    index: number;
    before: readonly Slot[];
    after: readonly Slot[];
  },
): Loss {
  const { ownership } = court;
  const times = feedTimes(court, target.key, index);
  const pins = pinsEver(court, list);
  const left = new Set(sourcesOf(after));
  const ours = sourcesOf(before.filter((slot) => ownership.isOurs(target, slot, index)));
  const perhapsOurs = sourcesOf(before.filter((slot) => !ownership.isForeign(target, slot, index)));
  const fed = ours.filter((source) => isFeedOnly(source, times, pins));
  const addresses = without(addressesOf(fed), addressesOf(left));
  return {
    addresses,
    share: percent(addresses, addressesOf(perhapsOurs)),
    gone: fed.filter((source) => !left.has(source)).length,
    ours: ours.length,
  };
}

export function tooMuch({ share, gone, ours }: Loss, { guards }: ChargedList): boolean {
  if (ours < guards.minEntries || ours === 0) return false;
  return share > guards.coverageLost || (share > 1 && (100 * gone) / ours > guards.entriesLost);
}

const sourcesOf = (slots: readonly Slot[]): string[] => [...new Set(slots.map(({ source }) => source))];
