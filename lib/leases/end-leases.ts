import type { Deps } from '../deps.js';
import type { List } from '../estate/estate.js';
import type { Run } from '../triggers/run.js';
import { triggers } from '../triggers/triggers.js';
import { fiftyAtOnce } from './fifty-at-once.js';
import { end, isLive, type Holding, type Lease } from './lease.js';

/** Ends every lease of the lists whose flush says so, before anything is planned; who comes later stays. */
export async function endLeases(
  run: Run,
  now: number,
  { state, log }: Pick<Deps, 'state' | 'log'>,
): Promise<void> {
  const lists = run.dryRun ? [] : run.lists.filter((list) => endsLeases(run, list));
  // Whoever came after the first try of a schedule's occasion came to stay.
  const occasion = Date.parse(run.occasion ?? '');
  const before = Number.isNaN(occasion) ? now : Math.min(now, Math.max(occasion, now - lateMs));
  for (const { id, name } of lists) {
    const { holdings } = await state.leases(id);
    const each = holdings.map((seen) => async () => {
      const { person } = seen;
      let ended: Lease[] = [];
      const next = (holding: Holding) => {
        const ends = (lease: Lease) => lease.since <= before;
        ended = holding.leases.filter((lease) => isLive(lease, now) && ends(lease));
        return end(holding, ends, now);
      };
      await state.updateHolding(id, person, next, seen);
      for (const lease of ended) log.audit({ what: 'flushed', list: name, person, lease, request: run.id });
    });
    await fiftyAtOnce(each);
  }
}

/** Lambda and Scheduler try for an hour: deploy/schedules.ts. */
const lateMs = 2 * 60 * 60_000;

/** A dry run plans as if the leases that it would end had ended. */
export function leasesFor(
  run: Run,
  list: List,
  holdings: readonly Holding[],
  now: number,
): readonly Holding[] {
  if (!run.dryRun || !endsLeases(run, list)) return holdings;
  return holdings.map((holding) => end(holding, () => true, now));
}

/** Whether this flush takes every lease of a list away. */
export function endsLeases({ trigger, by, endLeases: asked }: Run, { leases, flush }: List): boolean {
  if (leases === undefined || !triggers[trigger].endsLeases) return false;
  return asked || (by === 'schedule' && flush?.leases === 'end');
}
