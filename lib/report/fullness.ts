import { fullnessOf, type Fullness } from '../plan/fullness.js';
import { policyOf } from '../targets/kinds.js';
import type { TargetReport } from './report.js';

/** How full a target is, as far as a run knows. */
export function fullness(
  { kept, added, capacity, growth = [], target }: TargetReport,
  now: number,
): Fullness | undefined {
  const policy = policyOf(target);
  const limit = policy.growsTo(target) ?? capacity;
  if (limit === undefined) return undefined;
  const taken = { entries: kept.length + added.length, limit, rulesPerEntry: policy.rulesPerEntry(target) };
  return fullnessOf({ ...taken, growth }, now);
}
