import { violationBy, type CheckerContext, type CheckerRule, type Violation } from './context.js';
import { askedToOpen, markIn } from './ec2-calls.js';
import { lastLook, mayBeMissed } from './looks.js';
import { isForeignActor } from './actors.js';
import { isChange, containerOf, type RecordedRun, type RunCall } from './run.js';
import type { RecordedEntry } from './entry.js';
import { atPorts, counts, isGroups, isLeaving } from './targets.js';
import type { RunWrite } from './writes.js';

/** Rule 4: no write without a difference, but for the one that voids a dead writer's token; and none in a dry run. */
export const noIdleWrite: CheckerRule = (context) => [
  ...context.writes.flatMap((write) => [...changedNothing(context, write), ...openedTwice(context, write)]),
  ...context.trace.runs.flatMap((run) => [...changedInADryRun(run), ...askedAgain(context, run)]),
];

function changedNothing(context: CheckerContext, write: RunWrite): Violation[] {
  const { container, index, opened, closed, remarked, is } = write;
  if (opened.length + closed.length + remarked.length > 0 || tookOver(context, write)) return [];
  const [size, newSize] = [index, index + 1].map((then) => context.trace.sizeOf(container, then));
  if (size !== newSize) return [];
  return [violationBy(4, write, `wrote ${is.length} entries that were there`)];
}

/** Whether the writer found the lock in the hands of somebody who had not let go of it, and has not written since. */
function tookOver({ trace, writes }: CheckerContext, { run, target, index }: RunWrite): boolean {
  const changes = trace
    .lockOf(target.key)
    .filter((change) => change.index < index && change.operation !== 'UpdateItem');
  const mine = changes.findLastIndex(
    (change) => change.operation === 'PutItem' && change.actor === run.actor,
  );
  const former = changes.slice(0, Math.max(0, mine)).findLast(({ actor }) => actor !== run.actor);
  const acquired = changes[mine]?.index ?? Infinity;
  const voided = writes.some(
    (other) =>
      other.run === run &&
      other.target.key === target.key &&
      other.index > acquired &&
      other.index < index &&
      isAnswered(other),
  );
  return former?.operation === 'PutItem' && !voided;
}

/** Whoever has heard no answer to a write does not know that the token is void. */
function isAnswered({ run, index }: RunWrite): boolean {
  const [own, next] = run.calls.filter((call) => isChange(call) && call.index > index);
  return !run.broken.some(
    (each) =>
      each.text.startsWith(`connection reset after wafv2:${own?.operation}`) &&
      each.index > index &&
      each.index < (next?.index ?? Infinity),
  );
}

/** AWS takes the same rule in each of several groups, where it uses up room and opens nothing. */
function openedTwice({ trace }: CheckerContext, write: RunWrite): Violation[] {
  const { target, was, opened } = write;
  if (!isGroups(target)) return [];
  const twice = opened.flatMap((entry) =>
    was.filter((other) => isSame(other, entry) && counts(target, other) && !isLeaving(target, other)),
  );
  const sight = { target, look: lastLook(write), by: write.index };
  const known = twice.filter((entry) => !mayBeMissed(trace, entry, sight));
  const [first] = known;
  return first === undefined
    ? []
    : [
        violationBy(
          4,
          write,
          `opened ${first.source}${atPorts(first.portRange)} again, which ${first.container} has already`,
        ),
      ];
}

const isSame = (
  a: Pick<RecordedEntry, 'source' | 'portRange'>,
  b: Pick<RecordedEntry, 'source' | 'portRange'>,
): boolean => a.source === b.source && a.portRange === b.portRange;

function changedInADryRun(run: RecordedRun): Violation[] {
  const changes = run.dryRun ? run.calls.filter((call) => isChange(call) && call.outcome === 'ok') : [];
  return changes.map((call) => violationByCall(run, call, `sent ${call.operation} in a dry run`));
}

/** EC2 refuses what is there already: a run that asks for what doorlist has opened has not looked, or not listened. */
function askedAgain({ trace }: CheckerContext, run: RecordedRun): Violation[] {
  const refused = run.calls.filter(({ outcome }) => alreadyThere.includes(outcome));
  return refused.flatMap((call) => {
    const container = containerOf(call);
    if (container === undefined || isSentAgain(run, call)) return [];
    const again = askedToOpen(call).flatMap((asked) =>
      trace
        .heldIn(container, call.index)
        .filter((entry) => isSame(entry, asked) && isMarkedBy(call, entry) && isDoorlists(entry)),
    );
    const [first] = again;
    if (first === undefined) return [];
    return [
      violationByCall(
        run,
        call,
        `asked for ${again.length} that it had opened itself, ${first.source} first`,
      ),
    ];
  });

  function isDoorlists(entry: RecordedEntry): boolean {
    const arrival = trace.writes.findLast(({ opened }) => opened.includes(entry));
    return arrival !== undefined && !isForeignActor(arrival.actor);
  }
}

function isMarkedBy(call: RunCall, { marks }: RecordedEntry): boolean {
  const mark = markIn(call);
  return mark === undefined ? marks.length === 0 : marks.includes(mark);
}

const alreadyThere = ['InvalidPermission.Duplicate', 'InvalidPrefixListModification'];

/** A client sends the very same once more when it has heard no answer. */
function isSentAgain(run: RecordedRun, { index, operation, input }: RunCall): boolean {
  const text = JSON.stringify(input);
  return run.calls.some(
    (other) => other.index < index && other.operation === operation && JSON.stringify(other.input) === text,
  );
}

function violationByCall(run: RecordedRun, call: RunCall, message: string): Violation {
  const target = containerOf(call);
  return { rule: 4, at: call.at, actor: run.actor, ...(target === undefined ? {} : { target }), message };
}
