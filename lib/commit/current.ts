import { isDeepStrictEqual } from 'node:util';
import { Conflict, Transient } from '../errors.js';
import { isLive, type LeaseRows } from '../leases/lease.js';
import type { Plan } from '../plan/guarded-plan.js';
import type { State } from '../state/state.js';
import type { Request, Target } from '../targets/target.js';
import type { Edition } from './edition.js';
import type { Decide, PlanInput } from './plan-input.js';

/** A write leaves so soon after the leases were read that it rests on, in milliseconds. */
const mostAge = 5_000;

/** A plan with what it was made of and when. */
export interface Planned {
  seen: PlanInput;
  plan: Plan;
  /** Before the leases were read. */
  leasesAt: number;
  plannedAt: number;
}

interface Deps {
  state: Pick<State, 'target'>;
  edition: Pick<Edition, 'own'>;
  leases: () => Promise<LeaseRows>;
  now: () => number;
}

/**
 * Called before each call of a write, which may have waited for a lane, for the table or for the calls before it. Old
 * leases are read again; they may have changed, as long as the same is written for them. So is the row of the target: a
 * process that slept for longer than its lock lasts has lost it.
 *
 * @throws Transient where the plan has to be made anew. @throws Conflict where another edition has written the row
 */
export async function currentOrThrow(
  planned: Planned,
  requests: readonly Request[],
  target: Target,
  decide: Decide,
  deps: Deps,
): Promise<Planned> {
  const { now } = deps;
  const current = isOld(planned, now()) ? await readAgain(planned, target, decide, deps) : planned;
  if (isOld(current, now()) || hasEndedSince(current, now())) throw old(target);
  const again = current === planned ? requests : target.requests(current.seen.snapshot, current.plan);
  if (!isDeepStrictEqual(again, requests)) throw old(target);
  return current;
}

async function readAgain(
  { seen }: Planned,
  target: Target,
  decide: Decide,
  { state, edition, leases, now }: Deps,
): Promise<Planned> {
  const leasesAt = now();
  if ((await state.target(target.key)).edition !== edition.own)
    throw new Conflict('commit/edition', `Another edition of doorlist has written ${target.arn} meanwhile.`);
  const fresh = { ...seen, leases: await leases() };
  const plannedAt = now();
  return { seen: fresh, plan: decide(fresh, plannedAt), leasesAt, plannedAt };
}

function isOld({ leasesAt }: Planned, now: number): boolean {
  return now - leasesAt > mostAge;
}

/** Whether a lease has ended by now that the plan took for a live one. */
function hasEndedSince({ seen, plannedAt }: Planned, now: number): boolean {
  return seen.leases.holdings.some((holding) =>
    holding.leases.some((lease) => isLive(lease, plannedAt) && !isLive(lease, now)),
  );
}

function old({ arn }: Target): Transient {
  return new Transient(
    'commit/old',
    `What was planned for ${arn} was old before AWS could be asked to do it.`,
  );
}
