import type { Cidr } from './cidr.js';

/** Everything in `doorlist.yml`, parsed. Plain JSON, since it is bundled into the handlers as such. */
export interface Estate {
  /** The one AWS account that every target is in. */
  account: string;
  alerts: { email: string[] };
  /** In the file's order. */
  lists: List[];
}

/** A named allow-list: its sources, its targets, its policy. It has a feed, a flush, or both. */
export interface List {
  name: string;
  pins: Pin[];
  feed?: FeedSelection;
  flush?: FlushSchedule;
  guards: Guards;
  /** How long an address that the feed dropped is kept, in milliseconds. */
  hold: number;
  /** Whether feed entries are merged exactly; otherwise the feed's own entries are kept. */
  aggregate: boolean;
  /** Whether entries that doorlist did not put into the targets are removed as if they were its own. */
  adopt: boolean;
  targets: IpSetRef[];
}

export interface Pin {
  cidr: Cidr;
  note?: string;
}

/** A selection of ip-ranges.json. An absent filter admits everything. */
export interface FeedSelection {
  services: string[];
  regions?: string[];
  borderGroups?: string[];
}

export interface FlushSchedule {
  /** The six fields of an AWS cron expression, without `cron()`; absent: by hand only. */
  cron?: string;
  /** An IANA time zone. */
  timezone: string;
  leases: 'keep' | 'end';
}

/** Shares are in per cent, judged per target; see the table of guards in docs/architecture.md. */
export interface Guards {
  emptied: 'refuse' | 'allow';
  coverageLost: number;
  entriesLost: number;
  /** Shares are judged from this many entries up. */
  minEntries: number;
}

/** A WAFv2 IP set, all of it read from its ARN. */
export interface IpSetRef {
  kind: 'ip-set';
  arn: string;
  account: string;
  /** us-east-1 where the scope is CLOUDFRONT. */
  region: string;
  scope: 'REGIONAL' | 'CLOUDFRONT';
  name: string;
  id: string;
}

export { parseEstate, type ParsedEstate, type ParseOptions } from './estate/parse.js';
export { EstateMistakes, type Mistake } from './estate/mistakes.js';
