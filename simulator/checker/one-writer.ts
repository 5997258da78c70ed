import { addressesOf, holds } from './addresses.js';
import { violationBy, type CheckerContext, type CheckerRule, type Violation } from './context.js';
import { held } from './held.js';
import { kindRules } from './kinds.js';
import { saysNoVersion } from './ec2-calls.js';
import type { TraceIndex } from './trace-index.js';
import { withoutLock, withoutSharedLock, takenFromLiveHolder } from './locks.js';
import { lastLook } from './looks.js';
import { lostInSilence } from './lost-races.js';
import { toldUntruly } from './confirmed.js';
import { containerOf, type RecordedRun } from './run.js';
import type { RecordedEntry } from './entry.js';
import { afterTheDeployed } from './superseded.js';
import { isAbout, containersOf } from './targets.js';
import type { RunWrite } from './writes.js';

/** Rule 3: one writer per target, and lost races are lost honestly. */
export const oneWriter: CheckerRule = (context) => [
  ...context.writes.flatMap((write) =>
    [
      ...onAnOldLook(context, write),
      ...overPeople(context, write),
      ...withoutLock(context, write),
      ...afterTheDeployed(context, write),
      ...withoutSharedLock(context, write),
    ].map((message) => violationBy(3, write, message)),
  ),
  ...takenFromLiveHolder(context),
  ...context.trace.runs.flatMap((run) => [
    ...lostInSilence(context, run),
    ...withoutVersion(run),
    ...toldUntruly(context, run),
  ]),
];

/** What a write replaces must be what its writer saw last; entry by entry, at least as doorlist had left it. */
function onAnOldLook({ trace, writes }: CheckerContext, write: RunWrite): string[] {
  const { run, target, index } = write;
  const look = lastLook(write)?.index ?? -1;
  const mine = writes.findLast(
    (other) => other.run === run && other.target.key === target.key && other.index < index,
  );
  const seen = Math.max(look, mine?.index ?? -1);
  if (seen < 0) return ['wrote without having looked'];
  if (kindRules[target.kind].writtenWhole)
    return isSame(held(trace, target, seen + 1), write.was) ? [] : ['replaced what it had not read'];
  const other = writes.find(
    (each) =>
      each.target.key === target.key && each.run !== run && each.index > look && each.index < write.sent,
  );
  return other === undefined ? [] : [`wrote on a look from before ${other.actor} wrote`];
}

function isSame(a: readonly RecordedEntry[], b: readonly RecordedEntry[]): boolean {
  const inB = new Set(b);
  return a.length === b.length && a.every((entry) => inB.has(entry));
}

/** What somebody did while a run was at work must outlast it, unless such things go anyway. */
function overPeople({ trace, wants, ownership }: CheckerContext, write: RunWrite): string[] {
  const { run, list, target, index, closed, opened } = write;
  const firstLook = run.reads.find((read) => read.target === target.key);
  if (!firstLook) return [];
  const meanwhile = byOthers(trace, write).filter((other) => other.index > firstLook.index);
  const wanted = wants.perhaps(run, list, index);
  const flushes = kindRules[target.kind].flushOwnsForeign
    ? run.trigger === 'flush' || list.adopt
    : run.trigger === 'flush' && list.foreign === 'flush';
  const undone = meanwhile.flatMap((other) => [
    ...closed.filter(
      (entry) => !flushes && other.opened.includes(entry) && ownership.isForeign(target, entry, other.index),
    ),
    ...opened.filter(
      ({ source, portRange }) =>
        other.closed.some(
          (entry) => entry.source === source && entry.portRange === portRange && isAbout(target, entry),
        ) && !holds(wanted, addressesOf([source])),
    ),
  ]);
  if (undone.length === 0) return [];
  return [`undid what others did meanwhile: ${undone.map(({ source }) => source).join(', ')}`];
}

function byOthers({ writes }: TraceIndex, { target, index }: RunWrite) {
  const containers = containersOf(target);
  return writes.filter((other) => !other.run && other.index < index && containers.includes(other.container));
}

/** Nothing but the version keeps two writers of a prefix list from undoing each other's work. */
function withoutVersion(run: RecordedRun): Violation[] {
  return run.calls.filter(saysNoVersion).map((call) => {
    const target = containerOf(call);
    const message = `sent ${call.operation} without the version that it had read`;
    return { rule: 3, at: call.at, actor: run.actor, ...(target === undefined ? {} : { target }), message };
  });
}
