import type { ChargedTarget } from './spec.js';
import type { Evidence } from './trace-index.js';
import type { Slot } from './rules.js';
import { isAbout, placesOf } from './targets.js';

/** Everything that a target is about, as it was when an event happened, before what that did. */
export function held(evidence: Evidence, target: ChargedTarget, index: number): readonly Slot[] {
  if (target.kind !== 'security-groups') return evidence.heldIn(target.arn, index);
  return placesOf(target)
    .flatMap((place) => evidence.heldIn(place, index))
    .filter((slot) => isAbout(target, slot));
}
