import type { Cidr } from '../cidr.js';
import { expired, live, type HeldLease, type Holding } from '../leases/lease.js';
import type { RemovalReason, WantedEntry } from '../plan/plan.js';
import { utc } from '../text/utc.js';

/** A network is wanted as long as anybody's lease of it is live. */
export function leased(holdings: readonly Holding[], now: number): WantedEntry[] {
  return [...byNetwork(live(holdings, now))].map(([cidr, leases]) => ({
    cidr,
    origin: 'lease',
    ...holders(leases),
    why: leasedUntil(leases),
  }));
}

/** Why networks go that were leased until lately. */
export function ended(holdings: readonly Holding[], now: number): RemovalReason[] {
  return [...byNetwork(expired(holdings, now))].map(([cidr, leases]) => ({
    cidr,
    ...holders(leases),
    why: 'no longer leased',
  }));
}

function byNetwork(leases: readonly HeldLease[]): Map<Cidr, HeldLease[]> {
  const of = new Map<Cidr, HeldLease[]>();
  for (const lease of leases) of.set(lease.network, [...(of.get(lease.network) ?? []), lease]);
  return of;
}

/** `ana (laptop), bob`, and since when the first of them has it. */
function holders(leases: readonly HeldLease[]): { who: string; since: number } {
  const names = leases.map(({ person, device }) => `${person.name}${device === '' ? '' : ` (${device})`}`);
  return { who: some([...new Set(names)], ', '), since: Math.min(...leases.map(({ since }) => since)) };
}

/** `leased until 2026-08-22 21:17 UTC: to test the webhook` */
function leasedUntil(leases: readonly HeldLease[]): string {
  const until = utc(Math.max(...leases.map((lease) => lease.until)));
  const whys = new Set(leases.map(({ why }) => why).filter((why) => why !== ''));
  return `leased until ${until}${whys.size > 0 ? `: ${some([...whys], '; ')}` : ''}`;
}

/** Behind one office's address there may be hundreds. */
function some(words: readonly string[], comma: string): string {
  const few = words.slice(0, 3).join(comma);
  return words.length > 3 ? `${few} and ${words.length - 3} more` : few;
}
