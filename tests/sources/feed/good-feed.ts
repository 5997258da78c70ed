import { minute } from '../../harness/account.js';
import { setUp, type Harness, type Setting, type Lists } from './harness.js';
import { bytesOf, fileOf, type FeedFile, type Line } from '../../harness/ip-ranges.js';

/** 2026-08-22, noon. */
export const firstToken = Date.UTC(2026, 7, 22, 12) / 1000;

const apart = (count: number, cidr: (i: number) => string, service: string, region = 'GLOBAL') =>
  Array.from({ length: count }, (_, i): Line => [cidr(2 * i), service, region]);

/** Small enough to read; no two networks are neighbours. */
export const lines: readonly Line[] = [
  ...apart(12, (i) => `5.10.${i}.0/24`, 'CLOUDFRONT'),
  ...apart(2, (i) => `5.11.${i}.0/24`, 'CLOUDFRONT', 'us-east-1'),
  ...apart(6, (i) => `2600:9000:${i}::/48`, 'CLOUDFRONT'),
  ...apart(5, (i) => `5.20.${i}.0/24`, 'S3', 'eu-west-1'),
  ...apart(4, (i) => `2600:1f00:${i}::/48`, 'S3', 'eu-west-1'),
];

export const lists: Lists = {
  edge: { feed: { services: ['CLOUDFRONT'] } },
  s3: { feed: { services: ['S3'] } },
};

/** A deployed doorlist that follows a feed in which all is well: one address of CLOUDFRONT more in each version. */
export interface Followed extends Harness {
  /** Publishes the next version an hour later; nobody is told yet. */
  next(change?: (file: FeedFile) => FeedFile): Promise<FeedFile>;
}

export async function followed(
  options: Partial<Setting> = {},
  first?: (file: FeedFile) => FeedFile,
): Promise<Followed> {
  const harness = await setUp({ start: firstToken * 1000, lists, ...options });
  let version = -1;
  const next: Followed['next'] = async (change = (file) => file) => {
    version += 1;
    const syncToken = Math.ceil(harness.world.clock.now() / 1000 / 3600) * 3600;
    const more = apart(version, (i) => `5.12.${i}.0/24`, 'CLOUDFRONT');
    const file = change(fileOf(syncToken, [...lines, ...more]));
    harness.publish(bytesOf(file));
    await harness.until(syncToken * 1000 + 8 * minute);
    return file;
  };
  await next(first);
  await harness.announce();
  return { ...harness, next };
}
