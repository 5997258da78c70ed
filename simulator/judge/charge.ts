/** What should be, in words that owe nothing to doorlist's code: what the judge holds the record against. */
export interface Charge {
  /** The raw bytes of every version of ip-ranges.json that was ever published, by syncToken. */
  files: ReadonlyMap<string, Uint8Array>;
  /** The estates that were deployed, one after the other. */
  editions: readonly Edition[];
}

export interface Edition {
  /** How many events the record had when it was deployed. */
  from: number;
  lists: readonly ChargedList[];
}

export interface ChargedList {
  name: string;
  pins: readonly string[];
  feed?: ChargedFeed;
  /** Whether it is flushed at all. */
  flush: boolean;
  adopt: boolean;
  holdMs: number;
  guards: { emptied: 'refuse' | 'allow'; coverageLost: number; entriesLost: number; minEntries: number };
  /** ARNs. */
  targets: readonly string[];
}

export interface ChargedFeed {
  services: readonly string[];
  regions?: readonly string[];
  borderGroups?: readonly string[];
}
