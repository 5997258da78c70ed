import { isForeignActor } from './actors.js';
import { addressesOf, holds } from './addresses.js';
import { mayAdopt } from './adoption.js';
import type { SpecTarget } from './spec.js';
import type { TraceIndex, Write } from './trace-index.js';
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
  /** The last write of doorlist's after which a rule bore the mark of a target, where somebody has taken it off since. */
  wroteBefore(target: SpecTarget, entry: RecordedEntry, index: number): Write | undefined;
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

  const recordLostAt = (target: string, index: number) =>
    trace.recordOf(target).findLast((change) => change.index < index && change.operation === 'DeleteItem')
      ?.index ?? -1;

  const marked = new Map<string, { write: Write; entry: RecordedEntry }[]>();
  for (const write of trace.writes)
    for (const entry of [...write.opened, ...write.remarked.map(({ to }) => to)])
      marked.set(entry.identity, [...(marked.get(entry.identity) ?? []), { write, entry }]);

  /** A rule keeps its id while it stands, and doorlist remembers the ids of what it wrote. */
  function wroteBefore(target: SpecTarget, entry: RecordedEntry, index: number): Write | undefined {
    if (target.kind !== 'security-groups' || entry.marks.length > 0) return undefined;
    const past = (marked.get(entry.identity) ?? []).filter(({ write }) => write.index < index);
    const last = past.findLastIndex((each) => isMarked(target, each.entry));
    const [own, lost] = [past[last], past[last + 1]];
    // Its own list may have taken the mark off, for a sibling's sake.
    if (own === undefined || lost?.write.run !== undefined) return undefined;
    return own.write.index > recordLostAt(target.key, index) ? own.write : undefined;
  }

  /** In a prefix list nothing but doorlist's own record tells what it has taken over. */
  function wasAdopted(target: SpecTarget, entry: RecordedEntry, index: number): boolean {
    if (target.kind !== 'prefix-list') return false;
    const lostAt = recordLostAt(target.key, index);
    return trace.runs.some((run) => {
      const list = listOf(run, target.key);
      if (!list?.adopt) return false;
      return run.reads.some(
        (look) =>
          look.target === target.key &&
          look.index < index &&
          look.index > lostAt &&
          trace.heldIn(entry.container, look.index).includes(entry) &&
          mayAdopt(wants, { run, list, target, index }, entry),
      );
    });
  }

  return {
    isOurs: (target, entry, index) =>
      keepsMarks(target) ? isMarked(target, entry) : arrivalsOf(entry, index).at(-1)?.ours === true,
    isForeign: (target, entry, index) =>
      keepsMarks(target)
        ? !isMarked(target, entry) &&
          wroteBefore(target, entry, index) === undefined &&
          !wasAdopted(target, entry, index)
        : arrivalsOf(entry, index).every((arrival) => !arrival.ours) && !wasCovered(target.key, entry, index),
    wroteBefore,
    hasRecord,
    recordLostAt,
  };
}
