import type { SpecList, SpecTarget } from './spec.js';
import type { Remark, TraceIndex, Write } from './trace-index.js';
import { held } from './held.js';
import { targetsOf, type RecordedRun } from './run.js';
import type { RecordedEntry } from './entry.js';
import { isAbout, isMarked, keepsMarks, containersOf } from './targets.js';

/** A write by a run to a target of one of its lists. Of a group's rules, only those that the target is about. */
export interface RunWrite extends Pick<Write, 'index' | 'at' | 'actor' | 'container' | 'sent'> {
  run: RecordedRun;
  list: SpecList;
  target: SpecTarget;
  opened: readonly RecordedEntry[];
  closed: readonly RecordedEntry[];
  /** Rules whose marks changed: the target's own came or went. */
  remarked: readonly Remark[];
  /** Everything that the target is about, just before and just after, in all its containers. */
  was: readonly RecordedEntry[];
  is: readonly RecordedEntry[];
}

/** What a run did to something that none of its targets is about. */
export interface OutsideWrite extends Pick<
  Write,
  'index' | 'at' | 'actor' | 'container' | 'opened' | 'closed' | 'remarked'
> {
  run: RecordedRun;
}

interface Owner {
  list: SpecList;
  target: SpecTarget;
}

/** Says of every change that a run made which of its targets it was made for. */
export function attribute(trace: TraceIndex): { writes: RunWrite[]; outsideWrites: OutsideWrite[] } {
  const writes: RunWrite[] = [];
  const outsideWrites: OutsideWrite[] = [];
  for (const { run, ...write } of trace.writes) {
    if (run === undefined) continue;
    const { index, at, actor, container, sent } = write;
    const owners = targetsOf(run)
      .filter(({ target }) => containersOf(target).includes(container))
      .toSorted((a, b) => Number(holdsLock(trace, b, write)) - Number(holdsLock(trace, a, write)));
    const mine = (owner: Owner | undefined) => (entry: RecordedEntry) => ownerOf(entry, owners) === owner;
    for (const owner of owners) {
      const [opened, closed] = [write.opened.filter(mine(owner)), write.closed.filter(mine(owner))];
      const remarked = write.remarked.filter((remark) => changesMark(owner, remark));
      if (opened.length + closed.length + remarked.length === 0 && owner.target.kind === 'security-groups')
        continue;
      const [was, is] = [index, index + 1].map((then) => held(trace, owner.target, then));
      if (was && is)
        writes.push({ index, at, actor, container, sent, run, ...owner, opened, closed, remarked, was, is });
    }
    const [opened, closed] = [write.opened.filter(mine(undefined)), write.closed.filter(mine(undefined))];
    const remarked = write.remarked.filter((remark) => isOthers(remark, owners));
    if (opened.length + closed.length + remarked.length > 0)
      outsideWrites.push({ index, at, actor, container, run, opened, closed, remarked });
  }
  return { writes, outsideWrites };
}

const changesMark = ({ target }: Owner, { from, to }: Remark): boolean =>
  isMarked(target, from) !== isMarked(target, to) && [from, to].some((entry) => isAbout(target, entry));

/** A mark came or went that is no list's of the run. */
function isOthers({ from, to }: Remark, owners: readonly Owner[]): boolean {
  const changed = [
    ...from.marks.filter((mark) => !to.marks.includes(mark)),
    ...to.marks.filter((mark) => !from.marks.includes(mark)),
  ];
  const own = owners.flatMap(({ target }) => (keepsMarks(target) ? [target.mark] : []));
  return changed.some((mark) => !own.includes(mark));
}

function holdsLock(trace: TraceIndex, { target }: Owner, { actor, sent }: Omit<Write, 'run'>): boolean {
  const last = trace.lockOf(target.key).findLast((change) => change.index < sent && change.actor === actor);
  return last !== undefined && last.operation !== 'DeleteItem';
}

/**
 * Lists may share a group. Its mark says whose a rule is; where it has none, its port range does, who may take it away,
 * and who holds a lock.
 */
function ownerOf(entry: RecordedEntry, owners: readonly Owner[]): Owner | undefined {
  const about = owners.filter(({ target }) => isAbout(target, entry));
  return (
    about.find(({ target }) => isMarked(target, entry)) ??
    about.find(({ list }) => list.foreign === 'flush') ??
    about[0]
  );
}

/** All that one run did to one target, which it does under one lock. */
export interface Commit extends Owner {
  run: RecordedRun;
  /** At least one, in order. */
  writes: readonly [RunWrite, ...RunWrite[]];
  opened: readonly RecordedEntry[];
  closed: readonly RecordedEntry[];
}

export function commitsIn(writes: readonly RunWrite[]): Commit[] {
  const byCommit = new Map<string, [RunWrite, ...RunWrite[]]>();
  for (const write of writes) {
    const key = `${write.actor} ${write.target.key}`;
    const others = byCommit.get(key);
    if (others) others.push(write);
    else byCommit.set(key, [write]);
  }
  return [...byCommit.values()].map((all) => ({
    run: all[0].run,
    list: all[0].list,
    target: all[0].target,
    writes: all,
    opened: all.flatMap(({ opened }) => opened),
    closed: all.flatMap(({ closed }) => closed),
  }));
}
