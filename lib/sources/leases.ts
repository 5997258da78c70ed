import type { Cidr } from '../cidr.js';
import { expired, live, type HeldLease, type Holding } from '../lease.js';
import type { Farewell, WantedEntry } from '../plan.js';

/** A network is wanted as long as anybody's lease of it is live. */
export function leased(holdings: readonly Holding[], now: number): WantedEntry[] {
  return [...byNetwork(live(holdings, now))].map(([cidr, leases]) => ({
    cidr,
    origin: 'lease',
    why: `leased: ${leases.map(spoken).join('; ')}`,
  }));
}

/** Why networks go that were leased until lately. */
export function ended(holdings: readonly Holding[], now: number): Farewell[] {
  return [...byNetwork(expired(holdings, now))].map(([cidr, leases]) => ({
    cidr,
    why: `no longer leased: ${leases.map(({ person }) => person.name).join(', ')}`,
  }));
}

function byNetwork(leases: readonly HeldLease[]): Map<Cidr, HeldLease[]> {
  const of = new Map<Cidr, HeldLease[]>();
  for (const lease of leases) of.set(lease.network, [...(of.get(lease.network) ?? []), lease]);
  return of;
}

/** `ana (laptop) until 2026-08-22 21:17 UTC, to test the webhook` */
function spoken({ person, device, until, why }: HeldLease): string {
  const end = `${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${person.name}${device === '' ? '' : ` (${device})`} until ${end}${why === '' ? '' : `, ${why}`}`;
}
