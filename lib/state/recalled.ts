import type { Failed } from '../errors.js';
import type { LeaseRows } from '../leases/lease.js';
import type { Recollection } from './state.js';

/** What the table remembers of a run's lists and targets, with the leases of each list that grants any, by its name. */
export type Recalled = (Recollection & { leases: ReadonlyMap<string, LeaseRows> }) | Failed;
