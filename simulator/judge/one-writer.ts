import { addressesOf, holds, lineOf, networksIn, shared, together } from './addresses.js';
import {
  blame,
  capacity,
  leftBy,
  writesOfRuns,
  type Court,
  type Rule,
  type RunWrite,
  type Violation,
} from './court.js';
import type { Evidence, RowChange } from './evidence.js';
import { targetOf, type Run } from './run.js';

/** Rule 3: one writer per target, and lost races are lost honestly. */
export const oneWriter: Rule = (court) => [
  ...writesOfRuns(court).flatMap((write) =>
    [...onAnOldLook(court, write), ...overPeople(court, write), ...withoutLock(court, write)].map((message) =>
      blame(3, write, message),
    ),
  ),
  ...court.evidence.runs.flatMap((run) => lostInSilence(court, run)),
];

/** What a write replaces must be what its writer saw last. */
function onAnOldLook({ evidence }: Court, write: RunWrite): string[] {
  const look = lastLook(evidence, write);
  return look && sameNetworks(look.entries, write.before) ? [] : ['replaced what it had not read'];
}

function lastLook({ writes }: Evidence, { run, target, index }: RunWrite) {
  const looks = [
    ...run.reads.filter((read) => read.target === target && read.index < index),
    ...writes
      .filter((write) => write.run === run && write.target === target && write.index < index)
      .map((write) => ({ index: write.index, entries: write.after })),
  ];
  return looks.toSorted((a, b) => a.index - b.index).at(-1);
}

export function sameNetworks(a: readonly string[], b: readonly string[]): boolean {
  const inB = new Set(b);
  return a.length === b.length && a.every((entry) => inB.has(entry));
}

/** What somebody did while a run was at work must outlast it, unless such things go anyway. */
function overPeople({ evidence, wishes, ownership }: Court, write: RunWrite): string[] {
  const { run, list, target, index, before, after } = write;
  const firstLook = run.reads.find((read) => read.target === target);
  if (!firstLook) return [];
  const meanwhile = evidence.writes.filter(
    (other) => other.target === target && !other.run && other.index > firstLook.index && other.index < index,
  );
  const [there, left] = [new Set(before), new Set(after)];
  const wanted = wishes.perhaps(run, list, index);
  const undone = meanwhile.flatMap((other) => {
    const [then, since] = [new Set(other.before), new Set(other.after)];
    const added = other.after.filter((entry) => !then.has(entry) && there.has(entry) && !left.has(entry));
    const removed = other.before.filter((entry) => !since.has(entry) && !there.has(entry) && left.has(entry));
    const flushes = run.trigger === 'flush' || list.adopt;
    return [
      ...added.filter((entry) => !flushes && ownership.isForeign(target, entry, other.index)),
      ...removed.filter((entry) => !holds(wanted, addressesOf([entry]))),
    ];
  });
  return undone.length === 0 ? [] : [`undid what others did meanwhile: ${undone.join(', ')}`];
}

/**
 * A writer holds the lock, or had it. Who lost it to another that has finished may not write on a look from before:
 * the other's token would have made that impossible.
 */
function withoutLock({ evidence }: Court, write: RunWrite): string[] {
  const { run, target, index } = write;
  const changes = evidence.lockOf(target).filter((change) => change.index < index);
  const mine = changes.findLastIndex(
    (change) => change.operation === 'PutItem' && change.actor === run.actor,
  );
  if (mine < 0) return ['wrote without holding the lock'];
  const later = changes.slice(mine + 1);
  if (later.some((change) => isRelease(change, run.actor))) return ['wrote after it had let go of the lock'];
  const looked = lastLook(evidence, write)?.index ?? -1;
  const successors = new Set(
    later.filter(({ operation }) => operation === 'PutItem').map(({ actor }) => actor),
  );
  const finished = [...successors].find((actor) => {
    const released = later.find((change) => isRelease(change, actor))?.index;
    const returned = evidence.runs.find((other) => other.actor === actor)?.returned?.index;
    const end = Math.min(released ?? Infinity, returned ?? Infinity);
    return looked < end && end < index;
  });
  return finished === undefined ? [] : [`wrote although ${finished} had taken its lock over and finished`];
}

function isRelease(change: RowChange, actor: string): boolean {
  return change.operation === 'DeleteItem' && change.actor === actor;
}

/** A run that lost its last race for a target may only call itself a success if others have done its work. */
function lostInSilence(court: Court, run: Run): Violation[] {
  if (run.returned?.outcome !== 'ok') return [];
  const { index, at } = run.returned;
  return run.lists.flatMap((list) =>
    list.targets.flatMap((target) => {
      const last = run.calls.findLast(
        (call) => call.operation === 'UpdateIPSet' && targetOf(call) === target,
      );
      if (last?.outcome !== 'WAFOptimisticLockException') return [];
      const left = leftBy(court, run, target);
      const wanted = court.wishes.surely(run, list, index);
      const look = left && left.index > last.index ? left.entries : undefined;
      if (look !== undefined && (mayBeRefused(look) || holds(addressesOf(look), ofFamily(look)))) return [];
      return [
        { rule: 3, at, actor: run.actor, target, message: 'lost its last race and called it a success' },
      ];

      function ofFamily(entries: readonly string[]) {
        const line = entries.some((entry) => entry.includes(':')) ? lineOf.IPV6 : lineOf.IPV4;
        return entries.length === 0 ? [] : shared(wanted, line);
      }
      function mayBeRefused(entries: readonly string[]) {
        return (
          networksIn(together(addressesOf(entries), wanted)) > capacity || ofFamily(entries).length === 0
        );
      }
    }),
  );
}
