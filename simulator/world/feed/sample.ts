import type { Family } from '../../aws/protocols/network.js';
import { createRandom, type Random } from '../random.js';
import { regions, services, zones, type Extent } from './sample/services.js';
import { createSpace, type Space } from './sample/space.js';

export interface SampleOptions {
  seed?: number;
  /** Unix seconds: when this version was published. */
  syncToken?: number;
}

interface Entry {
  cidr: string;
  region: string;
  service: string;
  borderGroup: string;
}

/**
 * An ip-ranges.json of our own making, always the same for a seed, for where there is no network.
 *
 * Like the real one of August 2026: layout and size of the text, services, regions and border groups, entries a
 * service and family, prefix lengths, GLOBAL entries, neighbours that merge, and prefixes that stand under several
 * services or inside a wider one. Unlike it: every address. They are globally routable by the registries, but come
 * from blocks that the real file has nothing in.
 */
export function sampleFeed({
  seed = 1,
  syncToken = Date.UTC(2026, 7, 20, 21, 20) / 1000,
}: SampleOptions = {}): string {
  const random = createRandom(seed).stream('sample feed');
  const IPV4 = entriesOf('IPV4', createSpace('IPV4', unused.IPV4), random);
  const IPV6 = entriesOf('IPV6', createSpace('IPV6', unused.IPV6), random);
  const file = {
    syncToken: String(syncToken),
    createDate: createDate(syncToken),
    prefixes: IPV4.map(({ cidr, ...at }) => ({ ip_prefix: cidr, ...place(at) })),
    ipv6_prefixes: IPV6.map(({ cidr, ...at }) => ({ ipv6_prefix: cidr, ...place(at) })),
  };
  return JSON.stringify(file, null, 2);
}

/** First bytes of networks in which AWS lists nothing. */
const unused = { IPV4: [21, 22, 26, 28, 29, 30, 33, 55], IPV6: [0x3a] } as const;

/** AWS's spelling: `2026-08-20-21-20-00`. */
export function createDate(syncToken: number): string {
  return new Date(syncToken * 1000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
}

const place = ({ region, service, borderGroup }: Omit<Entry, 'cidr'>) => ({
  region,
  service,
  network_border_group: borderGroup,
});

/** AMAZON is made last, since it has the others' entries too, and stands first. */
function entriesOf(family: Family, space: Space, random: Random): Entry[] {
  const wide = { EC2: wideEntries(family, 'EC2', space), AMAZON: wideEntries(family, 'AMAZON', space) };
  const own: Entry[] = [];
  const inside: Entry[] = [];
  let amazon: Entry[] = [];
  for (const { service, regions, global, [family]: extent } of services) {
    if (!extent) continue;
    const place = () => (random.int(1, 100) <= global ? 'GLOBAL' : pickRegion(regions, random));
    if (extent.inside) {
      inside.push(...bursts(service, extent, place, wide[extent.inside].of, random));
    } else if (service === 'AMAZON') {
      const shared = [...own, ...wide.EC2.all()].map((entry) => ({ ...entry, service }));
      amazon = [...shared, ...wide.AMAZON.all()];
      const count = extent.count - amazon.length;
      amazon.push(...bursts(service, { ...extent, count }, place, () => space, random));
    } else {
      own.push(...bursts(service, extent, place, () => space, random));
    }
  }
  return [...shuffled(amazon, random), ...own, ...wide.EC2.all(), ...inside];
}

/** Entries in twos, fours and eights that fill a wider network exactly, or by themselves. */
function bursts(
  service: string,
  { count, prefixes, bursts }: Extent,
  place: () => string,
  spaceOf: (region: string) => Space,
  random: Random,
): Entry[] {
  const entries: Entry[] = [];
  while (entries.length < count) {
    const region = place();
    const prefix = pick(prefixes, random);
    const size = Math.min(pick(bursts, random), 2 ** Math.floor(Math.log2(count - entries.length)));
    const { space } = spaceOf(region).part(prefix - Math.log2(size));
    for (let made = 0; made < size; made += 1)
      entries.push({
        cidr: space.take(prefix),
        region,
        service,
        borderGroup: borderGroup(service, region, random),
      });
  }
  return entries;
}

/** A region is somewhat smaller than the one before: the first has a tenth of all entries, the last a hundredth. */
function pickRegion(count: number, random: Random): string {
  return regions[Math.floor(count * (random.int(0, 999_999) / 1_000_000) ** 1.6)] ?? regions[0];
}

/** Local zones are in the larger regions. */
function borderGroup(service: string, region: string, random: Random): string {
  const large = regions.slice(0, 12).some((name) => name === region);
  return service === 'EC2' && large && random.int(1, 100) <= 20 ? `${region}-${pick(zones, random)}` : region;
}

/** One wide entry a region, for what lies inside it. */
function wideEntries(family: Family, service: 'EC2' | 'AMAZON', space: Space) {
  const parts = new Map<string, { entry: Entry; space: Space }>();
  return {
    of: (region: string): Space => {
      const known = parts.get(region);
      if (known) return known.space;
      const { network, space: part } = space.part(family === 'IPV4' ? 15 : 32);
      parts.set(region, { entry: { cidr: network, region, service, borderGroup: region }, space: part });
      return part;
    },
    all: (): Entry[] => [...parts.values()].map(({ entry }) => entry),
  };
}

function pick<T>(items: readonly [T, ...T[]] | readonly T[], random: Random): T {
  return items[random.int(0, items.length - 1)] as T;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random.int(0, 2 ** 30) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
