import { familyOf, families, ofFamily, prefixOf, within, type Cidr } from '../../../../lib/cidr.js';
import type { FeedSelection, List } from '../../../../lib/estate/estate.js';
import type { IpRanges } from '../../../../lib/sources/feed/ip-ranges.js';
import { createDate } from '../../../world/feed/sample.js';
import { selects, type Choices } from './choices.js';

/** The file that the day is about: its bytes as served, and what they say. */
export interface GivenFile {
  bytes: Uint8Array;
  file: IpRanges;
}

interface RawFile {
  syncToken: string;
  createDate: string;
  prefixes: RawEntry[];
  ipv6_prefixes: RawEntry[];
}

interface RawEntry {
  ip_prefix?: string;
  ipv6_prefix?: string;
  service: string;
  region: string;
  network_border_group: string;
}

/** A version before the given one, which lacks a few networks of each selection and empties none. */
export function earlier(
  given: GivenFile,
  syncToken: number,
  lists: readonly List[],
  choices: Choices,
): { text: string; lacks: Cidr[] } {
  const lacks = fewOfEach(lists, choices);
  const cidrs = given.file.entries.map((entry) => entry.cidr);
  const lacking = new Set<string>(lacks.length > 0 ? within(lacks, cidrs) : []);
  const text = rewritten(given, syncToken, (entry) => !lacking.has(prefix(entry)));
  return { text, lacks };
}

/** A version in which AWS forgot everything of a selection; undefined where nothing would be left of a family. */
export function withoutSelection(
  given: GivenFile,
  syncToken: number,
  selection: FeedSelection,
): string | undefined {
  const left = given.file.entries.filter((entry) => !selects(selection, entry));
  if (families.some((family) => !left.some((entry) => familyOf(entry.cidr) === family))) return undefined;
  return rewritten(
    given,
    syncToken,
    (entry) => !selects(selection, { ...entry, borderGroup: entry.network_border_group }),
  );
}

/** The given file's content again, published later. */
export function repaired(given: GivenFile, syncToken: number): string {
  return rewritten(given, syncToken, () => true);
}

function rewritten(given: GivenFile, syncToken: number, keep: (entry: RawEntry) => boolean): string {
  const raw = JSON.parse(Buffer.from(given.bytes).toString()) as RawFile;
  const file = {
    ...raw,
    syncToken: String(syncToken),
    createDate: createDate(syncToken),
    prefixes: raw.prefixes.filter(keep),
    ipv6_prefixes: raw.ipv6_prefixes.filter(keep),
  };
  return JSON.stringify(file, null, 2);
}

function prefix({ ip_prefix, ipv6_prefix }: RawEntry): string {
  return ip_prefix ?? ipv6_prefix ?? '';
}

/** Of one selection and family, and of all together. */
const few = 3;
const most = 24;

/** Narrow networks, so that little else lies inside them. Nobody's selection may end up empty for want of them. */
function fewOfEach(lists: readonly List[], choices: Choices): Cidr[] {
  const selections = lists.flatMap(({ feed }) => (feed ? [choices(feed).aggregated] : []));
  let left = [...new Set(selections)].flatMap((all) => families.map((family) => ofFamily(all, family)));
  const lacks: Cidr[] = [];
  for (const network of left.flatMap(candidates)) {
    if (lacks.length === most) break;
    const after = left.map((all) => without(network, all));
    if (after.some((all, i) => all.length === 0 && left[i]?.length !== 0)) continue;
    lacks.push(network);
    left = after;
  }
  return lacks;
}

function candidates(all: readonly Cidr[]): Cidr[] {
  if (all.length < 2) return [];
  const narrow = all.toSorted((a, b) => prefixOf(b) - prefixOf(a)).slice(0, Math.ceil(all.length / 2));
  const count = Math.min(few, Math.ceil(all.length / 10));
  const step = Math.floor(narrow.length / count);
  return Array.from({ length: count }, (_, i) => narrow[i * step]).filter((each) => each !== undefined);
}

function without(network: Cidr, all: readonly Cidr[]): Cidr[] {
  const inside = new Set(within([network], all));
  return inside.size === 0 ? [...all] : all.filter((cidr) => !inside.has(cidr));
}
