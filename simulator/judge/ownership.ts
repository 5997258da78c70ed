import { addressesOf, holds } from './addresses.js';
import type { Evidence, Write } from './evidence.js';
import { listOf } from './run.js';
import type { Wishes } from './wishes.js';

/** Whose an entry of a target is, as of an event's index. */
export interface Ownership {
  /** Doorlist put it there, the last time that it came. */
  isOurs(target: string, entry: string, index: number): boolean;
  /** Doorlist never put it there, and nothing that it wanted covered it while it had no record of the target. */
  isForeign(target: string, entry: string, index: number): boolean;
  /** Whether doorlist remembered anything of the target. */
  hasRecord(target: string, index: number): boolean;
  /** When its memory of the target was last taken away; -1 if never. */
  recordLostAt(target: string, index: number): number;
}

interface Arrival {
  index: number;
  ours: boolean;
}

export function establishOwnership(evidence: Evidence, wishes: Wishes): Ownership {
  const arrivals = new Map<string, Arrival[]>();
  for (const write of evidence.writes) {
    const before = new Set(write.before);
    for (const entry of write.after.filter((each) => !before.has(each))) {
      const key = `${write.target} ${entry}`;
      arrivals.set(key, [...(arrivals.get(key) ?? []), { index: write.index, ours: !isStranger(write) }]);
    }
  }
  const arrivalsOf = (target: string, entry: string, index: number) =>
    (arrivals.get(`${target} ${entry}`) ?? []).filter((arrival) => arrival.index < index);

  const lastOf = (target: string, index: number) =>
    evidence.recordOf(target).findLast((change) => change.index < index);
  const hasRecord = (target: string, index: number) =>
    (lastOf(target, index)?.operation ?? 'DeleteItem') !== 'DeleteItem';

  /** Covered when doorlist met the target without knowing it, or by a run of which nobody knows how far it came. */
  function wasCovered(target: string, entry: string, index: number): boolean {
    return evidence.runs.some((run) => {
      const list = listOf(run, target);
      const look = run.reads.find((read) => read.target === target && read.index < index);
      if (!list || !look?.entries.includes(entry)) return false;
      if (run.returned?.outcome === 'ok' && hasRecord(target, look.index)) return false;
      return holds(wishes.perhaps(run, list, index), addressesOf([entry]));
    });
  }

  return {
    isOurs: (target, entry, index) => arrivalsOf(target, entry, index).at(-1)?.ours === true,
    isForeign: (target, entry, index) =>
      arrivalsOf(target, entry, index).every((arrival) => !arrival.ours) && !wasCovered(target, entry, index),
    hasRecord,
    recordLostAt: (target, index) =>
      evidence
        .recordOf(target)
        .findLast((change) => change.index < index && change.operation === 'DeleteItem')?.index ?? -1,
  };
}

/** People are `console-NAME`, and what was there from the start AWS planted. */
function isStranger({ actor }: Write): boolean {
  return actor === 'aws' || actor.startsWith('console-');
}
