import { families, type Family } from '../cidr.js';
import type { Deps } from '../deps.js';
import { keepsOpen } from '../plan/refusals.js';
import type { Report, TargetReport } from '../report/report.js';
import type { Recalled } from '../state/recalled.js';
import type { Run } from '../triggers/run.js';
import { triggers } from '../triggers/triggers.js';
import { recorded } from './audit.js';
import { fiftyAtOnce } from './fifty-at-once.js';
import { expired, forget, type Holding, type Lease } from './lease.js';

/** Forgets leases that had ended when the run began, once their networks are settled in every target of their family. */
export async function forgetLeases(
  run: Run,
  { lists, now }: Report,
  recalled: Recalled,
  deps: Pick<Deps, 'state' | 'log' | 'now'>,
): Promise<void> {
  const { state, log } = deps;
  if ('error' in recalled || !triggers[run.trigger].forgetsLeases) return;
  const each = run.lists.map(async ({ id, name }) => {
    const { holdings, stored = [] } = recalled.leases.get(name) ?? { holdings: [] };
    const gone = holdings
      .map((holding, i) => ({ holding, seen: stored[i] }))
      .filter(({ holding }) => holding.leases.length === 0 || expired([holding], now).length > 0);
    const targets = lists.find(({ list }) => list === name)?.targets ?? [];
    const settled = families.filter((family) => isSettled(family, targets));
    if (settled.length === 0) return;
    await fiftyAtOnce(
      gone.map(({ holding: { person }, seen }) => async () => {
        let closed: Lease[] = [];
        const next = (holding: Holding) => {
          const left = forget(holding, now, settled);
          closed = holding.leases.filter((lease) => !left.leases.includes(lease));
          return log.audit ? recorded(left, ({ request }) => request === run.id) : left;
        };
        await state.updateHolding(id, person, next, seen);
        const at = deps.now();
        for (const lease of closed)
          log.audit?.({ what: 'closed', list: name, person, lease, at, request: run.id });
      }),
    );
  });
  await Promise.all(each);
}

function isSettled(family: Family, reports: readonly TargetReport[]): boolean {
  if (reports.some((report) => report.family === undefined)) return false;
  return reports
    .filter((report) => report.family === family)
    .every(
      ({ outcome, refusals }) =>
        outcome === 'unchanged' ||
        outcome === 'applied' ||
        (outcome === 'refused' && !refusals.some(keepsOpen)),
    );
}
