import type { SpecTarget } from './spec.js';
import type { TraceIndex } from './trace-index.js';
import { isPerson } from './actors.js';
import type { TargetRead } from './run.js';
import type { RecordedEntry } from './entry.js';
import { isGroups } from './targets.js';
import type { RunWrite } from './writes.js';

/**
 * How old the rules that EC2 describes may be. It says only that it is eventual:
 * docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
export const eventualMs = 10_000;

export function lastLook({ run, target, index }: RunWrite): TargetRead | undefined {
  return run.reads.findLast((read) => read.target === target.key && read.index < index);
}

/** When a look can not have missed what had happened by then. */
export function surelySeen(target: SpecTarget, look: TargetRead | undefined): number {
  return (look?.at ?? -Infinity) - (isGroups(target) ? eventualMs : 0);
}

/** Whether a look may not have shown an entry: somebody else put it there too short before it, or after it. */
export function mayBeMissed(
  { writes }: TraceIndex,
  entry: RecordedEntry,
  { target, look, by }: { target: SpecTarget; look: TargetRead | undefined; by: number },
): boolean {
  const arrival = writes.findLast(
    (other) => other.index < by && other.opened.some(({ identity }) => identity === entry.identity),
  );
  return arrival !== undefined && isPerson(arrival.actor) && arrival.at > surelySeen(target, look);
}
