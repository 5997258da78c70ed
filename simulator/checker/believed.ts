import type { ChargedTarget } from './spec.js';
import type { Court } from './context.js';
import { held } from './held.js';
import { surelySeen } from './looks.js';
import type { Run } from './run.js';
import type { Slot } from './rules.js';
import { placesOf } from './targets.js';

/**
 * All that a run may have believed to be there: what its looks may have shown, and what it wrote. One call shows both
 * families of a group, and a run that is done with one of them looks on for the other's sake.
 */
export function believedIn({ evidence, writes }: Court, run: Run, target: ChargedTarget): Slot[] | undefined {
  const looks = run.reads.filter((read) => read.target === target.key);
  const [first] = looks;
  if (first === undefined) return undefined;
  const since = surelySeen(target, first);
  const places = placesOf(target);
  const before = evidence.writes
    .filter(({ place, at, index }) => places.includes(place) && at >= since && index < first.index)
    .map(({ index }) => index);
  const mine = writes
    .filter((write) => write.run === run && write.target.key === target.key)
    .map(({ index }) => index + 1);
  const moments = [...before, ...looks.map(({ index }) => index), ...mine];
  return [...new Set(moments.flatMap((index) => held(evidence, target, index)))];
}
