import type { Cidr } from '../cidr.js';
import type { Adopted } from './adopted.js';
import type { ForeignEntry } from './foreign.js';
import type { ShareReason } from './reason.js';

/** An address that doorlist opened for the feed and that the feed no longer lists. */
export interface Missing {
  cidr: Cidr;
  /** When it was first missed, in milliseconds. */
  since: number;
  /** Why its removal was refused; it stays until it is forced or listed again. */
  withheld?: ShareReason;
}

/** An entry that no source explains, kept while a row of leases cannot be read. */
export interface PerhapsLeased {
  cidr: Cidr;
  /** When the first such row was seen, in milliseconds. */
  since: number;
}

/** What doorlist knows of a target from its own earlier writes. Plain JSON, kept in the table. */
export interface Memory {
  /** The entries that doorlist put there. */
  ours: Cidr[];
  /** Of these, the entries that stand for the feed. */
  fed: Cidr[];
  missing: Missing[];
  perhapsLeased?: PerhapsLeased[];
  /** What others put there, of a list whose foreign entries are watched. */
  foreignEntries?: ForeignEntry[];
  /** Of the entries that doorlist has, those that it has taken over and that AWS keeps no mark of. */
  adopted?: Adopted[];
  /** What stands there without doorlist's mark where doorlist's entries stood: somebody has made them anew. */
  remade?: Cidr[];
  /** How many entries were wanted at the last change of each of the last months, the oldest first. */
  sizes?: Size[];
  /** Of the file that last made a difference here. */
  syncToken?: number;
  fingerprint?: string;
  /** Of security groups, which groups and port ranges the file named when it last made a difference here. */
  place?: string[];
  /** Nothing was remembered, and since then only people's part was written: what is there may be the feed's. */
  unfed?: true;
}

export interface Size {
  /** `2026-08` */
  month: string;
  wanted: number;
}
