import { adoptedAfter } from './adopted.js';
import type { Evicted } from './arrange.js';
import type { Layout } from './layout.js';
import { makeRoom, makeRoomKeeping, type Shortage } from './capacity.js';
import type { Cidr } from '../cidr.js';
import type { Guards } from '../estate/estate.js';
import type { Plan } from './guarded-plan.js';
import type { Memory, Missing } from './memory.js';
import { notOursOf } from './not-ours.js';
import type { Proposal } from './plan.js';
import type { ShareReason } from './reason.js';
import {
  judgeFirstFlush,
  judgeOccupied,
  judgeShares,
  overCapacity,
  standing,
  type CapacityRefusal,
  type Refusal,
} from './refusals.js';
import { settle } from './settle.js';

export interface GuardPolicy {
  guards: Guards;
  layout: Layout;
  /** Entries of the target that are not open at all of its port ranges. */
  partial?: readonly Cidr[] | undefined;
  /** Foreign rules of what pins and the feed want are taken over; never those of leases, which end. */
  adopts?: boolean;
  /** Foreign entries of the selection stay when the feed drops them: neither a flush nor `adopt` takes them away. */
  foreignStays?: boolean;
  /** As the memory keeps it. */
  place?: Memory['place'];
  /** Lifts shares and `emptied`; never capacity. */
  force: boolean;
  /** The first scheduled flush of a list: announced, not done. */
  announceOnly: boolean;
}

/** What does not fit, and the refusal that says so. */
export interface TooMuch extends Shortage {
  refusal: CapacityRefusal;
}

/** Every guard but those that withhold everything; pure. */
export function judge(proposal: Proposal, policy: GuardPolicy, emptied?: Refusal): Plan | TooMuch {
  const firstFlush = policy.announceOnly ? judgeFirstFlush(proposal) : undefined;
  const evict = evicted(proposal, firstFlush);
  const foreign = evict === 'all' ? [] : proposal.foreign.filter((cidr) => !evict.has(cidr));

  const share = policy.force ? undefined : judgeShares(proposal, policy.guards);
  const withheld = share ? [...proposal.withheld, ...mark(proposal.due, share.reason)] : proposal.withheld;
  const held = emptied && policy.force ? [] : proposal.held;

  const missing = [...newestFirst(withheld), ...newestFirst(held)];
  const must = {
    wanted: proposal.wanted.map((entry) => entry.cidr),
    foreign,
    evict,
  };
  const layout = policy.adopts ? { ...policy.layout, adopts: lasting(proposal) } : policy.layout;
  const make = proposal.feed === 'last-applied' ? makeRoomKeeping : makeRoom;
  const room = make(must, missing, layout);
  if ('lacking' in room) return { ...room, refusal: overCapacity(proposal, foreign.length, layout, room) };

  const refusals = [
    firstFlush,
    share,
    ...standing(proposal.withheld, share),
    judgeOccupied(room.arranged, proposal, layout),
  ].filter((refusal) => refusal !== undefined);
  const leave = {
    foreign,
    removedAtNextFlush: firstFlush !== undefined,
    partial: policy.partial ?? [],
    place: policy.place,
    adopted: adoptedAfter(layout, room.arranged.steps),
    ...room,
  };
  const notOurs = policy.foreignStays ? notOursOf(proposal, layout, room.arranged.steps) : undefined;
  return { ...settle(proposal, leave, refusals), ...(notOurs ? { notOurs } : {}) };
}

function lasting({ wanted }: Proposal): ReadonlySet<Cidr> {
  return new Set(wanted.filter(({ origin }) => origin !== 'lease').map(({ cidr }) => cidr));
}

function evicted({ removeForeign, overstayed }: Proposal, firstFlush: Refusal | undefined): Evicted {
  if (firstFlush) return new Set();
  return removeForeign ? 'all' : new Set(overstayed);
}

function mark(due: readonly Missing[], reason: ShareReason): Missing[] {
  return due.map((part) => ({ ...part, withheld: reason }));
}

/** Where room is needed, entries that no source wants give way: held before withheld, the longest missing first. */
function newestFirst(missing: readonly Missing[]): Missing[] {
  return missing.toSorted((a, b) => b.since - a.since);
}
