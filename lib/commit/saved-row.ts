import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../plan/guarded-plan.js';
import type { Memory } from '../plan/memory.js';
import type { TargetRow } from '../state/state.js';
import type { Known } from '../targets/target.js';

/** Whether something is new to the table. */
export function remembers(row: TargetRow, memory: Memory | undefined, known: Known | undefined): boolean {
  return (
    !isDeepStrictEqual(row.memory, memory) || (known !== undefined && !isDeepStrictEqual(row.known, known))
  );
}

export function rowOf(
  row: { [K in keyof TargetRow]: TargetRow[K] | undefined } & Pick<TargetRow, 'version' | 'unreported'>,
): TargetRow {
  const { version, edition, unreported, memory, known, writtenAt, unfinished } = row;
  return {
    version,
    unreported,
    ...(edition === undefined ? {} : { edition }),
    ...(memory ? { memory } : {}),
    ...(known ? { known } : {}),
    ...(writtenAt === undefined ? {} : { writtenAt }),
    ...(unfinished ? { unfinished } : {}),
  };
}

/**
 * What is remembered while a write is under way: ours is what was ours and what the write adds. The rest is remembered
 * once the write is done, since the next plan must not take an intention for a result.
 */
export function intention({ memory }: Plan, before: Memory | undefined): Memory | undefined {
  if (memory === undefined) return before;
  const union = <T>(a: readonly T[], b: readonly T[]) => [...new Set([...a, ...b])];
  const { missing = [], ...rest } = before ?? {};
  return {
    ...rest,
    ours: union(before?.ours ?? [], memory.ours),
    fed: union(before?.fed ?? [], memory.fed),
    missing,
  };
}
