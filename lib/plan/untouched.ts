import type { Cidr } from '../cidr.js';
import type { Plan } from './guarded-plan.js';
import type { Memory } from './memory.js';
import type { Proposal } from './plan.js';
import { standing, type Refusal } from './refusals.js';

/** Of a proposal nothing is written. */
export function withholdAll({ actual, ours, wanted, before }: Proposal, refusal: Refusal): Plan {
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
