import type { Cidr } from '../cidr.js';
import type { Step } from './schedule.js';
import type { Memory } from './memory.js';
import type { NotOurs } from './not-ours.js';
import type { Reason } from './reason.js';
import type { Refusal } from './refusals.js';

/** A guarded plan for one target: a value, sorted, plain JSON. */
export interface Plan {
  /** What the target should hold when this is written; what it holds now where everything is withheld. */
  after: Cidr[];
  add: Entry[];
  remove: Entry[];
  keep: Entry[];
  /** Of what stays, the entries whose rules change: that are opened at another port range, or stand elsewhere. */
  move: Entry[];
  /** Where what is opened and closed, in its order; none for a target that is written whole. */
  steps: Step[];
  /** The room that the target has to be given first. */
  grow?: number;
  /** How many entries the sources want, and how many missing ones are kept besides. */
  wanted: number;
  held: number;
  /** How many missing ones went before their time, for want of room. */
  gaveWay: number;
  /** How many of the entries that stay are not doorlist's. */
  foreign: number;
  /** What of the selection stays there for somebody else, whatever becomes of the selection. */
  notOurs?: NotOurs;
  refusals: Refusal[];
  /** What to know of the target once this is written. */
  memory: Memory | undefined;
}

export interface Entry {
  cidr: Cidr;
  reason: Reason;
  /** Whose it is, where that is known. */
  who?: string;
  /** In milliseconds: since when it is there, or when the feed was first seen without it. */
  since?: number;
  /** It comes or goes by a lease. */
  lease?: true;
  /** Not doorlist's, and wider than the list's people need. */
  tooWide?: true;
  /** Wanted, but not doorlist's: somebody else put it there before. */
  notOurs?: true;
  /** It was somebody else's, and is doorlist's from now on; or it is doorlist's, and gets back the mark that it had lost. */
  marked?: 'adopted' | 'again';
  /** It goes, and another list of the estate keeps the same open. */
  shared?: true;
}

/** Whether a plan changes anything in AWS. */
export function differs({ add, remove, steps }: Plan): boolean {
  return add.length + remove.length + steps.length > 0;
}
