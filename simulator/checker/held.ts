import type { SpecTarget } from './spec.js';
import type { TraceIndex } from './trace-index.js';
import type { RecordedEntry } from './entry.js';
import { isAbout, containersOf } from './targets.js';

/** Everything that a target is about, as it was when an event happened, before what that did. */
export function held(trace: TraceIndex, target: SpecTarget, index: number): readonly RecordedEntry[] {
  if (target.kind !== 'security-groups') return trace.heldIn(target.arn, index);
  return containersOf(target)
    .flatMap((container) => trace.heldIn(container, index))
    .filter((entry) => isAbout(target, entry));
}
