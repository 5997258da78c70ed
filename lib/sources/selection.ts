import { aggregate, sorted, type Cidr } from '../cidr.js';
import type { FeedSelection } from '../estate.js';
import { nearest } from '../nearest.js';
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
  /** One sentence for each name that neither the file nor the last applied one has. */
  unknown: string[];
  warnings: string[];
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
  const unknown: string[] = [];
  const known: KnownNames = { services: [], regions: [], borderGroups: [] };
  for (const { key, word, of } of kinds) {
    const present = new Set([...file.entries, ...file.dropped].map(of));
    for (const name of selection[key] ?? []) {
      if (present.has(name) || before?.[key].includes(name)) known[key].push(name);
      else unknown.push(`${word} ${name} is not in ip-ranges.json${meant(nearest(name, [...present]))}`);
    }
  }
  const chosen = (entry: FeedEntry) =>
    kinds.every(({ key, of }) => selection[key]?.includes(of(entry)) ?? true);
  const cidrs = file.entries.filter(chosen).map((entry) => entry.cidr);
  return {
    entries: merge ? aggregate(cidrs) : sorted(cidrs),
    dropped: sorted(file.dropped.filter(chosen).map((entry) => entry.cidr)),
    unknown,
    warnings: lostGlobal(file, selection),
    known,
  };
}

function meant(names: string[]): string {
  return names.length > 0 ? `; did you mean ${names.join(' or ')}?` : '';
}

/** A region filter silently drops the entries that AWS lists as GLOBAL, whose traffic can come from any region. */
function lostGlobal(file: IpRanges, selection: FeedSelection): string[] {
  if (selection.regions === undefined || selection.regions.includes('GLOBAL')) return [];
  return selection.services.flatMap((service) => {
    const lost = file.entries.filter(
      (entry) => entry.service === service && entry.region === 'GLOBAL',
    ).length;
    return lost === 0
      ? []
      : [
          `regions leaves out ${lost} GLOBAL entries of ${service}, whose traffic can come from any region; add GLOBAL unless that is meant`,
        ];
  });
}

/** Two selections with the same fingerprint admit the same entries of any file. */
export function fingerprint(selection: FeedSelection): string {
  return JSON.stringify(kinds.map(({ key }) => [...new Set(selection[key] ?? ['*'])].sort()));
}
