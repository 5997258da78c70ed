import type { Decide, PlanInput } from './plan-input.js';
import type { Plan } from '../plan/guard.js';
import type { Snapshot, Target } from '../targets/target.js';

/** Plans on what is known of a target's room and, where that may be too little, on what AWS says of it when asked. */
export async function planWithRoom(
  target: Target,
  seen: PlanInput,
  decide: Decide,
  now: number,
): Promise<{ seen: PlanInput; plan: Plan }> {
  const { snapshot } = seen;
  const plan = decide(seen, now);
  if (!target.survey || snapshot.surveyed || !isCramped(plan, snapshot)) return { seen, plan };
  const surveyed = { ...seen, snapshot: await target.survey(snapshot) };
  return { seen: surveyed, plan: decide(surveyed, now) };
}

function isCramped({ refusals, gaveWay, steps, grow }: Plan, { uncertain }: Snapshot): boolean {
  const opens = steps.some((step) => step.open.length > 0);
  const refused = refusals.some(({ reason }) => reason === 'capacity');
  return refused || gaveWay > 0 || grow !== undefined || (uncertain === true && opens);
}
