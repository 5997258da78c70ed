import { addressesOf, holds, meet } from './addresses.js';
import { isPerson } from './actors.js';
import type { CheckerContext, Violation } from './context.js';
import { held } from './held.js';
import { lineOfTarget } from './left-out.js';
import { eventualMs } from './looks.js';
import { isSame, mayHaveBeenLive, clockMs, storedOf, type RecordedLease } from './leases.js';
import type { SpecList, SpecTarget } from './spec.js';
import type { RecordedRun, SaidLease } from './run.js';
import { atPorts, containersOf, isGroups, isMarked, keepsMarks, openAt, portRangesOf } from './targets.js';

/** What the access API tells a person is true when it is said. */
export function toldUntruly(context: CheckerContext, run: RecordedRun): Violation[] {
  const { answer, returned, method, lists } = run;
  const [list] = lists;
  if (!list || !returned || answer?.status !== 200) return [];
  const messages =
    method === 'PUT' && answer.body.state === 'in' && answer.body.lease
      ? [
          ...notIn(context, run, list, answer.body.lease),
          ...endedBefore(context, run, list, answer.body.lease),
        ]
      : method === 'DELETE' && answer.body.state === 'out'
        ? (answer.body.ended ?? []).flatMap((lease) => notOut(context, run, list, lease))
        : [];
  return messages.map((message) => ({ rule: 3, at: returned.at, actor: run.actor, message }));
}

/** At some instant between the request and the answer it was in every target. */
function notIn(context: CheckerContext, run: RecordedRun, list: SpecList, said: SaidLease): string[] {
  const { network } = storedOf(said);
  return targetsFor(context, list, network).flatMap((target) => {
    const instants = instantsOf(context, run, target).map((index) => held(context.trace, target, index));
    return portRangesOf(target)
      .filter(
        (portRange) =>
          !instants.some((entries) => holds(openAt(target, entries, portRange), addressesOf([network]))),
      )
      .map((portRange) => `said that ${network} is in ${target.key}${atPorts(portRange)}, and it never was`);
  });
}

/** The lease had not ended when the answer was made. The answer takes its way. */
function endedBefore({ trace }: CheckerContext, run: RecordedRun, list: SpecList, said: SaidLease): string[] {
  const answered = (run.returned?.at ?? 0) - answerMs - run.frozenMs;
  const versions = trace.leasesOf(list.id).filter((lease) => isSame(lease, storedOf(said)));
  const stood = versions.some(
    (version) =>
      version.from.index < (run.returned?.index ?? Infinity) &&
      version.to.at >= answered &&
      version.until + clockMs >= answered &&
      !isEnd(version, versions),
  );
  return stood ? [] : [`said that ${said.network ?? ''} is in by a lease that had ended`];
}

/** Nothing but an end moves a lease's end back. */
const isEnd = (version: RecordedLease, versions: readonly RecordedLease[]): boolean =>
  versions.some((other) => other.from.index < version.from.index && other.until > version.until);

const answerMs = 100;

/** What doorlist had opened for it alone is closed. */
function notOut(context: CheckerContext, run: RecordedRun, list: SpecList, said: SaidLease): string[] {
  const { trace, wants, ownership } = context;
  const ended = storedOf(said);
  const index = run.returned?.index ?? Infinity;
  const since = run.begun.at - clockMs;
  const others = wants.perhaps(
    run,
    list,
    index,
    (lease) => !isSame(lease, ended) && mayHaveBeenLive(lease, since, index),
  );
  if (meet(others, addressesOf([ended.network]))) return [];
  return targetsFor(context, list, ended.network).flatMap((target) => {
    const entries = held(trace, target, index).filter(({ source }) => source === ended.network);
    const left = entries.filter(
      (entry) =>
        (keepsMarks(target) ? isMarked(target, entry) : !ownership.isForeign(target, entry, index)) &&
        trace.heldIn(entry.container, run.begun.index).includes(entry) &&
        !trace.writes.some(
          ({ opened, index: then }) => opened.includes(entry) && then > run.begun.index && then < index,
        ),
    );
    return left.length === 0 ? [] : [`said that ${ended.network} is out of ${target.key}, and it is in`];
  });
}

function targetsFor(context: CheckerContext, list: SpecList, network: string): SpecTarget[] {
  return list.targets.filter((target) => {
    const line = lineOfTarget(context, target);
    return line !== undefined && holds(line, addressesOf([network]));
  });
}

/**
 * Every event from its beginning to its answer after which a target may have held something else. What a person took out
 * of a group a little before, EC2 may still have described.
 */
function instantsOf({ trace }: CheckerContext, run: RecordedRun, target: SpecTarget): number[] {
  const [from, to] = [run.begun.index, run.returned?.index ?? Infinity];
  const containers = containersOf(target);
  const writes = trace.writes.filter(({ container, index }) => containers.includes(container) && index < to);
  const unseen = writes.filter(
    ({ index, at, actor }) =>
      isGroups(target) && isPerson(actor) && index < from && at > run.begun.at - eventualMs,
  );
  const during = writes.filter(({ index }) => index > from);
  return [...unseen.map(({ index }) => index), from, ...during.map(({ index }) => index + 1)];
}
