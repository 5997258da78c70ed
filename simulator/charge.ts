import type { Estate, List } from '../lib/estate.js';
import type { FeedVersion } from './feed-server.js';
import type { Charge, ChargedList } from './judge.js';

/** What the judge is to hold a record against, where one estate was deployed all the time. */
export function chargeOf(estate: Estate, published: Iterable<FeedVersion>): Charge {
  return chargeOfEditions([{ from: 0, estate }], published);
}

/** `from`: how many events the record had when the estate was deployed. */
export function chargeOfEditions(
  editions: readonly { from: number; estate: Estate }[],
  published: Iterable<FeedVersion>,
): Charge {
  return {
    files: new Map([...published].map(({ syncToken, body }) => [syncToken, body])),
    editions: editions.map(({ from, estate }) => ({ from, lists: estate.lists.map(charged) })),
  };
}

function charged({ name, pins, feed, flush, adopt, hold, guards, targets }: List): ChargedList {
  return {
    name,
    pins: pins.map((pin) => pin.cidr),
    ...(feed ? { feed } : {}),
    flush: flush !== undefined,
    adopt,
    holdMs: hold,
    guards,
    targets: targets.map((target) => target.arn),
  };
}
