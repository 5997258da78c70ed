import type { LeaseRows } from '../leases/lease.js';
import type { Plan } from '../plan/guarded-plan.js';
import type { TargetRow } from '../state/state.js';
import type { Snapshot } from '../targets/target.js';

/** What a plan is made of: a target, what was remembered of it before it was read, and who had a lease of its list after that. */
export interface PlanInput {
  snapshot: Snapshot;
  /** Before the target was read, in milliseconds. */
  readAt: number;
  row: TargetRow;
  leases: LeaseRows;
}

export type Decide = (input: PlanInput, now: number) => Plan;
