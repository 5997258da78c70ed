import { addressesOf, holds } from './addresses.js';
import type { ChargedTarget } from './spec.js';
import type { Evidence, Write } from './trace-index.js';
import { listOf } from './run.js';
import type { Slot } from './rules.js';
import { isMarked } from './targets.js';
import type { Wishes } from './wants.js';

/** Whose an entry of a target is, as of an event's index. Where AWS keeps a mark, that says it; of an IP set, its past. */
export interface Ownership {
  /** Doorlist put it there, the last time that it came. */
  isOurs(target: ChargedTarget, slot: Slot, index: number): boolean;
  /** Doorlist never put it there, and nothing that it wanted covered it while it had no record of the target. */
  isForeign(target: ChargedTarget, slot: Slot, index: number): boolean;
  /** Whether doorlist remembered anything of the target, by its key. */
  hasRecord(target: string, index: number): boolean;
  /** When its memory of the target was last taken away; -1 if never. */
  recordLostAt(target: string, index: number): number;
}

interface Arrival {
  index: number;
  ours: boolean;
}

export function establishOwnership(evidence: Evidence, wishes: Wishes): Ownership {
  const arrivals = new Map<Slot, Arrival[]>();
  for (const write of evidence.writes)
    for (const slot of write.opened) {
      const others = arrivals.get(slot) ?? [];
      arrivals.set(slot, others);
      others.push({ index: write.index, ours: !isStranger(write) });
    }
  const arrivalsOf = (slot: Slot, index: number) =>
    (arrivals.get(slot) ?? []).filter((arrival) => arrival.index < index);

  const lastOf = (target: string, index: number) =>
    evidence.recordOf(target).findLast((change) => change.index < index);
  const hasRecord = (target: string, index: number) =>
    (lastOf(target, index)?.operation ?? 'DeleteItem') !== 'DeleteItem';

  /** Covered when doorlist met the target without knowing it, or by a run of which nobody knows how far it came. */
  function wasCovered(target: string, slot: Slot, index: number): boolean {
    return evidence.runs.some((run) => {
      const list = listOf(run, target);
      const look = run.reads.find((read) => read.target === target && read.index < index);
      if (!list || !look || !evidence.heldIn(slot.place, look.index).includes(slot)) return false;
      if (run.returned?.outcome === 'ok' && hasRecord(target, look.index)) return false;
      return holds(wishes.perhaps(run, list, index), addressesOf([slot.source]));
    });
  }

  return {
    isOurs: (target, slot, index) =>
      target.kind === 'ip-set' ? arrivalsOf(slot, index).at(-1)?.ours === true : isMarked(target, slot),
    isForeign: (target, slot, index) =>
      target.kind === 'ip-set'
        ? arrivalsOf(slot, index).every((arrival) => !arrival.ours) && !wasCovered(target.key, slot, index)
        : !isMarked(target, slot),
    hasRecord,
    recordLostAt: (target, index) =>
      evidence
        .recordOf(target)
        .findLast((change) => change.index < index && change.operation === 'DeleteItem')?.index ?? -1,
  };
}

type Actor = Pick<Write, 'actor'>;

/** People are `console-NAME`, and what was there from the start AWS planted. */
export const isStranger = (write: Actor): boolean => write.actor === 'aws' || isPerson(write);

export const isPerson = ({ actor }: Actor): boolean => actor.startsWith('console-');
