import type { List } from '../estate/estate.js';
import { end, expired, forget, isLive, type Holding, type Lease } from './lease.js';
import { families, type Family } from '../cidr.js';
import type { Recalled } from '../read.js';
import type { Deps } from '../reconcile.js';
import type { Report, TargetReport } from '../report/report.js';
import type { Run } from '../triggers/trigger.js';

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
    const holdings = await state.leases(id);
    const each = holdings.map(async ({ person }) => {
      let ended: Lease[] = [];
      await state.updateHolding(id, person, (holding) => {
        const ends = (lease: Lease) => lease.since <= before;
        ended = holding.leases.filter((lease) => isLive(lease, now) && ends(lease));
        return end(holding, ends, now);
      });
      for (const lease of ended) log.audit({ what: 'flushed', list: name, person, lease, request: run.id });
    });
    await Promise.all(each);
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

function endsLeases({ trigger, by, endLeases: asked }: Run, { leases, flush }: List): boolean {
  if (leases === undefined || trigger !== 'flush') return false;
  return asked || (by === 'schedule' && flush?.leases === 'end');
}

/** Forgets leases that had ended when the run began, once their networks are settled in every target of their family. */
export async function forgetLeases(
  run: Run,
  { lists, now }: Report,
  recalled: Recalled,
  { state, log }: Pick<Deps, 'state' | 'log'>,
): Promise<void> {
  // Who waits for one target of a list leaves it to the next sweep, which sees them all.
  if ('error' in recalled || run.trigger === 'access') return;
  const each = run.lists.map(async ({ id, name }) => {
    const holdings = recalled.leases.get(name) ?? [];
    const gone = holdings.filter(
      (holding) => holding.leases.length === 0 || expired([holding], now).length > 0,
    );
    const targets = lists.find(({ list }) => list === name)?.targets ?? [];
    const settled = families.filter((family) => isSettled(family, targets));
    if (settled.length === 0) return;
    await Promise.all(
      gone.map(async ({ person }) => {
        let closed: Lease[] = [];
        await state.updateHolding(id, person, (holding) => {
          const left = forget(holding, now, settled);
          closed = holding.leases.filter((lease) => !left.leases.includes(lease));
          return left;
        });
        for (const lease of closed) log.audit({ what: 'closed', list: name, person, lease, request: run.id });
      }),
    );
  });
  await Promise.all(each);
}

function isSettled(family: Family, reports: readonly TargetReport[]): boolean {
  if (reports.some((report) => report.family === undefined)) return false;
  return reports
    .filter((report) => report.family === family)
    .every(({ outcome, refusals }) => {
      const written = refusals.every(({ withholds }) => withholds === 'entries' || withholds === 'leases');
      return outcome === 'unchanged' || outcome === 'applied' || (outcome === 'refused' && written);
    });
}
