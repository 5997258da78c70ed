import type { Family } from '../../../lib/cidr.js';
import type { Composition } from '../../../lib/compose.js';
import type { World, WorldOptions } from '../../../simulator/world/world.js';

/** A kind of target, as the contract needs to know it. Networks are written as the record writes them. */
export interface Kind {
  /** For a person. */
  name: string;
  family: Family;
  /** What stands in doorlist.yml. */
  target: Record<string, unknown>;
  /** Whether AWS keeps doorlist's mark on an entry. */
  marks: boolean;
  /** Whether a flush removes foreign entries without being told to. */
  flushesForeign: boolean;
  /** When the lock of a run that died can be had, in milliseconds. */
  lockMs: number;
  /** The operations that open and close. */
  opening: string;
  closing: string;
  /** What AWS says to a write that somebody else was faster than. */
  conflict: string;
  /** What it says to a call that is one too many. */
  throttled: string;
  /** AWS's calls on the target in a run that finds nothing to do. */
  atRest: Record<string, number>;
  /** The same where so much stands in the target that an answer does not hold it. */
  atRestCrowded: Record<string, number>;
  /** How the refusal ends where two entries are wanted, beside a foreign one, and there is room for one. */
  remedy: string;
  /**
   * The target with somebody else's entries. `room`: for how many more; `crowded`: with so much beside that AWS needs
   * more than one page for it, where it answers by the page.
   */
  plant(foreign: readonly string[], options?: { room?: number; crowded?: boolean }): Partial<WorldOptions>;
  /** Whose states are on record. */
  arns: readonly string[];
  /** What is open at all port ranges where the record says this of each of `arns`. */
  open(states: readonly (readonly string[])[]): string[];
  /** A person at the console. */
  hand(world: World): Hand;
  /** Keeps others from calling `opening` for a moment, where AWS has a bucket of calls for all of an account. */
  exhaust(world: World): Promise<void>;
  /** Puts on record what the target holds at first, where AWS does not. */
  begin?(world: World): void;
  /** The target in place of the composed one, where it is none of AWS's. */
  replace?(composition: Composition, world: World, actor: string): Composition;
}

/** Adds and removes one network at all port ranges. */
export interface Hand {
  add(cidr: string): Promise<void>;
  remove(cidr: string): Promise<void>;
  /** Takes doorlist's mark off a network, where AWS lets people. */
  unmark?: (cidr: string) => Promise<void>;
}
