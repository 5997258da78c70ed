import { parseCidr } from '../../lib/cidr.js';
import { look, mayBeStale, type LookDeps } from '../../lib/commit/look.js';
import type { PlanInput } from '../../lib/commit/plan-input.js';
import type { State, TargetRow } from '../../lib/state/state.js';
import type { Snapshot, Target } from '../../lib/targets/target.js';

const seconds = 1_000;
const ours = parseCidr('44.0.0.0/24');
const other = parseCidr('45.0.0.0/24');

const holding = (marked: Snapshot['marked']): Snapshot => ({
  family: 'IPV4',
  entries: marked ?? [],
  ...(marked && { marked }),
  layout: { grain: 'rule', portRanges: ['tcp 443-443'], containers: [{ id: 'sg-1', room: 5, rules: [] }] },
});

const writtenAt = Date.parse('2026-11-28T12:00:00Z');
const remembering = {
  version: 1,
  unreported: [],
  writtenAt,
  memory: { ours: [ours] },
} as unknown as TargetRow;
const group = { key: 'sg-1', settlesAfter: 10 * seconds } as Target;

describe('what AWS describes otherwise than it was written', () => {
  const staleFor = (ms: number) =>
    mayBeStale({ snapshot: holding([other]), readAt: writtenAt + ms, row: remembering }, group);

  test('is read again at once, or a second later', () => {
    expect(staleFor(9.5 * seconds)).toBe(500);
    expect(staleFor(2 * seconds)).toBe(1_000);
  });

  test('is true where AWS was asked long enough after the write', () => {
    expect(staleFor(10 * seconds)).toBe(0);
    expect(staleFor(60 * seconds)).toBe(0);
  });
});

test('what AWS describes as it was written is true at once', () => {
  const input = { snapshot: holding([ours]), readAt: writtenAt, row: remembering };
  expect(mayBeStale(input, group)).toBe(0);
});

describe('what a run has read before the lock', () => {
  const before = (version: number): PlanInput => ({
    snapshot: holding([ours]),
    readAt: writtenAt,
    row: { ...remembering, version },
    leases: { holdings: [], unreadable: [] },
  });
  const lookedAt = async (read: PlanInput) => {
    let reads = 0;
    const target = {
      ...group,
      read: () => {
        reads += 1;
        return Promise.resolve(holding([ours]));
      },
    } as Target;
    const deps: LookDeps = {
      state: { target: () => Promise.resolve(remembering) } as unknown as State,
      now: () => writtenAt + 60 * seconds,
      leases: () => Promise.resolve({ holdings: [], unreadable: [] }),
      held: undefined,
    };
    const { readAt } = await look(target, read, deps);
    return { reads, readAt };
  };

  test('is good while nobody has saved the row since, and AWS is not asked again', async () => {
    expect(await lookedAt(before(1))).toEqual({ reads: 0, readAt: writtenAt });
  });

  test('is read again once somebody has', async () => {
    expect(await lookedAt(before(0))).toEqual({ reads: 1, readAt: writtenAt + 60 * seconds });
  });
});
