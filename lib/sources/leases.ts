import type { Cidr } from '../cidr.js';
import { expired, live, type HeldLease, type Holding } from '../leases/lease.js';
import type { EndedLease, WantedEntry } from '../plan/plan.js';
import type { Reason } from '../plan/reason.js';

/** A network is wanted as long as anybody's lease of it is live. */
export function leased(holdings: readonly Holding[], now: number): WantedEntry[] {
  return [...byNetwork(live(holdings, now))].map(([cidr, leases]) => ({
    cidr,
    origin: 'lease',
    ...holders(leases),
    reason: leasedUntil(leases),
  }));
}

/** The networks that were leased until lately, and by whom. */
export function ended(holdings: readonly Holding[], now: number): EndedLease[] {
  return [...byNetwork(expired(holdings, now))].map(([cidr, leases]) => ({
    cidr,
    ...holders(leases),
  }));
}

function byNetwork(leases: readonly HeldLease[]): Map<Cidr, HeldLease[]> {
  const of = new Map<Cidr, HeldLease[]>();
  for (const lease of leases) {
    const same = of.get(lease.network);
    if (same) same.push(lease);
    else of.set(lease.network, [lease]);
  }
  return of;
}

/** `ana (laptop), bob`, and since when the first of them has it. */
function holders(leases: readonly HeldLease[]): { who: string; since: number } {
  const names = leases.map(({ person, device }) => `${person.name}${device === '' ? '' : ` (${device})`}`);
  const { few, more } = some(names);
  const who = few.join(', ') + (more > 0 ? ` and ${more} more` : '');
  return { who, since: Math.min(...leases.map(({ since }) => since)) };
}

function leasedUntil(leases: readonly HeldLease[]): Reason {
  const { few: whys, more } = some(leases.map(({ why }) => why).filter((why) => why !== ''));
  return { kind: 'lease', until: Math.max(...leases.map((lease) => lease.until)), whys, more };
}

/** Behind one office's address there may be hundreds. */
function some(words: readonly string[]): { few: string[]; more: number } {
  const all = [...new Set(words)];
  return { few: all.slice(0, 3), more: Math.max(0, all.length - 3) };
}
