import type { ChargedList, ChargedTarget } from './spec.js';
import type { Evidence, Write } from './trace-index.js';
import { held } from './held.js';
import { targetsOf, type Run } from './run.js';
import type { Slot } from './rules.js';
import { isAbout, isMarked, placesOf } from './targets.js';

/** A write by a run to a target of one of its lists. Of a group's rules, only those that the target is about. */
export interface RunWrite extends Pick<Write, 'index' | 'at' | 'actor' | 'place' | 'sent'> {
  run: Run;
  list: ChargedList;
  target: ChargedTarget;
  opened: readonly Slot[];
  closed: readonly Slot[];
  /** Everything that the target is about, just before and just after, in all its places. */
  was: readonly Slot[];
  is: readonly Slot[];
}

/** What a run did to something that none of its targets is about. */
export interface Stray extends Pick<Write, 'index' | 'at' | 'actor' | 'place' | 'opened' | 'closed'> {
  run: Run;
}

interface Owner {
  list: ChargedList;
  target: ChargedTarget;
}

/** Says of every change that a run made which of its targets it was made for. */
export function attribute(evidence: Evidence): { writes: RunWrite[]; strays: Stray[] } {
  const writes: RunWrite[] = [];
  const strays: Stray[] = [];
  for (const { run, ...write } of evidence.writes) {
    if (run === undefined) continue;
    const { index, at, actor, place, sent } = write;
    const owners = targetsOf(run)
      .filter(({ target }) => placesOf(target).includes(place))
      .toSorted((a, b) => Number(holdsLock(evidence, b, write)) - Number(holdsLock(evidence, a, write)));
    const mine = (owner: Owner | undefined) => (slot: Slot) => ownerOf(slot, owners) === owner;
    for (const owner of owners) {
      const [opened, closed] = [write.opened.filter(mine(owner)), write.closed.filter(mine(owner))];
      if (opened.length + closed.length === 0 && owner.target.kind === 'security-groups') continue;
      const [was, is] = [index, index + 1].map((then) => held(evidence, owner.target, then));
      if (was && is) writes.push({ index, at, actor, place, sent, run, ...owner, opened, closed, was, is });
    }
    const [opened, closed] = [write.opened.filter(mine(undefined)), write.closed.filter(mine(undefined))];
    if (opened.length + closed.length > 0) strays.push({ index, at, actor, place, run, opened, closed });
  }
  return { writes, strays };
}

function holdsLock(evidence: Evidence, { target }: Owner, { actor, sent }: Omit<Write, 'run'>): boolean {
  const last = evidence
    .lockOf(target.key)
    .findLast((change) => change.index < sent && change.actor === actor);
  return last !== undefined && last.operation !== 'DeleteItem';
}

/**
 * Lists may share a group. Its mark says whose a rule is; where it has none, its door does, who may take it away,
 * and who holds a lock.
 */
function ownerOf(slot: Slot, owners: readonly Owner[]): Owner | undefined {
  const about = owners.filter(({ target }) => isAbout(target, slot));
  return (
    about.find(({ target }) => isMarked(target, slot)) ??
    about.find(({ list }) => list.foreign === 'flush') ??
    about[0]
  );
}

/** All that one run did to one target, which it does under one lock. */
export interface Commit extends Owner {
  run: Run;
  /** At least one, in order. */
  writes: readonly [RunWrite, ...RunWrite[]];
  opened: readonly Slot[];
  closed: readonly Slot[];
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
