import type { Cidr } from '../../../../lib/cidr.js';
import type { FeedSelection } from '../../../../lib/estate/estate.js';
import type { IpRanges } from '../../../../lib/sources/feed/ip-ranges.js';
import { fingerprint, select } from '../../../../lib/sources/feed/selection.js';

/** What a file has for a selection. */
export interface Choice {
  /** As the file lists them: the same network may stand under two services. */
  rows: Cidr[];
  aggregated: Cidr[];
}

export type Choices = (selection: FeedSelection) => Choice;

/** Each selection is worked out once. */
export function createChoices(file: IpRanges): Choices {
  const known = new Map<string, Choice>();
  return (selection) => {
    const key = fingerprint(selection);
    const choice = known.get(key) ?? {
      rows: [...file.entries, ...file.dropped]
        .filter((entry) => selects(selection, entry))
        .map((entry) => entry.cidr),
      aggregated: select(file, selection, true).entries,
    };
    known.set(key, choice);
    return choice;
  };
}

export interface FeedNames {
  service: string;
  region: string;
  borderGroup: string;
}

export function selects({ services, regions, borderGroups }: FeedSelection, entry: FeedNames): boolean {
  return (
    services.includes(entry.service) &&
    (regions?.includes(entry.region) ?? true) &&
    (borderGroups?.includes(entry.borderGroup) ?? true)
  );
}
