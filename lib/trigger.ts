import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { BadRequest } from './errors.js';
import type { Estate, List } from './estate.js';
import { nearest } from './nearest.js';
import { readAnnouncement, type Announcement } from './sources/announcement.js';

/** Why and how a run looks at which lists. */
export interface Run {
  /** This invocation, and what Lambda invoked it for, which is the same in its retries. */
  id: string;
  event: string;
  trigger: 'flush' | 'refresh';
  by: 'schedule' | 'announcement' | 'hand';
  /** Which time of the schedule this is; the same when the event comes twice. */
  occasion?: string;
  lists: List[];
  dryRun: boolean;
  force: boolean;
  /** End every lease of the lists, too. No list has leases yet, so nothing comes of it. */
  endLeases: boolean;
  announced?: Announcement;
}

const byHand = z.strictObject({
  list: z.optional(z.string()),
  dryRun: z.optional(z.boolean()),
  force: z.optional(z.boolean()),
  endLeases: z.optional(z.boolean()),
});

/** What our own EventBridge schedules send; deploy/schedules.ts. */
const bySchedule = z.strictObject({
  schedule: z.string(),
  scheduledAt: z.string(),
  list: z.optional(z.string()),
});

const bySns = z.object({
  Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })).check(z.minLength(1)),
});

/** @throws BadRequest naming what is allowed */
export function readTrigger(trigger: Run['trigger'], event: unknown, requestId: string, estate: Estate): Run {
  const invocation = { id: randomUUID(), event: requestId, trigger };
  const sns = bySns.safeParse(event);
  if (trigger === 'refresh' && sns.success) {
    const announced = readAnnouncement(sns.data.Records.map((record) => record.Sns.Message));
    return {
      ...quiet,
      ...invocation,
      by: 'announcement',
      lists: takes(trigger, estate),
      ...(announced ? { announced } : {}),
    };
  }
  const schedule = bySchedule.safeParse(event);
  if (schedule.success)
    return {
      ...quiet,
      ...invocation,
      by: 'schedule',
      occasion: schedule.data.scheduledAt,
      lists: named(trigger, schedule.data.list, estate),
    };

  const hand = byHand.safeParse(event ?? {});
  if (!hand.success) throw new BadRequest('request/payload', mistake(hand.error, event));
  const { list, dryRun = false, force = false, endLeases = false } = hand.data;
  if (force && list === undefined)
    throw new BadRequest(
      'request/force',
      `force needs a list, so that only what was looked at is forced: {"list":"${takes(trigger, estate)[0]?.name ?? 'NAME'}","force":true}.`,
    );
  if (endLeases && trigger === 'refresh')
    throw new BadRequest(
      'request/endLeases',
      'endLeases is for flush; refresh takes list, dryRun and force.',
    );
  return { ...invocation, by: 'hand', lists: named(trigger, list, estate), dryRun, force, endLeases };
}

const quiet = { dryRun: false, force: false, endLeases: false };

function takes(trigger: Run['trigger'], estate: Estate): List[] {
  return estate.lists.filter((list) => (trigger === 'flush' ? list.flush : list.feed) !== undefined);
}

function named(trigger: Run['trigger'], name: string | undefined, estate: Estate): List[] {
  const lists = takes(trigger, estate);
  if (name === undefined) return lists;
  const found = lists.filter((list) => list.name === name);
  if (found.length > 0) return found;
  const names = lists.map((list) => list.name);
  const near = nearest(name, names);
  const why = estate.lists.some((list) => list.name === name)
    ? `The list ${name} has no ${trigger === 'flush' ? 'flush' : 'feed'} in doorlist.yml`
    : `There is no list ${JSON.stringify(name)}`;
  const meant = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '.';
  throw new BadRequest(
    'request/list',
    `${why}${meant} Lists that ${trigger} takes: ${names.join(', ') || 'none'}.`,
  );
}

const keys = Object.keys(byHand.shape);

function mistake(error: z.core.$ZodError, event: unknown): string {
  const [issue] = error.issues;
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return `The payload is not a JSON object; give {} or any of the keys ${keys.join(', ')}.`;
  if (issue?.code === 'unrecognized_keys') {
    const near = nearest(issue.keys[0] ?? '', keys);
    return `The payload has the unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}${near[0] ? ` (did you mean ${near[0]}?)` : ''}; the keys are ${keys.join(', ')}.`;
  }
  const key = String(issue?.path[0] ?? '');
  return `${key} in the payload is ${JSON.stringify((event as Record<string, unknown>)[key])}; it must be ${key === 'list' ? 'the name of a list' : 'true or false'}.`;
}
