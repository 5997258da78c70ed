import type { EventOf } from '../world/record.js';
import type { RecordedRun, SaidLease } from './run.js';

/** What the table said of one lease, from one write of its row to the next. */
export interface RecordedLease {
  /** Of the list. */
  list: string;
  /** The key of the person's row. */
  person: string;
  network: string;
  device: string;
  since: number;
  until: number;
  from: Instant;
  to: Instant;
  /** By the answers that said that it is in: until when, and from which event on. */
  promises: { until: number; index: number }[];
}

interface Instant {
  index: number;
  at: number;
}

/** How far apart the clocks of two functions may be. */
export const clockMs = 2_000;

const never: Instant = { index: Infinity, at: Infinity };

export interface LeaseBook {
  note(event: EventOf<'call'>, index: number): void;
  /** Of a list, by its id, every version of every lease. */
  of: (list: string) => readonly RecordedLease[];
}

/** Of the lists with these ids. */
export function createLeaseBook(ids: Iterable<string>): LeaseBook {
  const all = new Map([...new Set(ids)].map((id): [string, RecordedLease[]] => [id, []]));

  return {
    of: (list) => all.get(list) ?? [],
    note(event, index) {
      const row = rowWritten(event);
      const terms = row && all.get(row.list);
      if (!row || !terms) return;
      const { at } = event;
      const before = terms.filter(({ person, to }) => person === row.person && to === never);
      for (const lease of row.leases) {
        const same = before.findIndex((term) => isSame(term, lease) && term.until === lease.until);
        if (same >= 0) before.splice(same, 1);
        else
          terms.push({
            list: row.list,
            person: row.person,
            ...lease,
            from: { index, at },
            to: never,
            promises: [],
          });
      }
      for (const term of before) term.to = { index, at };
    },
  };
}

type Stored = Pick<RecordedLease, 'network' | 'device' | 'since' | 'until'>;

export const isSame = (one: Omit<Stored, 'until'>, other: Omit<Stored, 'until'>): boolean =>
  one.network === other.network && one.device === other.device && one.since === other.since;

/** Notes with each lease which answers of the access API said that it is in. */
export function notePromises(book: LeaseBook, runs: readonly RecordedRun[]): void {
  for (const { answer, lists, returned, begun } of runs) {
    const said = answer?.status === 200 && answer.body.state === 'in' ? answer.body.lease : undefined;
    for (const list of said && returned ? lists : []) {
      const lease = storedOf(said ?? {});
      const index = returned?.index ?? Infinity;
      for (const term of book.of(list.id))
        if (isSame(term, lease) && term.from.index < index && term.to.index > begun.index)
          term.promises.push({ until: lease.until, index });
    }
  }
}

export function storedOf({ network = '', device = '', since = '', until = '' }: SaidLease): Stored {
  return { network, device, since: Date.parse(since), until: Date.parse(until) };
}

/** Whether some function may have found a lease live at an instant between the two. */
export function mayHaveBeenLive({ until, from, to }: RecordedLease, since: number, index: number): boolean {
  return from.index < index && Math.min(until + clockMs, to.at) >= since;
}

/**
 * Whether a run has to take a lease for a live one: every function's clock says so, and either the lease was in the
 * table when the run began, or somebody has been told that it is in.
 */
export function isSurelyLive(lease: RecordedLease, run: RecordedRun, index: number, at: number): boolean {
  const { from, to, until } = lease;
  if (from.index >= index || to.index < index || at >= until - clockMs) return false;
  return (
    from.index < run.begun.index ||
    lease.promises.some((promise) => promise.index < index && at < promise.until - clockMs)
  );
}

type Value = { S?: string; N?: string; L?: Value[]; M?: Record<string, Value> };

/** What a call to the table made of a person's row, if it wrote one. */
function rowWritten({ operation, input, outcome }: EventOf<'call'>) {
  if (outcome !== 'ok' || (operation !== 'PutItem' && operation !== 'DeleteItem')) return undefined;
  const { Item: item, Key: key } = input as { Item?: Record<string, Value>; Key?: Record<string, Value> };
  const { pk, sk } = item ?? key ?? {};
  const [, list] = /^leases#(.*)$/.exec(pk?.S ?? '') ?? [];
  if (list === undefined) return undefined;
  return { list, person: sk?.S ?? '', leases: (item?.['leases']?.L ?? []).map(readLease) };
}

function readLease({ M: lease = {} }: Value): Stored {
  const text = (key: string) => lease[key]?.S ?? '';
  const number = (key: string) => Number(lease[key]?.N);
  return { network: text('network'), device: text('device'), since: number('since'), until: number('until') };
}
