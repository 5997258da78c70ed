import type { Lease, Person } from './lease.js';

/**
 * What became of a lease. `ended` by whoever is named in `by`, else by its person; `flushed` by a flush that ends
 * leases; `closed` once its address is out, or somebody else's.
 */
export type LeaseEvent = 'granted' | 'renewed' | 'replaced' | 'ended' | 'flushed' | 'closed';

/** One line of the record of who was let in and out. */
export interface AuditRecord {
  what: LeaseEvent;
  list: string;
  person: Person;
  lease: Lease;
  by?: Person;
  /** Where the call came from, as API Gateway saw it. */
  address?: string;
  /** API Gateway's name for the call, or the run's. */
  request: string;
}
