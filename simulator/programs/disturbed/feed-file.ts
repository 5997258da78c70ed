import { createDate } from '../../world/feed/sample.js';

/** An ip-ranges.json that lists these networks for CloudFront, and two of S3's. */
export function feedFile(atMs: number, networks: readonly string[]): string {
  const syncToken = Math.floor(atMs / 1000);
  const other = { region: 'eu-west-2', service: 'S3', network_border_group: 'eu-west-2' };
  const edge = { region: 'GLOBAL', service: 'CLOUDFRONT', network_border_group: 'GLOBAL' };
  const is6 = (network: string) => network.includes(':');
  return JSON.stringify({
    syncToken: String(syncToken),
    createDate: createDate(syncToken),
    prefixes: [
      { ip_prefix: '16.12.0.0/23', ...other },
      ...networks.filter((network) => !is6(network)).map((ip_prefix) => ({ ip_prefix, ...edge })),
    ],
    ipv6_prefixes: [
      { ipv6_prefix: '2a05:d050::/40', ...other },
      ...networks.filter(is6).map((ipv6_prefix) => ({ ipv6_prefix, ...edge })),
    ],
  });
}
