import type { Deps } from '../deps.js';
import type { List } from '../estate/estate.js';
import type { Run } from '../triggers/run.js';
import { toRecord } from './audit.js';
import { triggers } from '../triggers/triggers.js';
import { fiftyAtOnce } from './fifty-at-once.js';
import { end, isLive, type Holding, type Lease } from './lease.js';
import { writeOwn } from './record.js';

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
  for (const list of lists) {
    const { id } = list;
    const { holdings } = await state.leases(id);
    const each = holdings.map((seen) => async () => {
      const { person } = seen;
      const next = (holding: Holding) => {
        const ends = (lease: Lease) => lease.since <= before;
        const ended = holding.leases.filter((lease) => isLive(lease, now) && ends(lease));
        const records = ended.map((lease) => ({ what: 'flushed' as const, lease, at: now, request: run.id }));
        return toRecord(end(holding, ends, now), records);
      };
      // It is struck off when the leases are forgotten.
      writeOwn(list, run.id, await state.updateHolding(id, person, next, seen), { log });
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
