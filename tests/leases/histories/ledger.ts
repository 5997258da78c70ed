import type { RowWritten, Stored } from './rows.js';

/** No function's clock is further off than this; the clocks of two may be twice as far apart. */
export const margin = 1_000;

/** What the table said of one lease for a while. */
export interface Term extends Stored {
  person: string;
  /** When that was written, and when something else was. */
  from: number;
  to: number;
  /** Until when its person was told, by a 200 or by a run that went well, that they are in. */
  promised: number;
}

export const keyOf = ({ person, network, device }: Pick<Term, 'person' | 'network' | 'device'>): string =>
  JSON.stringify([person, network, device]);

/** Every lease that ever was, as its row was written; times are the true ones. */
export interface Ledger {
  /** @returns what it says now of this person, and what it said before */
  write(row: RowWritten): { before: Term[]; after: Term[] };
  current(): Term[];
  every(): readonly Term[];
}

export function createLedger(): Ledger {
  const terms: Term[] = [];
  const current = () => terms.filter(({ to }) => to === Infinity);

  return {
    current,
    every: () => terms,
    write({ person, leases, at }) {
      const before = current().filter((term) => term.person === person);
      const same = (a: Stored, b: Stored) => a.since === b.since && a.until === b.until;
      const after = leases.map((lease) => {
        const old = before.find((term) => keyOf(term) === keyOf({ person, ...lease }));
        if (old && same(old, lease)) return old;
        // What was promised stays so, unless the lease itself ends earlier now.
        const promised = Math.min(old?.promised ?? 0, lease.until);
        return { ...lease, person, from: at, to: Infinity, promised };
      });
      for (const term of before) if (!after.includes(term)) term.to = at;
      terms.push(...after.filter((term) => !before.includes(term)));
      return { before, after };
    },
  };
}

/** Whether some function may have found a lease live at some instant from `from` on. */
export function mayBeLiveSince({ until, to }: Term, from: number): boolean {
  return Math.min(until + margin, to) >= from;
}

/** Whether every function finds it live. */
export function isSurelyLive({ until }: Term, at: number): boolean {
  return at < until - margin;
}
