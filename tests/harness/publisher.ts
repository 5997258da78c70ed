import type { World } from '../../simulator/world/world.js';
import { start } from './account.js';
import { feedFile, type FeedEntries } from './feed-file.js';

/** The real file is never without either family, nor without other services. */
const ofOthers = [
  { prefix: '52.0.0.0/15', service: 'EC2' },
  { prefix: '2600:1f00::/24', service: 'EC2' },
];

/** A file that lists these for CLOUDFRONT, newer than every one before. */
export function publisher(world: World): (...entries: FeedEntries) => void {
  let published = 0;
  return (...entries) => {
    published += 1;
    const now = Math.floor(world.clock.now() / 1000) - 600;
    const syncToken = Math.max(now, start / 1000 - 600 + published);
    world.feed.publish(feedFile(syncToken, [...entries, ...ofOthers]));
  };
}
