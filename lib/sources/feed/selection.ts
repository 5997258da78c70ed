import { aggregate, sorted, type Cidr } from '../../cidr.js';
import type { FeedSelection } from '../../estate/estate.js';
import { nearest } from '../../text/nearest.js';
import type { UnknownName } from '../../plan/refusals.js';
import type { Warning } from '../warning.js';
import type { FeedEntry, IpRanges } from './ip-ranges.js';

/** The names that a list's selection has met in a file it applied. What was known once can be emptied, never unknown. */
export interface KnownNames {
  services: string[];
  regions: string[];
  borderGroups: string[];
}

export interface Selected {
  entries: Cidr[];
  /** Entries of the selection that are not globally routable, left out. */
  dropped: Cidr[];
  unknown: UnknownName[];
  warnings: Warning[];
  known: KnownNames;
}

const kinds = [
  { key: 'services', word: 'service', of: (entry: FeedEntry) => entry.service },
  { key: 'regions', word: 'region', of: (entry: FeedEntry) => entry.region },
  { key: 'borderGroups', word: 'border group', of: (entry: FeedEntry) => entry.borderGroup },
] as const;

/** What the file lists for a selection, without duplicates, merged exactly where `merge` says so. */
export function select(
  file: IpRanges,
  selection: FeedSelection,
  merge: boolean,
  before?: KnownNames,
): Selected {
  const { present, entries, dropped } = indexOf(file);
  const unknown: UnknownName[] = [];
  const known: KnownNames = { services: [], regions: [], borderGroups: [] };
  for (const { key, word } of kinds) {
    for (const name of selection[key] ?? []) {
      if (present[key].has(name) || before?.[key].includes(name)) known[key].push(name);
      else unknown.push({ kind: word, name, near: nearest(name, [...present[key]]) });
    }
  }
  const chosen = (of: Places) =>
    selection.services
      .flatMap((service) => inRegions(of.get(service), selection.regions))
      .filter(({ borderGroup }) => selection.borderGroups?.includes(borderGroup) ?? true)
      .map((entry) => entry.cidr);
  const cidrs = chosen(entries);
  return {
    entries: merge ? aggregate(cidrs) : sorted(cidrs),
    dropped: sorted(chosen(dropped)),
    unknown,
    warnings: lostGlobal(entries, selection),
    known,
  };
}

/** Entries by service and region. */
type Places = ReadonlyMap<string, ReadonlyMap<string, FeedEntry[]>>;

interface Index {
  present: Record<keyof KnownNames, Set<string>>;
  entries: Places;
  dropped: Places;
}

/** Many lists select from the one file of a run. */
const indexes = new WeakMap<IpRanges, Index>();

function indexOf(file: IpRanges): Index {
  const known = indexes.get(file);
  if (known) return known;
  const present = {
    services: new Set<string>(),
    regions: new Set<string>(),
    borderGroups: new Set<string>(),
  };
  const byPlace = (entries: readonly FeedEntry[]): Places => {
    const of = new Map<string, Map<string, FeedEntry[]>>();
    for (const entry of entries) {
      for (const { key, of: place } of kinds) present[key].add(place(entry));
      const regions = of.get(entry.service) ?? new Map<string, FeedEntry[]>();
      const same = regions.get(entry.region);
      if (same) same.push(entry);
      else of.set(entry.service, regions.set(entry.region, [entry]));
    }
    return of;
  };
  const index = { present, entries: byPlace(file.entries), dropped: byPlace(file.dropped) };
  indexes.set(file, index);
  return index;
}

function inRegions(
  regions: ReadonlyMap<string, FeedEntry[]> | undefined,
  names: readonly string[] = [...(regions?.keys() ?? [])],
): FeedEntry[] {
  return names.flatMap((region) => regions?.get(region) ?? []);
}

/** A region filter silently drops the entries that AWS lists as GLOBAL, whose traffic can come from any region. */
function lostGlobal(entries: Index['entries'], selection: FeedSelection): Warning[] {
  if (selection.regions === undefined || selection.regions.includes('GLOBAL')) return [];
  return selection.services
    .map((service) => ({ service, lost: entries.get(service)?.get('GLOBAL')?.length ?? 0 }))
    .filter(({ lost }) => lost > 0)
    .map(({ service, lost }) => ({ kind: 'global-left-out', service, entries: lost }));
}

/** Two selections with the same fingerprint admit the same entries of any file. */
export function fingerprint(selection: FeedSelection): string {
  return JSON.stringify(kinds.map(({ key }) => [...new Set(selection[key] ?? ['*'])].sort()));
}
