import type { SpecTarget } from './spec.js';
import type { CheckerContext } from './context.js';
import { held } from './held.js';
import { surelySeen } from './looks.js';
import type { RecordedRun } from './run.js';
import type { RecordedEntry } from './entry.js';

/**
 * What a run has surely seen at its first look, however late it looked for the sake of another target; and its own
 * work. What another target's run has left in the same group an old answer may not show.
 */
export function knownFromTheStart(
  { trace, writes }: CheckerContext,
  run: RecordedRun,
  target: SpecTarget,
): RecordedEntry[] {
  const first = run.reads.find((read) => read.target === target.key);
  const since = surelySeen(target, first);
  const late = trace.writes.filter(
    ({ at, index, actor }) => at > since && index < (first?.index ?? 0) && actor !== 'aws',
  );
  const missed = new Set(late.flatMap(({ opened }) => opened));
  const own = writes.filter((write) => write.target.key === target.key);
  for (const entry of own.flatMap(({ opened }) => opened)) missed.delete(entry);
  const mine = own.filter((write) => write.run === run).flatMap(({ opened }) => opened);
  const seen = first === undefined ? [] : held(trace, target, first.index);
  return [...seen.filter((entry) => !missed.has(entry)), ...mine];
}
