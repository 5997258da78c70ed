import type { Cidr } from '../cidr.js';
import type { List } from '../estate/estate.js';
import { live, type Holding } from '../leases/lease.js';
import type { IpRanges } from './feed/ip-ranges.js';
import { select } from './feed/selection.js';
import type { FeedFile } from './wants.js';

/**
 * What another list of the estate wants, as far as a run knows: its pins, its live leases, and what the file at hand lists
 * for it, whatever a guard would say of that. Too much is no harm: it is kept, and nothing is opened for it.
 */
export function siblingWants(
  list: List,
  feed: FeedFile,
  holdings: readonly Holding[],
  now: number,
): readonly Cidr[] {
  const pins = list.pins.map(({ cidr }) => cidr);
  const leased = live(holdings, now).map(({ network }) => network);
  return [...pins, ...leased, ...(feed && 'file' in feed ? fed(list, feed.file) : [])];
}

/** Each list of a run asks the same of its siblings. */
const selections = new WeakMap<IpRanges, Map<List, Cidr[]>>();

function fed(list: List, file: IpRanges): readonly Cidr[] {
  if (list.feed === undefined) return [];
  const known = selections.get(file) ?? new Map<List, Cidr[]>();
  selections.set(file, known);
  const selected = known.get(list) ?? select(file, list.feed, list.aggregate).entries;
  known.set(list, selected);
  return selected;
}
