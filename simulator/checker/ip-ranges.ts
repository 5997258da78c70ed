import { createHash } from 'node:crypto';
import { readNetwork } from '../aws/protocols/network.js';
import { addressesOf, lineOf, meet, without, type Addresses } from './addresses.js';
import type { SpecFeed } from './spec.js';

/** One version of ip-ranges.json, as the checker reads it. */
export interface IpRangesFile {
  syncToken: number;
  md5: string;
  entries: readonly FileEntry[];
}

interface FileEntry {
  cidr: string;
  service: string;
  region: string;
  borderGroup: string;
}

/** Undefined where the bytes are no whole file of today's shape. */
export function readIpRanges(bytes: Uint8Array): IpRangesFile | undefined {
  try {
    const file = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const { syncToken, createDate } = file;
    const entries = [
      ...rows(file['prefixes'], 'ip_prefix', 'IPV4'),
      ...rows(file['ipv6_prefixes'], 'ipv6_prefix', 'IPV6'),
    ];
    if (typeof syncToken !== 'string' || !/^\d{9,11}$/.test(syncToken) || typeof createDate !== 'string')
      return undefined;
    return { syncToken: Number(syncToken), md5: createHash('md5').update(bytes).digest('hex'), entries };
  } catch {
    return undefined;
  }
}

function rows(table: unknown, key: string, family: 'IPV4' | 'IPV6'): FileEntry[] {
  if (!Array.isArray(table) || table.length === 0) throw new Error(`no ${key}`);
  return table.map((row: Record<string, unknown>) => {
    const cidr = text(row[key]);
    const network = readNetwork(cidr);
    if (typeof network === 'string' || network.family !== family) throw new Error(`${cidr} is no network`);
    return {
      cidr,
      service: text(row['service']),
      region: text(row['region']),
      borderGroup: text(row['network_border_group']),
    };
  });
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Error('no text');
  return value;
}

/** What a file lists for a selection; entries that are not globally routable are nobody's. */
export function selected(file: IpRangesFile, feed: SpecFeed): Addresses {
  return addressesOf(selectedNetworks(file, feed));
}

/** The same as the file has it, each once. */
export function selectedNetworks(file: IpRangesFile, feed: SpecFeed): string[] {
  const cidrs = file.entries.filter((entry) => admits(feed, entry)).map((entry) => entry.cidr);
  return [...new Set(cidrs)].filter(isRoutable);
}

/** What is not globally routable is in no selection. */
export function isRoutable(cidr: string): boolean {
  return !meet(addressesOf([cidr]), notRoutable);
}

/** Whether a selection takes an entry of these names. */
export function admits(
  { services, regions, borderGroups }: SpecFeed,
  entry: Pick<FileEntry, 'service' | 'region' | 'borderGroup'>,
): boolean {
  return (
    services.includes(entry.service) &&
    (regions?.includes(entry.region) ?? true) &&
    (borderGroups?.includes(entry.borderGroup) ?? true)
  );
}

/** The names of a selection that a file does not have. */
export function missingNames(
  { services, regions = [], borderGroups = [] }: SpecFeed,
  file: IpRangesFile,
): string[] {
  const present = (of: (entry: FileEntry) => string) => new Set(file.entries.map(of));
  const [ofServices, ofRegions, ofGroups] = [
    present((entry) => entry.service),
    present((entry) => entry.region),
    present((entry) => entry.borderGroup),
  ];
  return [
    ...services.filter((name) => !ofServices.has(name)),
    ...regions.filter((name) => !ofRegions.has(name)),
    ...borderGroups.filter((name) => !ofGroups.has(name)),
  ];
}

/** RFC 6890 and its successors; of IPv6, all that is not in 2000::/3. */
const notRoutable = [
  ...addressesOf([
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/3',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
    '3fff::/20',
  ]),
  ...without(lineOf.IPV6, addressesOf(['2000::/3'])),
].toSorted((a, b) => (a.from < b.from ? -1 : 1));
