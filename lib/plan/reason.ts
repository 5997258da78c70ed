import type { FeedSelection } from '../estate/estate.js';

/** The guards that judge shares. */
export type ShareReason = 'coverage-lost' | 'entries-lost';

/** Why an entry is there, comes or goes: values that `report/words.ts` speaks and the table keeps. */
export type Reason = PlainReason | PutBack;

/** It was doorlist's and is wanted, and somebody took it out: `by`, where CloudTrail told. */
export interface PutBack {
  kind: 'put-back';
  wanted: PlainReason;
  by?: string;
}

export type PlainReason =
  | { kind: 'pin' }
  /** `until` is in milliseconds; `whys` are a few of what people said, and `more` of them said something else. */
  | { kind: 'lease'; until: number; whys: string[]; more: number }
  | ({ kind: 'feed' } & FeedSelection)
  /** The file at hand is older, so what the last one fed stays. */
  | { kind: 'feed-last-applied' }
  /** The feed no longer lists it, for less than the hold. */
  | { kind: 'held' }
  /** A row of a lease cannot be read, and this may be what it opened. */
  | { kind: 'perhaps-leased' }
  | { kind: 'withheld'; by: ShareReason }
  | { kind: 'foreign' }
  /** Foreign, and a first flush is announced. */
  | { kind: 'removed-at-next-flush' }
  /** It stays open for wanted entries that cannot be put in its place. */
  | { kind: 'stands-in' }
  /** Another list of the estate wants it and has not opened it yet. */
  | { kind: 'lent' }
  | { kind: 'untouched' }
  | { kind: 'missing'; madeRoom?: true }
  | { kind: 'unwanted' }
  | { kind: 'lease-ended' }
  /** It was kept, since a row of leases could not be read from this instant on, in milliseconds. */
  | { kind: 'perhaps-lease-ended'; since: number }
  | { kind: 'pin-ended' }
  | { kind: 'selection-ended' }
  | { kind: 'covered' }
  /** Of a row that an older version wrote. */
  | { kind: 'text'; text: string };
