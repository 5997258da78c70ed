import { kindRules } from './kinds.js';
import type { RecordedRun } from './run.js';
import type { RecordedEntry } from './entry.js';
import type { SpecList, SpecTarget } from './spec.js';
import { isLeaving, portRangesOf } from './targets.js';
import type { WantsOfRuns } from './wants.js';

/**
 * Whether a list may take over somebody else's entry of a group or prefix list: the very network that its pins or the
 * feed want, at one of its own port ranges, that nobody has put tags on.
 */
export function mayAdopt(
  wants: Pick<WantsOfRuns, 'isOne'>,
  { run, list, target, index }: { run: RecordedRun; list: SpecList; target: SpecTarget; index: number },
  entry: RecordedEntry,
): boolean {
  if (!list.adopt || kindRules[target.kind].flushOwnsForeign) return false;
  if (target.kind === 'prefix-list' && target.ofStack) return false;
  if (entry.marks.length > 0 || entry.tagged || isLeaving(target, entry)) return false;
  return portRangesOf(target).includes(entry.portRange) && wants.isOne(run, list, index, entry.source);
}
