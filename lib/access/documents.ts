import type { Cidr } from '../cidr.js';
import type { Pin } from '../estate/estate.js';
import { isLive, leaseId, type Lease, type Person } from '../leases/lease.js';

/** A lease as it is told: docs/access-api.md. */
export interface LeaseDocument {
  id: string;
  network: Cidr;
  device: string;
  why: string;
  since: string;
  until: string;
  live: boolean;
  open: boolean;
  who?: Person;
}

export function leaseDocument(
  { person, lease }: { person: Person; lease: Lease },
  open: boolean,
  now: number,
): LeaseDocument {
  const { network, device, why, since, until } = lease;
  return {
    id: leaseId(person, lease),
    network,
    device,
    why,
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    live: isLive(lease, now),
    open,
  };
}

export function pinDocument({ cidr, note }: Pin): { cidr: Cidr; note?: string } {
  return { cidr, ...(note === undefined ? {} : { note }) };
}
