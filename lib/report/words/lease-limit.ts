import { familyNames } from '../../cidr.js';
import type { Lease, LeaseLimit } from '../../leases/lease.js';

/** Why a lease was not granted, for the person who asked. */
export function leaseLimitWords(limit: LeaseLimit): string {
  switch (limit.reason) {
    case 'too-many':
      return `You were let in ${limit.grants} times within ten minutes; wait a few minutes, and keep the lease that you have.`;
    case 'per-person': {
      const { family, leases, most } = limit;
      return `You have ${leases.length} live ${familyNames[family]} leases on this list (${leases.map(leaseName).join(', ')}), and ${most} are the most; end one first.`;
    }
  }
}

function leaseName({ network, device }: Lease): string {
  return device === '' ? network : `${network} of ${device}`;
}
