import type { Evicted, Layout } from './arrange.js';
import type { Cidr } from '../cidr.js';
import type { Guards } from '../estate/estate.js';
import type { Proposal } from './plan.js';
import type { Memory, Missing } from './memory.js';
import type { ShareReason } from './reason.js';
import {
  judgeEmptied,
  judgeFirstFlush,
  judgeOccupied,
  judgeShares,
  overCapacity,
  standing,
  type CapacityRefusal,
  type Refusal,
} from './refusals.js';
import { makeRoom, type Shortage } from './capacity.js';
import type { Plan } from './guarded-plan.js';
import { settle } from './settle.js';

export interface GuardPolicy {
  guards: Guards;
  layout: Layout;
  /** Entries of the target that are not open at all of its port ranges. */
  partial?: readonly Cidr[] | undefined;
  /** Lifts shares and `emptied`; never capacity. */
  force: boolean;
  /** The first scheduled flush of a list: announced, not done. */
  announceOnly: boolean;
}

/** Judges a proposal and settles what is written of it; pure. The table of guards is in docs/architecture.md. */
export function guard(proposal: Proposal, policy: GuardPolicy): Plan {
  const emptied = judgeEmptied(proposal);
  if (emptied && policy.guards.emptied === 'refuse' && !policy.force) return withholdAll(proposal, emptied);

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
  const room = makeRoom(must, missing, policy.layout);
  if ('lacking' in room) {
    const refusal = overCapacity(proposal, foreign.length, policy.layout, room);
    return withoutNewcomers(proposal, policy, room, refusal) ?? withholdAll(proposal, refusal);
  }

  const refusals = [
    firstFlush,
    share,
    ...standing(proposal.withheld, share),
    judgeOccupied(room.arranged),
  ].filter((refusal) => refusal !== undefined);
  const leave = {
    foreign,
    removedAtNextFlush: firstFlush !== undefined,
    partial: policy.partial ?? [],
    ...room,
  };
  return settle(proposal, leave, refusals);
}

/**
 * Where there is no room for everybody who came, those who came last stay out, and what else is due is done: people
 * at a full port range must not keep it from closing behind others.
 */
function withoutNewcomers(
  proposal: Proposal,
  policy: GuardPolicy,
  { lacking }: Shortage,
  refusal: CapacityRefusal,
): Plan | undefined {
  const there = new Set(proposal.actual);
  const newcomers = proposal.wanted
    .filter(({ cidr, origin }) => origin === 'lease' && !there.has(cidr))
    .toSorted((a, b) => (b.since ?? 0) - (a.since ?? 0));
  if (newcomers.length === 0) return undefined;
  const many = Math.max(1, Math.ceil(lacking / Math.max(1, policy.layout.portRanges.length)));
  const out = new Set(newcomers.slice(0, many).map(({ cidr }) => cidr));
  const plan = guard({ ...proposal, wanted: proposal.wanted.filter(({ cidr }) => !out.has(cidr)) }, policy);
  const earlier = plan.refusals.filter((each) => each.reason === 'capacity');
  const leftOut = [...out, ...earlier.flatMap((each) => each.leftOut ?? [])];
  const others = plan.refusals.filter(({ reason }) => reason !== 'capacity');
  return { ...plan, refusals: [...others, { ...refusal, leftOut }] };
}

function evicted({ removeForeign, overstayed }: Proposal, firstFlush: Refusal | undefined): Evicted {
  if (firstFlush) return new Set();
  return removeForeign ? 'all' : new Set(overstayed);
}

function mark(due: readonly Missing[], reason: ShareReason): Missing[] {
  return due.map((part) => ({ ...part, withheld: reason }));
}

function withholdAll({ actual, ours, wanted, before }: Proposal, refusal: Refusal): Plan {
  const foreign = actual.length - ours.length;
  return { ...untouched(actual, before, [refusal]), wanted: wanted.length, foreign };
}

/** The plan that changes nothing, and why. */
export function untouched(actual: readonly Cidr[], memory: Memory | undefined, refusals: Refusal[]): Plan {
  const keep = actual.map((cidr) => ({ cidr, reason: { kind: 'untouched' as const } }));
  const withheld = memory?.missing.filter((part) => part.withheld !== undefined) ?? [];
  return {
    after: [...actual],
    add: [],
    remove: [],
    keep,
    move: [],
    steps: [],
    wanted: 0,
    held: 0,
    gaveWay: 0,
    foreign: 0,
    refusals: [...refusals, ...standing(withheld, undefined)],
    memory,
  };
}

/** Where room is needed, entries that no source wants give way: held before withheld, the longest missing first. */
function newestFirst(missing: readonly Missing[]): Missing[] {
  return missing.toSorted((a, b) => b.since - a.since);
}
