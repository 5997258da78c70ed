import type { Decide } from './commit.js';
import type { Plan } from './guard.js';
import type { Memory } from './plan.js';
import type { Snapshot, Target } from './targets/target.js';

/** Plans on what is known of a target's room and, where that may be too little, on what AWS says of it when asked. */
export async function planWithRoom(
  target: Target,
  snapshot: Snapshot,
  decide: Decide,
  memory: Memory | undefined,
  now: number,
): Promise<{ snapshot: Snapshot; plan: Plan }> {
  const plan = decide(snapshot, memory, now);
  if (!target.survey || snapshot.surveyed || !isCramped(plan, snapshot)) return { snapshot, plan };
  const surveyed = await target.survey(snapshot);
  return { snapshot: surveyed, plan: decide(surveyed, memory, now) };
}

function isCramped({ refusals, gaveWay, steps, grow }: Plan, { uncertain }: Snapshot): boolean {
  const opens = steps.some((step) => step.open.length > 0);
  const refused = refusals.some(({ reason }) => reason === 'capacity');
  return refused || gaveWay > 0 || grow !== undefined || (uncertain === true && opens);
}
