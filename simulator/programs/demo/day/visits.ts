import { overlaps, parseCidr, type Cidr, type Family } from '../../../../lib/cidr.js';
import type { Console } from '../../../world/console.js';
import { openingAt } from './rules.js';
import type { DayTarget } from './targets.js';

/** Somebody who adds an address by hand, at the console. */
export interface Visit {
  who: string;
  cidr: Cidr;
  target: DayTarget;
}

/** The first hour has no more of them. */
const most = 8;

const people = ['Priya', 'Tom', 'Aylin', 'Mateo', 'Ines', 'Kofi', 'Yuki', 'Lena'];

/** Of the networks for documentation (RFC 5737, RFC 3849, RFC 9637), so that nobody real can be meant. */
const homes: Record<Family, readonly Cidr[]> = {
  IPV4: [
    '198.51.100.23/32',
    '192.0.2.118/32',
    '203.0.113.86/32',
    '198.51.100.142/32',
    '192.0.2.9/32',
    '203.0.113.151/32',
    '198.51.100.77/32',
    '192.0.2.63/32',
  ].map(parseCidr),
  IPV6: [
    '2001:db8:a7:1d00::/64',
    '3fff:5e:c0::/64',
    '2001:db8:91:4::/64',
    '3fff:2b:7::/64',
    '2001:db8:3e:80::/64',
    '3fff:a1:12::/64',
    '2001:db8:c4:9::/64',
    '3fff:7d:3::/64',
  ].map(parseCidr),
};

/** One visit to each target of people's lists, and one to the first of each kind that only the feed is meant to fill. */
export function visitsOf(targets: readonly DayTarget[]): Visit[] {
  const visitable = targets.filter(
    ({ ref, wanted, family }) => ref.kind !== 'security-groups' || wanted.length > 0 || family === 'IPV4',
  );
  const peoples = visitable.filter(({ list }) => list.flush);
  const feedOnly = visitable
    .filter(({ list }) => !list.flush)
    .filter(({ ref }, i, all) => all.findIndex((other) => other.ref.kind === ref.kind) === i);
  const visited = [...peoples.slice(0, most - feedOnly.length), ...feedOnly];
  return visited.flatMap((target, i) => {
    const pins = target.list.pins.map((pin) => pin.cidr);
    const free = homes[target.family].filter((home) => !overlaps([home], pins));
    const cidr = free[i % free.length];
    return cidr === undefined ? [] : [{ who: people[i % people.length] ?? 'Priya', cidr, target }];
  });
}

/** Into the first of several groups, for the first of several port ranges. */
export async function act({ who, cidr, target: { ref, family } }: Visit, console: Console): Promise<void> {
  switch (ref.kind) {
    case 'ip-set':
      return console.add(ref.arn, cidr, who);
    case 'prefix-list':
      return console.editList(ref.arn, { add: [{ cidr, description: who }] }, who);
    case 'security-groups': {
      const [portRange] = ref.doors;
      if (portRange === undefined) return;
      return console.allow(ref.arn, { source: cidr, ...openingAt(portRange, family), description: who }, who);
    }
    default:
      ref satisfies never;
  }
}
