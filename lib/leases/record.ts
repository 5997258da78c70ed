import type { Deps } from '../deps.js';
import type { List } from '../estate/estate.js';
import type { Run } from '../triggers/run.js';
import { recorded } from './audit.js';
import { fiftyAtOnce } from './fifty-at-once.js';
import type { LeaseRecord, LeaseRows, StoredHolding } from './lease.js';

type RecordDeps = Pick<Deps, 'state' | 'log' | 'now'>;

/** Whoever was to write a record has struck it off by then; else they died, or the table did not take that. */
const lostAfterMs = 10_000;

/** Puts on record what a call has just made of a person's leases, and strikes it off their row. */
export async function record(
  list: List,
  request: string,
  seen: StoredHolding,
  deps: RecordDeps,
): Promise<void> {
  if (!writeOwn(list, request, seen, deps)) return;
  await strikeOff(list, seen, (each) => each.request === request, deps);
}

/** @returns whether there was any, and somebody keeps it */
export function writeOwn(
  { name }: List,
  request: string,
  { person, unrecorded = [] }: StoredHolding,
  { log }: Pick<Deps, 'log'>,
): boolean {
  const own = unrecorded.filter((each) => each.request === request);
  for (const each of own) log.audit?.({ ...each, list: name, person });
  return own.length > 0 && log.audit !== undefined;
}

/**
 * Puts on record what others have not struck off their rows, before a run opens anything by them. A record that is
 * younger than it takes to write one is most probably written twice, and stays; an older one is struck off.
 *
 * `written`: what this run has put on record in this way already.
 */
export async function recordOthers(
  list: List,
  { id }: Run,
  { stored = [] }: LeaseRows,
  written: Set<string>,
  deps: RecordDeps,
): Promise<void> {
  const { log, now } = deps;
  if (log.audit === undefined) return;
  const each = stored.flatMap((seen) => {
    const others = (seen.unrecorded ?? []).filter(({ request }) => request !== id);
    for (const one of others.filter((other) => !written.has(nameOf(other)))) {
      log.audit?.({ ...one, list: list.name, person: seen.person, again: true });
      written.add(nameOf(one));
    }
    const lost = new Set(others.filter(({ at }) => now() - at > lostAfterMs).map(nameOf));
    return lost.size === 0 ? [] : [() => strikeOff(list, seen, (one) => lost.has(nameOf(one)), deps)];
  });
  await fiftyAtOnce(each);
}

/** What stays in the row since the table did not take this is written again by the next run. */
async function strikeOff(
  { id }: List,
  seen: StoredHolding,
  isWritten: (record: LeaseRecord) => boolean,
  { state }: RecordDeps,
): Promise<void> {
  await state
    .updateHolding(id, seen.person, (holding) => recorded(holding, isWritten), seen)
    .catch(() => undefined);
}

/** A call makes one thing of one lease. */
function nameOf({ request, what, lease: { network, device } }: LeaseRecord): string {
  return JSON.stringify([request, what, network, device]);
}
