import type { AuditRecord } from '../../../lib/leases/audit.js';
import { keyOf, type Term } from './ledger.js';

/** What was written of who asked for what. */
export interface Records {
  add(record: AuditRecord): void;
  /** Whether it is on record that somebody was let in there, by a lease that began then. */
  hasOpened(term: Term): boolean;
  /** Whether the last word of a lease is on record, whatever that is. */
  hasLast(term: Term): boolean;
}

export function createRecords(): Records {
  const opened = new Set<string>();
  const lasting = new Set<string>();
  const ended = new Set<string>();
  const nameOf = (term: Pick<Term, 'person' | 'network' | 'device' | 'since'>) =>
    `${keyOf(term)} ${term.since}`;

  return {
    add({ what, person, lease }) {
      const name = nameOf({ ...lease, person: person.subject.split('/').at(-1) ?? '' });
      if (what === 'granted' || what === 'renewed') {
        opened.add(name);
        lasting.add(`${name} ${lease.until}`);
      } else if (what !== 'closed') ended.add(name);
    },
    hasOpened: (term) => opened.has(nameOf(term)),
    hasLast: (term) => lasting.has(`${nameOf(term)} ${term.until}`) || ended.has(nameOf(term)),
  };
}
