import type { List } from '../estate/estate.js';
import type { Edit } from '../plan/foreign.js';
import type { Announcement } from './announcement.js';
import type { Trigger } from './triggers.js';

/** Why and how a run looks at which lists. */
export interface Run {
  /** This invocation. */
  id: string;
  /** What Lambda invoked it for, which is the same in its retries. */
  event: string;
  trigger: Trigger;
  by: 'schedule' | 'announcement' | 'edit' | 'hand';
  /** Which time of the schedule this is; the same when the event comes twice. */
  occasion?: string;
  lists: List[];
  dryRun: boolean;
  force: boolean;
  /** End every lease of the lists, too. */
  endLeases: boolean;
  announced?: Announcement;
  /** Somebody else changed a target, as CloudTrail tells. */
  edit?: Edit & { target: string };
}
