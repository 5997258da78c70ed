import { isDeepStrictEqual } from 'node:util';
import { delay } from '../delay.js';
import type { LeaseRows } from '../leases/lease.js';
import type { State, TargetRow } from '../state/state.js';
import type { Snapshot, Target } from '../targets/target.js';
import type { PlanInput } from './plan-input.js';

export interface LookDeps {
  state: State;
  now: () => number;
  /** The list's leases as the table has them; asked after the target was read, so that the target is no younger. */
  leases: () => Promise<LeaseRows>;
  held: { beforeLeases: () => Promise<void> } | undefined;
}

/** What a plan is made of, and since when its leases may have changed. */
export interface Looked extends PlanInput {
  leasesAt: number;
}

export async function leasesNow({
  held,
  leases,
  now,
}: LookDeps): Promise<Pick<Looked, 'leases' | 'leasesAt'>> {
  await held?.beforeLeases();
  const leasesAt = now();
  return { leases: await leases(), leasesAt };
}

/**
 * What was read before the lock is good as long as nobody has saved the row since: every write saves it before and after.
 * The row tells nothing of the writes of siblings, so what is shared with them is read under the lock.
 */
export async function look(target: Target, before: PlanInput | undefined, deps: LookDeps): Promise<Looked> {
  const { state, now } = deps;
  const row = await state.target(target.key);
  const theirs = await siblingRows(target, state);
  if (before && theirs.size === 0 && row.version === before.row.version && !mayBeStale(before, target))
    return { ...before, row, ...(await leasesNow(deps)) };
  for (;;) {
    const readAt = now();
    const snapshot = await target.read(row.known);
    const settles = Math.max(
      mayBeStale({ snapshot, readAt, row }, target),
      siblingsMayBeStale(snapshot, readAt, theirs, target),
    );
    if (settles === 0) return { snapshot, readAt, row, ...(await leasesNow(deps)) };
    await delay(settles);
  }
}

/** What is remembered of the siblings that a target has, who wait for its locks. */
async function siblingRows(
  { siblings = [] }: Target,
  state: State,
): Promise<ReadonlyMap<string, TargetRow | { error: unknown }>> {
  if (siblings.length === 0) return new Map();
  return (await state.read([], [...new Set(siblings.map(({ ref }) => ref.key))])).targets;
}

/** Whoever cannot read their row writes nothing, so a row that cannot be read says nothing of a late write. */
function siblingsMayBeStale(
  { siblings = [] }: Snapshot,
  readAt: number,
  rows: ReadonlyMap<string, TargetRow | { error: unknown }>,
  target: Target,
): number {
  const each = siblings.map(({ sibling, ...snapshot }) => {
    const row = rows.get(sibling.ref.key);
    return row === undefined || 'error' in row ? 0 : mayBeStale({ snapshot, readAt, row }, target);
  });
  return Math.max(0, ...each);
}

/**
 * How long to wait until a target is read again, since AWS may have described what was before the last write; 0 where it
 * describes what that wrote, or was asked long enough after it.
 */
export function mayBeStale(
  {
    snapshot,
    readAt,
    row,
  }: Pick<PlanInput, 'readAt' | 'row'> & { snapshot: Pick<Snapshot, 'marked' | 'unmarked' | 'partial'> },
  { settlesAfter }: Target,
): number {
  const { marked, unmarked = [], partial = [] } = snapshot;
  if (marked === undefined || row.writtenAt === undefined || row.memory === undefined) return 0;
  const settles = row.writtenAt + settlesAfter - readAt;
  const ours = new Set(row.memory.ours);
  // AWS may still describe an entry of ours with the port ranges that it had before an edit of the file.
  // After a write that failed on the way nobody knows what AWS should describe.
  const isAsWritten =
    !row.unfinished &&
    unmarked.length === 0 &&
    isDeepStrictEqual(new Set(marked), ours) &&
    !partial.some((cidr) => ours.has(cidr));
  return settles <= 0 || isAsWritten ? 0 : Math.min(settles, 1_000);
}
