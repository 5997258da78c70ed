import { familyOf, prefixOf, type Cidr, type Family } from '../cidr.js';

/** An entry that doorlist did not put into a target: since when it is there, and who put it, where that is known. */
export interface ForeignEntry {
  cidr: Cidr;
  /** When a run first saw it, or CloudTrail says it came, in milliseconds. */
  since: number;
  by?: Hand;
}

/** An edit that CloudTrail told of. */
export interface Hand {
  /** For a person: the end of an ARN. */
  who: string;
  /** In milliseconds. */
  at: number;
}

/** What one `UpdateIPSet` by somebody else left in a set. */
export interface Edit extends Hand {
  /** Absent: not told. */
  addresses?: readonly Cidr[];
}

/**
 * Whose clock is ahead by how much nobody knows; an edit is taken for the cause of what was first seen up to this
 * long before it.
 */
const skewMs = 2_000;

/** CloudTrail tells within minutes; what claims to be older, or of no time at all, starts no grace. */
const oldestMs = 60 * 60_000;

/**
 * The foreign entries of a target; pure. An edit names its whole result, so what was there before it is not its work; of
 * two edits the earlier one put what both name.
 */
export function foreignEntriesOf(
  foreign: readonly Cidr[],
  before: readonly ForeignEntry[],
  edit: Edit | undefined,
  now: number,
): ForeignEntry[] {
  const known = new Map(before.map((entry) => [entry.cidr, entry]));
  const told = edit !== undefined && now - edit.at < oldestMs ? edit : undefined;
  const edited = new Set(told?.addresses ?? foreign);
  return foreign.map((cidr) => {
    const entry = known.get(cidr) ?? { cidr, since: now };
    if (told === undefined || !edited.has(cidr) || entry.since < told.at - skewMs) return entry;
    if (entry.by !== undefined && entry.by.at <= told.at) return entry;
    return { cidr, since: Math.min(entry.since, told.at), by: { who: told.who, at: told.at } };
  });
}

/** Those whose time is up. */
export function overstayed(
  entries: readonly ForeignEntry[],
  graceMs: number | undefined,
  now: number,
): ForeignEntry[] {
  return graceMs === undefined ? [] : entries.filter(({ since }) => now - since >= graceMs);
}

/** Somebody's home is one address, or one /56: what lets in many more deserves a word at once. */
export function isTooWide(cidr: Cidr, limits: Record<Family, number>): boolean {
  return prefixOf(cidr) < limits[familyOf(cidr)];
}
