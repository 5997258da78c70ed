import type { Estate } from '../../lib/estate/estate.js';
import { parseEstate } from '../../lib/estate/parse.js';
import type { LeasePolicy } from '../../lib/leases/lease.js';
import { hour } from './account.js';
import { estateText } from './developers.js';

export const policy: LeasePolicy = { default: 4 * hour, longest: 12 * hour, perPerson: 3, ipv6Prefix: 64 };

/** The estate of most tests, whose developers may let themselves in. */
export function estateWithLeases(over: Partial<LeasePolicy> = {}): Estate {
  const { estate } = parseEstate(estateText);
  const lists = estate.lists.map((list) =>
    list.name === 'developers' ? { ...list, leases: { ...policy, ...over } } : list,
  );
  return { ...estate, lists };
}
