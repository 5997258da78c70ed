import { familyOf, sorted, type Cidr, type Family } from '../cidr.js';
import type { Memory, Missing } from './memory.js';
import type { Reason } from './reason.js';

/** Where a wanted entry comes from. */
export type Origin = 'pin' | 'lease' | 'feed';

export interface WantedEntry {
  cidr: Cidr;
  origin: Origin;
  reason: Reason;
  /** Whose it is, where that is known, and since when, in milliseconds. */
  who?: string;
  since?: number;
}

/** What a list wants, of both families. */
export interface Wants {
  entries: WantedEntry[];
  /** Networks that were leased until lately. */
  endedLeases?: EndedLease[];
  /** Rows of leases cannot be read, since then: what is doorlist's and no source explains may be of one of them, and stays. */
  unexplainedStays?: { since: number };
  /**
   * `none`: the list has no feed. `selected`: entries come from a file. `last-applied`: the file at hand is older
   * than the one last applied, so what that one fed stays wanted.
   */
  feed: 'none' | 'selected' | 'last-applied';
  /** Of the file and of the selection, where entries come from a file. */
  syncToken?: number;
  fingerprint?: string;
}

/** Whose the leases of a network were, and since when. */
export interface EndedLease {
  cidr: Cidr;
  who: string;
  since: number;
}

/** The wants without those of a file that is older than the one last applied, which stays in force. */
export function lastApplied({
  entries,
  endedLeases = [],
  unexplainedStays,
}: Pick<Wants, 'entries' | 'endedLeases' | 'unexplainedStays'>): Wants {
  return {
    entries: entries.filter((entry) => entry.origin !== 'feed'),
    endedLeases,
    ...(unexplainedStays ? { unexplainedStays } : {}),
    feed: 'last-applied',
  };
}

/** What a list wants of one family, with what an older file leaves in force. */
export function wantedOf(family: Family, wants: Wants, memory: Memory | undefined): WantedEntry[] {
  const kept = wants.feed === 'last-applied' ? fedWants(wants, memory) : [];
  const reason: Reason = { kind: 'feed-last-applied' };
  const isLease = ({ origin }: WantedEntry) => origin === 'lease';
  // What the feed or a pin lets in stays theirs, whoever has a lease of it meanwhile.
  const ranked: WantedEntry[] = [
    ...wants.entries.filter(isLease),
    ...kept.map((cidr): WantedEntry => ({ cidr, origin: 'feed', reason })),
    ...wants.entries.filter((entry) => !isLease(entry)),
  ];
  return inOrder(ranked.filter(({ cidr }) => familyOf(cidr) === family));
}

/** Of several entries of one network the last. */
export function inOrder(entries: readonly WantedEntry[]): WantedEntry[] {
  const byCidr = new Map(entries.map((entry) => [entry.cidr, entry]));
  return sorted(byCidr.keys()).flatMap((cidr) => byCidr.get(cidr) ?? []);
}

/** What the feed wants, of the file or of what was last applied. */
export function fedWants(wants: Wants, memory: Memory | undefined): Cidr[] {
  if (wants.feed === 'last-applied') return subtractEntries(memory?.fed ?? [], memory?.missing ?? []);
  return wants.entries.filter((entry) => entry.origin === 'feed').map((entry) => entry.cidr);
}

/** The fed entries but for those that only stand for missing addresses. */
function subtractEntries(fed: readonly Cidr[], missing: readonly Missing[]): Cidr[] {
  const gone = new Set(missing.map((part) => part.cidr));
  return fed.filter((entry) => !gone.has(entry));
}
