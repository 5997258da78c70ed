import { familyOf } from '../../../simulator/aws/protocols/network.js';
import { access } from '../../harness/access.js';
import { hour, ipSetArn } from '../../harness/account.js';
import { estateOf } from '../../harness/estate-sketch.js';
import type { Estate } from '../../../lib/estate/estate.js';

const cloudfront = { services: ['CLOUDFRONT'] };

/** The two IP sets of the list that people are on, and the one of a list that is the feed's. */
export const people4 = ipSetArn('people-v4', 1);
export const people6 = ipSetArn('people-v6', 2);
export const edge4 = ipSetArn('edge-v4', 3);
export const setOf = (network: string): string => (familyOf(network) === 'IPV6' ? people6 : people4);

/** Few, so that people, pins and foreign entries meet on the same address. */
export const homes = ['81.2.70.1', '81.2.70.2', '81.2.70.3', '2a02:c7d:1::7', '2a02:c7d:2::7'];
export const networkOf = (home: string): string =>
  home.includes(':') ? home.replace(/::.*/, '::/64') : `${home}/32`;
export const pinnable = ['81.2.70.2/32', '81.2.72.0/24', '2a02:c7d:2::/64'];
export const foreignNetworks = ['81.2.71.9/32', '2a02:c7d:9::/64', ...homes.map(networkOf)];
export const fed = ['44.0.0.0/24', '2600:9000:1::/48'];

export const longest = 6 * hour;
const policy = { default: 4 * hour, longest, perPerson: 2, ipv6Prefix: 64 };

export interface EstateOptions {
  /** People share their IP sets with CloudFront. */
  takesFeed: boolean;
  wait: number;
}

export function estateWith(pins: readonly string[], { takesFeed, wait }: EstateOptions): Estate {
  const lists = estateOf(
    {
      name: 'people',
      pins,
      leases: policy,
      flush: { timezone: 'UTC', leases: 'keep' },
      ...(takesFeed ? { feed: cloudfront } : {}),
      targets: [people4, people6],
    },
    { name: 'edge', feed: cloudfront, targets: [edge4] },
  );
  return { ...lists, access: { ...access, wait } };
}
