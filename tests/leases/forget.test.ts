import { forgetLeases } from '../../lib/leases/forget.js';
import type { Holding, Lease, StoredHolding } from '../../lib/leases/lease.js';
import type { Refusal } from '../../lib/plan/refusals.js';
import type { Report, TargetReport } from '../../lib/report/report.js';
import type { Recalled } from '../../lib/state/recalled.js';
import type { State } from '../../lib/state/state.js';
import type { Run } from '../../lib/triggers/run.js';
import { hour, start } from '../harness/account.js';

const now = start;
const network = '81.18.0.1/32' as Lease['network'];
const person = { issuer: 'iam 111122223333', subject: 'ana', name: 'ana' };
const lease = (until: number): Lease => ({ network, device: '', why: '', since: now - 4 * hour, until });
const [ended, standing] = [lease(now - 1), lease(now + hour)];

type Target = Partial<Omit<TargetReport, 'refusals'>> & {
  withholds?: 'everything' | 'additions' | 'removals';
};

/** What a run puts on record as closed, and whether it has asked the table to forget anything. */
async function forgotten(
  targets: Target[],
  leases: Lease[] = [ended],
  trigger: Run['trigger'] = 'sweep',
): Promise<{ closed: Lease[]; asked: number }> {
  const seen: StoredHolding = { person, leases, version: 1 };
  const reports = targets.map(({ withholds, ...target }) => ({
    family: 'IPV4',
    refusals: withholds ? [{ withholds } as unknown as Refusal] : [],
    ...target,
  }));
  const closed: Lease[] = [];
  let asked = 0;
  const state = {
    updateHolding: (_: string, __: unknown, next: (holding: Holding) => Holding, row: StoredHolding) => {
      asked += 1;
      return Promise.resolve({ ...row, ...next(row) });
    },
  } as unknown as State;
  await forgetLeases(
    { id: 'run', trigger, lists: [{ id: 'id', name: 'developers' }] } as unknown as Run,
    { now, lists: [{ list: 'developers', targets: reports }] } as unknown as Report,
    {
      leases: new Map([['developers', { holdings: [seen], stored: [seen], unreadable: [] }]]),
    } as unknown as Recalled,
    {
      state,
      now: () => now,
      log: { audit: (record: { lease: Lease }) => closed.push(record.lease) } as never,
    },
  );
  return { closed, asked };
}

test.each<[string, Target]>([
  ['has to change nothing', { outcome: 'unchanged' }],
  ['was written', { outcome: 'applied' }],
  ['refused additions only', { outcome: 'refused', withholds: 'additions' }],
])('a lease that has ended is forgotten where a target %s', async (_, target) => {
  expect((await forgotten([target])).closed).toEqual([ended]);
});

test.each<[string, Target]>([
  ['could not be written', { outcome: 'failed' }],
  ['was planned only', { outcome: 'planned' }],
  ['refused to close anything', { outcome: 'refused', withholds: 'removals' }],
  ['refused everything', { outcome: 'refused', withholds: 'everything' }],
  ['could not be read, so that nobody knows its family', { outcome: 'failed', family: undefined as never }],
])('it stays where a target %s', async (_, target) => {
  expect((await forgotten([{ outcome: 'applied' }, target])).closed).toEqual([]);
});

test('a target of the other family does not keep it', async () => {
  const other = { outcome: 'failed', family: 'IPV6' } as const;
  expect((await forgotten([{ outcome: 'applied' }, other])).closed).toEqual([ended]);
});

test('a run that does not see to it forgets nothing', async () => {
  expect(await forgotten([{ outcome: 'applied' }], [ended], 'access')).toEqual({ closed: [], asked: 0 });
});

test('the table is not asked about whose leases have not ended', async () => {
  expect(await forgotten([{ outcome: 'unchanged' }], [standing])).toEqual({ closed: [], asked: 0 });
  expect(await forgotten([{ outcome: 'unchanged' }], [])).toEqual({ closed: [], asked: 1 });
});
