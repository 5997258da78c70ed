import type { Decide, PlanInput } from './plan-input.js';
import type { Plan } from '../plan/guarded-plan.js';
import type { Snapshot, Target } from '../targets/target.js';

/** Plans on the room that is known of a target; where that may be too little, AWS is asked and the plan made again. */
export async function planWithMeasuredCapacity(
  target: Target,
  seen: PlanInput,
  decide: Decide,
  now: number,
): Promise<{ seen: PlanInput; plan: Plan }> {
  const { snapshot } = seen;
  const plan = decide(seen, now);
  if (!target.measureCapacity || snapshot.measured || !isCramped(plan, snapshot)) return { seen, plan };
  const measured = { ...seen, snapshot: await target.measureCapacity(snapshot) };
  return { seen: measured, plan: decide(measured, now) };
}

function isCramped({ refusals, gaveWay, steps, grow }: Plan, { uncertain }: Snapshot): boolean {
  const opens = steps.some((step) => step.open.length > 0);
  const refused = refusals.some(({ reason }) => reason === 'capacity');
  return refused || gaveWay > 0 || grow !== undefined || (uncertain === true && opens);
}
