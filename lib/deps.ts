import type { Edition } from './commit/edition.js';
import type { List, TargetRef } from './estate/estate.js';
import type { Alerts } from './report/alerts.js';
import type { Log } from './report/log.js';
import type { Feed } from './sources/feed/feed.js';
import type { State } from './state/state.js';
import type { Queues } from './targets/rate-limit.js';
import type { Target } from './targets/target.js';

/** What a run acts with. */
export interface Deps {
  feed: Feed;
  target: (list: List, ref: TargetRef) => Target;
  edition: Edition;
  inQueue: Queues;
  state: State;
  alerts: Alerts;
  log: Log;
  /** In milliseconds. */
  now: () => number;
  /** Between 0 and 1, so that those who wait do not all look at once. */
  random: () => number;
}
