import { isForeignActor } from './actors.js';
import { addressesOf, holds } from './addresses.js';
import type { SpecTarget } from './spec.js';
import type { TraceIndex } from './trace-index.js';
import { listOf } from './run.js';
import type { RecordedEntry } from './entry.js';
import { isMarked, keepsMarks } from './targets.js';
import type { WantsOfRuns } from './wants.js';

/** Whose an entry of a target is, as of an event's index. Where AWS keeps a mark, that says it; else its past. */
export interface Ownership {
  /** Doorlist put it there, the last time that it came. */
  isOurs(target: SpecTarget, entry: RecordedEntry, index: number): boolean;
  /** Doorlist never put it there, and nothing that it wanted covered it while it had no record of the target. */
  isForeign(target: SpecTarget, entry: RecordedEntry, index: number): boolean;
  /** Whether doorlist remembered anything of the target, by its key. */
  hasRecord(target: string, index: number): boolean;
  /** When its memory of the target was last taken away; -1 if never. */
  recordLostAt(target: string, index: number): number;
}

interface Arrival {
  index: number;
  ours: boolean;
}

export function establishOwnership(trace: TraceIndex, wants: WantsOfRuns): Ownership {
  const arrivals = new Map<RecordedEntry, Arrival[]>();
  for (const write of trace.writes)
    for (const entry of write.opened) {
      const others = arrivals.get(entry) ?? [];
      arrivals.set(entry, others);
      others.push({ index: write.index, ours: !isForeignActor(write.actor) });
    }
  const arrivalsOf = (entry: RecordedEntry, index: number) =>
    (arrivals.get(entry) ?? []).filter((arrival) => arrival.index < index);

  const lastOf = (target: string, index: number) =>
    trace.recordOf(target).findLast((change) => change.index < index);
  const hasRecord = (target: string, index: number) =>
    (lastOf(target, index)?.operation ?? 'DeleteItem') !== 'DeleteItem';

  /** Covered when doorlist met the target without knowing it, or by a run of which nobody knows how far it came. */
  function wasCovered(target: string, entry: RecordedEntry, index: number): boolean {
    return trace.runs.some((run) => {
      const list = listOf(run, target);
      const look = run.reads.find((read) => read.target === target && read.index < index);
      if (!list || !look || !trace.heldIn(entry.container, look.index).includes(entry)) return false;
      if (run.returned?.outcome === 'ok' && hasRecord(target, look.index)) return false;
      return holds(wants.perhaps(run, list, index), addressesOf([entry.source]));
    });
  }

  return {
    isOurs: (target, entry, index) =>
      keepsMarks(target) ? isMarked(target, entry) : arrivalsOf(entry, index).at(-1)?.ours === true,
    isForeign: (target, entry, index) =>
      keepsMarks(target)
        ? !isMarked(target, entry)
        : arrivalsOf(entry, index).every((arrival) => !arrival.ours) && !wasCovered(target.key, entry, index),
    hasRecord,
    recordLostAt: (target, index) =>
      trace.recordOf(target).findLast((change) => change.index < index && change.operation === 'DeleteItem')
        ?.index ?? -1,
  };
}
