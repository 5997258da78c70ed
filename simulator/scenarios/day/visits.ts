import { overlaps, parseCidr, type Cidr, type Family } from '../../../lib/cidr.js';
import type { Estate, List } from '../../../lib/estate.js';
import type { DaySet } from './ip-sets.js';

/** Somebody who adds an address by hand, at the console. */
export interface Visit {
  who: string;
  cidr: Cidr;
  set: DaySet;
}

/** The first hour has no more of them. */
const most = 8;

const people = ['Priya', 'Tom', 'Aylin', 'Mateo', 'Ines', 'Kofi', 'Yuki', 'Lena'];

/** Of the networks for documentation (RFC 5737, RFC 3849, RFC 9637), so that nobody real can be meant. */
const homes: Record<Family, readonly Cidr[]> = {
  IPV4: ['198.51.100.23/32', '192.0.2.118/32', '203.0.113.86/32', '198.51.100.142/32'].map(parseCidr),
  IPV6: ['2001:db8:a7:1d00::/64', '3fff:5e:c0::/64', '2001:db8:91:4::/64', '3fff:2b:7::/64'].map(parseCidr),
};

/** One visit to each IP set of people's lists, and one to one that only the feed is meant to fill. */
export function visitsOf({ lists }: Estate, sets: readonly DaySet[]): Visit[] {
  const setsOf = ({ name }: List) => sets.filter((set) => set.list === name);
  const peoples = lists.filter((list) => list.flush).flatMap(setsOf);
  const feedOnly = lists.filter((list) => !list.flush).flatMap(setsOf);
  const visited = [...peoples.slice(0, most - 1), ...feedOnly.slice(0, 1)];
  return visited.flatMap((set, i) => {
    const pins = lists.find((list) => list.name === set.list)?.pins.map((pin) => pin.cidr) ?? [];
    const free = homes[set.family].filter((home) => !overlaps([home], pins));
    const cidr = free[i % free.length];
    return cidr === undefined ? [] : [{ who: people[i % people.length] ?? 'Priya', cidr, set }];
  });
}
