import { capacityOf, type Layout } from './layout.js';
import type { Arranged } from './arrange.js';
import { addresses, type Cidr } from '../cidr.js';
import type { Guards } from '../estate/estate.js';
import type { Proposal } from './plan.js';
import type { Missing } from './memory.js';
import type { ShareReason } from './reason.js';
import type { Remedy, Shortage } from './capacity.js';

/** What policy or capacity forbids in a plan, with its numbers. `report/words.ts` speaks it. */
export type Refusal =
  | { reason: 'unknown-name'; names: UnknownName[] }
  /** Times are in seconds, as the feed has them. */
  | { reason: 'future-file'; syncToken: number; now: number }
  | { reason: 'older-file' }
  | { reason: 'emptied'; list: string; syncToken: number }
  | { reason: 'emptied'; fed: number }
  | CapacityRefusal
  /** `leftOut`: of these, the leases. `undescribed`: of some AWS says that they are there, and does not describe them. */
  | {
      reason: 'occupied';
      entries: number;
      some: Cidr[];
      everyPort: boolean;
      leftOut?: Cidr[];
      undescribed?: true;
    }
  | ShareRefusal
  | { reason: 'first-flush'; entries: number };

/** What the table tells of an earlier refusal: of some, an older version kept only the sentence. */
export type ToldBefore = Refusal | { reason: 'text'; text: string; leftOut?: Cidr[] };

export type RefusalReason = Refusal['reason'];

/** A name of a selection that neither the file nor the last applied one has. */
export interface UnknownName {
  kind: 'service' | 'region' | 'border group';
  name: string;
  /** The names that are spelled most like it. */
  near: string[];
}

export interface CapacityRefusal {
  reason: 'capacity';
  wanted: number;
  foreign: number;
  portRanges: number;
  /** The result would fit, but not every step on the way. */
  fits: boolean;
  remedy: Remedy;
  /** Only these leases are withheld; absent: whatever is to be opened. */
  leftOut?: Cidr[];
  /** What nothing wants cannot be closed either, for want of room to open entries at all of their port ranges. */
  stuck?: true;
}

export type ShareRefusal = { reason: ShareReason } & (
  | {
      /** Of the addresses, in percent. */
      coverageLost: number;
      gone: number;
      ours: number;
      /** In percent. */
      limit: number;
    }
  /** Networks whose removal an earlier run refused. */
  | { earlier: number }
);

export interface Effect {
  /** Whether it holds for the whole list or for the one target. */
  scope: 'list' | 'target';
  withholds: 'everything' | 'additions' | 'removals' | 'entries' | 'leases';
  /** Whether `force` lifts it. */
  forcible: boolean;
}

const effects = {
  'unknown-name': { scope: 'list', withholds: 'everything', forcible: false },
  'future-file': { scope: 'list', withholds: 'everything', forcible: true },
  'older-file': { scope: 'target', withholds: 'everything', forcible: true },
  emptied: { scope: 'target', withholds: 'everything', forcible: true },
  capacity: { scope: 'target', withholds: 'additions', forcible: false },
  occupied: { scope: 'target', withholds: 'entries', forcible: false },
  'coverage-lost': { scope: 'target', withholds: 'removals', forcible: true },
  'entries-lost': { scope: 'target', withholds: 'removals', forcible: true },
  'first-flush': { scope: 'target', withholds: 'removals', forcible: false },
} satisfies Record<RefusalReason, Effect>;

/** What follows from a refusal: by its reason, but for those that are not always alike. */
export function effectOf(refusal: Refusal): Effect {
  const usual: Effect = effects[refusal.reason];
  if (refusal.reason === 'emptied' && 'list' in refusal) return { ...usual, scope: 'list' };
  if (refusal.reason === 'occupied' && refusal.leftOut) return { ...usual, withholds: 'leases' };
  if (refusal.reason === 'capacity' && refusal.leftOut) return { ...usual, withholds: 'leases' };
  if (refusal.reason === 'capacity' && refusal.stuck) return { ...usual, withholds: 'everything' };
  return usual;
}

type Withheld = Pick<Effect, 'withholds'>;

/** Somebody who came may stay out. */
export const keepsOut = ({ withholds }: Withheld): boolean =>
  withholds === 'everything' || withholds === 'additions' || withholds === 'leases';

/** What nothing wants may stay open. */
export const keepsOpen = ({ withholds }: Withheld): boolean =>
  withholds === 'everything' || withholds === 'removals';

/** A selection that was edited in the file may shrink at will, but a slip of the keyboard must not empty a target. */
export function judgeEmptied({ fedBefore, feedLists, feed }: Proposal): Refusal | undefined {
  if (feed === 'none' || fedBefore.length === 0 || feedLists) return undefined;
  return { reason: 'emptied', fed: fedBefore.length };
}

export function judgeFirstFlush({ foreign, removeForeign }: Proposal): Refusal | undefined {
  if (!removeForeign || foreign.length === 0) return undefined;
  return { reason: 'first-flush', entries: foreign.length };
}

export function judgeShares(
  { ours, fedBefore, wanted, held, withheld, due, edited }: Proposal,
  guards: Guards,
): ShareRefusal | undefined {
  if (edited || due.length === 0 || ours.length < guards.minEntries) return undefined;
  const staying = new Set([...wanted, ...held, ...withheld].map((entry) => entry.cidr));
  const gone = fedBefore.filter((entry) => !staying.has(entry)).length;
  const coverageLost = (100 * Number(addresses(due.map((part) => part.cidr)))) / Number(addresses(ours));
  const entriesLost = (100 * gone) / ours.length;
  const loss = { coverageLost, gone, ours: ours.length };
  if (coverageLost > guards.coverageLost)
    return { reason: 'coverage-lost', ...loss, limit: guards.coverageLost };
  if (entriesLost > guards.entriesLost && coverageLost > 1)
    return { reason: 'entries-lost', ...loss, limit: guards.entriesLost };
  return undefined;
}

/** What an earlier run withheld stays refused, and its episode open, until it is forced or listed again. */
export function standing(withheld: readonly Missing[], fresh: ShareRefusal | undefined): ShareRefusal[] {
  return (['coverage-lost', 'entries-lost'] as const).flatMap((reason) => {
    const earlier = withheld.filter((part) => part.withheld === reason).length;
    return earlier === 0 || fresh?.reason === reason ? [] : [{ reason, earlier }];
  });
}

export function overCapacity(
  { wanted }: Proposal,
  foreign: number,
  layout: Layout,
  { remedy }: Shortage,
): CapacityRefusal {
  return {
    reason: 'capacity',
    wanted: wanted.length,
    foreign,
    portRanges: layout.portRanges.length,
    fits: wanted.length + foreign <= capacityOf(layout),
    remedy,
  };
}

/**
 * AWS takes one rule for a network at a port range of a group, and one entry of a prefix list. Who has a lease of it is
 * not let in by what somebody else may take away.
 */
export function judgeOccupied(
  { blocked, unopened }: Arranged,
  { wanted }: Pick<Proposal, 'wanted'>,
  { containers }: Layout,
): Refusal | undefined {
  if (blocked.length === 0) return undefined;
  const leases = new Set(wanted.filter(({ origin }) => origin === 'lease').map(({ cidr }) => cidr));
  const leftOut = blocked.filter((cidr) => leases.has(cidr));
  const hidden = containers.flatMap(({ rules }) => rules.filter(({ undescribed }) => undescribed));
  return {
    reason: 'occupied',
    entries: blocked.length,
    some: blocked.slice(0, 5),
    everyPort: unopened.length < blocked.length,
    ...(hidden.some(({ cidr }) => blocked.includes(cidr)) ? { undescribed: true } : {}),
    ...(leftOut.length > 0 ? { leftOut } : {}),
  };
}
