import type { CheckerContext } from './context.js';
import { listOf, type RecordedRun } from './run.js';
import type { TraceIndex } from './trace-index.js';
import type { RunWrite } from './writes.js';

/** Which of the estates that were deployed is, at an index of the record. */
function deployedAt({ spec }: TraceIndex, index: number): number {
  return spec.editions.findLastIndex(({ from }) => from <= index);
}

/** Whether a run asked what is deployed, and another estate than its own was when it ended. */
export function isSuperseded(trace: TraceIndex, { begun, returned, calls }: RecordedRun): boolean {
  if (returned === undefined) return false;
  const asked = calls.some(({ operation }) => operation === 'GetFunctionConfiguration');
  return asked && deployedAt(trace, begun.index) !== deployedAt(trace, returned.index);
}

/**
 * What runs of the deployed estate have left must not be undone by one of an estate that is deployed no more. A run of
 * the access API may have left the target to whoever has its lock, or to the next sweep.
 */
export function afterTheDeployed({ trace }: CheckerContext, { run, target, sent }: RunWrite): string[] {
  const now = deployedAt(trace, sent);
  if (deployedAt(trace, run.begun.index) === now) return [];
  const before = trace.runs.find(
    (other) =>
      other !== run &&
      !other.dryRun &&
      other.returned?.outcome === 'ok' &&
      other.returned.index < sent &&
      deployedAt(trace, other.begun.index) === now &&
      listOf(other, target.key) !== undefined &&
      (other.trigger !== 'access' || trace.recordOf(target.key).some(({ actor }) => actor === other.actor)),
  );
  return before === undefined ? [] : [`wrote for an estate of before, after ${before.actor} had ended`];
}
