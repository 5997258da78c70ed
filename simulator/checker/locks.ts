import type { CheckerContext, Violation } from './context.js';
import type { TraceIndex, RowChange } from './trace-index.js';
import { lastLook } from './looks.js';
import { kindRules } from './kinds.js';
import { sharedLockOf, sharersOf } from './siblings.js';
import type { RunWrite } from './writes.js';

/** A writer holds the lock or, where a token fences off whoever comes late, had it. */
export function withoutLock({ trace, writes }: CheckerContext, write: RunWrite): string[] {
  const { run, target, sent } = write;
  const changes = trace.lockOf(target.key).filter((change) => change.index < sent);
  const mine = changes.findLastIndex((change) => isTaking(change) && change.actor === run.actor);
  if (mine < 0) return ['wrote without holding the lock'];
  const later = changes.slice(mine + 1);
  if (later.some((change) => isRelease(change, run.actor))) return ['wrote after it had let go of the lock'];
  const successors = [...new Set(later.filter(isTaking).map(({ actor }) => actor))];
  if (!kindRules[target.kind].fenced)
    return successors.map((actor) => `wrote although ${actor} had taken its lock over`);
  const mineBefore = writes.findLast(
    (other) => other.run === run && other.target.key === target.key && other.index < write.index,
  );
  const looked = Math.max(lastLook(write)?.index ?? -1, mineBefore?.index ?? -1);
  const finished = successors.find((actor) => {
    const end = endOf(trace, later, actor);
    return looked < end && end < sent;
  });
  return finished === undefined ? [] : [`wrote although ${finished} had taken its lock over and finished`];
}

/** Where several lists of the estate may want the same rule, its writer holds their common lock as well. */
export function withoutSharedLock({ trace }: CheckerContext, write: RunWrite): string[] {
  const { run, opened, closed, remarked, sent } = write;
  const touched = [...opened, ...closed, ...remarked.map(({ to }) => to)];
  const shared = touched.filter((entry) => {
    const sharers = sharersOf(run, entry);
    return sharers.some(({ target }) => target.key === write.target.key) && sharers.length > 1;
  });
  return [...new Set(shared.map(sharedLockOf))]
    .filter((lock) => {
      const last = trace.lockOf(lock).findLast((change) => change.index < sent);
      return last === undefined || last.actor !== run.actor || !isTaking(last);
    })
    .map((lock) => `wrote without holding the lock that it shares: ${lock}`);
}

/** A run that lost its lock to another, which has finished, may not write on an older look: the token makes that impossible. */
function endOf({ runs }: TraceIndex, changes: readonly RowChange[], actor: string): number {
  const released = changes.find((change) => isRelease(change, actor))?.index;
  const returned = runs.find((other) => other.actor === actor)?.returned?.index;
  return Math.min(released ?? Infinity, returned ?? Infinity);
}

const isTaking = ({ operation }: RowChange): boolean => operation === 'PutItem';

function isRelease(change: RowChange, actor: string): boolean {
  return change.operation === 'DeleteItem' && change.actor === actor;
}

/** As serverless.yml has it. */
const functionMs = 300_000;
const accessMs = 28_000;

/** Where nothing fences off a late writer, nobody may take a lock over before its holder must be dead. */
export function takenFromLiveHolder({ trace }: CheckerContext): Violation[] {
  const targets = new Map(
    trace.spec.editions
      .flatMap(({ lists }) => lists.flatMap((list) => list.targets))
      .filter((target) => !kindRules[target.kind].fenced)
      .map((target) => [target.key, target]),
  );
  return [...targets.keys()].flatMap((target) => {
    const changes = trace.lockOf(target);
    return changes.flatMap((change, i): Violation[] => {
      const former = changes[i - 1];
      if (!former || !isTaking(change) || former.operation === 'DeleteItem') return [];
      const holder = trace.runs.find(({ actor }) => actor === former.actor);
      if (change.actor === former.actor || holder === undefined) return [];
      if (change.at >= holder.begun.at + (holder.trigger === 'access' ? accessMs : functionMs)) return [];
      const { at, actor } = change;
      return [
        { rule: 3, at, actor, target, message: `took the lock of ${former.actor}, which might be alive` },
      ];
    });
  });
}
