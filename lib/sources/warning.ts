import type { Family } from '../cidr.js';

/** What whoever wrote the file should know of a list's sources, with its numbers. `report/words.ts` speaks it. */
export type Warning =
  /** The file at hand is older than the one that was applied, and ignored. */
  | { kind: 'older-file'; syncToken: number; applied: number }
  /** A region filter leaves out entries that AWS lists as GLOBAL, whose traffic can come from any region. */
  | { kind: 'global-left-out'; service: string; entries: number }
  /** Wanted entries whose family no target of the list has. */
  | { kind: 'no-target'; family: Family; entries: number };
