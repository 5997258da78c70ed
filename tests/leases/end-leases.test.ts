import type { List } from '../../lib/estate/estate.js';
import { endsLeases, leasesFor } from '../../lib/leases/end-leases.js';
import type { Holding } from '../../lib/leases/lease.js';
import type { Run } from '../../lib/triggers/run.js';
import { hour, start } from '../harness/account.js';
import { policy } from '../harness/leases.js';

const now = start;
const holding = {
  person: { issuer: 'iam 111122223333', subject: 'ana', name: 'ana' },
  leases: [{ network: '81.18.0.1/32', device: '', why: '', since: now - hour, until: now + hour }],
} as unknown as Holding;

const list = (flush: object = {}) => ({ leases: policy, flush }) as unknown as List;
const flush = (over: Partial<Run> = {}) =>
  ({ trigger: 'flush', by: 'hand', dryRun: false, endLeases: true, ...over }) as unknown as Run;

describe('a plan', () => {
  const untils = (run: Run) =>
    leasesFor(run, list(), [holding], now).flatMap(({ leases }) => leases.map(({ until }) => until));

  test('of a dry run is made as if the leases had ended that the flush would end', () => {
    expect(untils(flush({ dryRun: true }))).toEqual([now]);
  });

  test('of any other run is made of the leases as they are', () => {
    expect(untils(flush())).toEqual([now + hour]);
    expect(untils(flush({ dryRun: true, endLeases: false }))).toEqual([now + hour]);
  });
});

describe('leases end', () => {
  test('by a flush that is asked for it, and by no other trigger', () => {
    expect(endsLeases(flush(), list())).toBe(true);
    expect(endsLeases(flush({ endLeases: false }), list())).toBe(false);
    expect(endsLeases(flush({ trigger: 'sweep' }), list())).toBe(false);
  });

  test('by the scheduled flush of a list that says so, not by one that somebody runs', () => {
    const ending = list({ leases: 'end' });
    expect(endsLeases(flush({ by: 'schedule', endLeases: false }), ending)).toBe(true);
    expect(endsLeases(flush({ by: 'hand', endLeases: false }), ending)).toBe(false);
    expect(endsLeases(flush({ by: 'schedule', endLeases: false }), list({ leases: 'keep' }))).toBe(false);
  });

  test('of no list that grants none', () => {
    expect(endsLeases(flush(), { flush: {} } as unknown as List)).toBe(false);
  });
});
