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

/** Developers who let themselves in at a port of a security group, and nobody else. */
export function estateOfGroup(arn: string): Estate {
  const text = {
    alerts: { email: ['platform@example.com'] },
    access: { auth: ['iam'] },
    lists: { developers: { leases: {}, targets: [{ arn, ports: [443] }] } },
  };
  const { estate } = parseEstate(JSON.stringify(text));
  return { ...estate, lists: estate.lists.map((list) => ({ ...list, leases: policy })) };
}
