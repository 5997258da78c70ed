import { fileOf, type Line } from './ip-ranges.js';

interface FeedEntry {
  prefix: string;
  service?: string;
  region?: string;
}
export type FeedEntries = readonly (string | FeedEntry)[];

/** A small ip-ranges.json, of CLOUDFRONT's networks where nothing else is said. */
export function feedFile(syncToken: number, entries: FeedEntries): string {
  const lines = entries
    .map((entry) => (typeof entry === 'string' ? { prefix: entry } : entry))
    .map(({ prefix, service = 'CLOUDFRONT', region = 'GLOBAL' }): Line => [prefix, service, region]);
  return JSON.stringify(fileOf(syncToken, lines));
}

/** An entry that is there for the shape's sake: the real file is never without IPv6. */
export const someV6 = { prefix: '2600:9000::/28', service: 'EC2' };

/** A file of this time that lists these networks under CLOUDFRONT, beside others that keep it in shape. */
export function feedOf(atMs: number, networks: readonly string[]): string {
  const others = ['16.12.0.0/23', '2a05:d050::/40'];
  return feedFile(Math.floor(atMs / 1000), [
    ...others.map((prefix) => ({ prefix, service: 'S3', region: 'eu-west-2' })),
    ...networks,
  ]);
}
