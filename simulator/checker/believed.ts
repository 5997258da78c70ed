import type { SpecTarget } from './spec.js';
import type { CheckerContext } from './context.js';
import { held } from './held.js';
import { surelySeen } from './looks.js';
import type { RecordedRun } from './run.js';
import type { RecordedEntry } from './entry.js';
import { containersOf } from './targets.js';

/**
 * All that a run may have believed to be there: what its looks may have shown, and what it wrote. One call shows both
 * families of a group, and a run that is done with one of them looks on for the other's sake.
 */
export function believedIn(
  { trace, writes }: CheckerContext,
  run: RecordedRun,
  target: SpecTarget,
): RecordedEntry[] | undefined {
  const looks = run.reads.filter((read) => read.target === target.key);
  const [first] = looks;
  if (first === undefined) return undefined;
  const since = surelySeen(target, first);
  const containers = containersOf(target);
  const before = trace.writes
    .filter(
      ({ container, at, index }) => containers.includes(container) && at >= since && index < first.index,
    )
    .map(({ index }) => index);
  const mine = writes
    .filter((write) => write.run === run && write.target.key === target.key)
    .map(({ index }) => index + 1);
  const moments = [...before, ...looks.map(({ index }) => index), ...mine];
  return [...new Set(moments.flatMap((index) => held(trace, target, index)))];
}
