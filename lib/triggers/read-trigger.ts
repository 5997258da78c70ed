import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { BadRequest } from '../errors.js';
import type { Estate, List } from '../estate/estate.js';
import { nearest } from '../text/nearest.js';
import { readAnnouncement } from './announcement.js';
import { readEdit } from './cloudtrail-edit.js';
import { deliveredMessages, readScheduledEvent } from './delivered.js';
import { eventName } from './event-name.js';
import type { Run } from './run.js';
import { hasPeople, triggers, type Job, type Trigger } from './triggers.js';

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
  sweep: z.optional(z.literal(true)),
});

/**
 * The run that an event asks of a function; the function `flush` sweeps, too.
 *
 * @throws BadRequest naming what is allowed
 */
export function readTrigger(trigger: Job, event: unknown, requestId: string, estate: Estate): Run {
  const invocation = { id: randomUUID(), event: requestId, trigger };
  const messages = trigger === 'refresh' ? deliveredMessages(event) : undefined;
  if (messages) {
    const announced = readAnnouncement(messages);
    return {
      ...asUsual,
      ...invocation,
      by: 'announcement',
      lists: takes(trigger, estate),
      ...(announced ? { announced } : {}),
    };
  }
  const edit = trigger === 'flush' ? readEdit(event, estate) : undefined;
  if (edit) {
    const lists = estate.lists.filter(
      (list) => hasPeople(list) && list.targets.some(({ key }) => key === edit.target),
    );
    return { ...asUsual, ...invocation, trigger: 'sweep', by: 'edit', lists, edit };
  }
  const schedule = bySchedule.safeParse(event);
  if (schedule.success) {
    const { scheduledAt, list, sweep = false } = schedule.data;
    const what = trigger === 'flush' && sweep ? 'sweep' : trigger;
    return {
      ...asUsual,
      ...invocation,
      trigger: what,
      by: 'schedule',
      occasion: scheduledAt,
      lists: named(what, list, estate),
    };
  }

  const scheduled = readScheduledEvent(event);
  if (scheduled)
    return { ...asUsual, ...invocation, by: 'schedule', ...scheduled, lists: takes(trigger, estate) };

  const hand = byHand.safeParse(event ?? {});
  const name = hand.success ? undefined : eventName(event);
  if (name !== undefined)
    throw new BadRequest(
      'request/event',
      `The event is ${name}, which starts no ${trigger}: ${startedBy[trigger]} and a payload by hand do.`,
    );
  if (!hand.success) throw new BadRequest('request/payload', mistake(hand.error, event));
  const { list, dryRun = false, force = false, endLeases = false } = hand.data;
  if (force && list === undefined)
    throw new BadRequest(
      'request/force',
      `force needs a list, so that only what was looked at is forced: {"list":"${takes(trigger, estate)[0]?.name ?? 'NAME'}","force":true}.`,
    );
  if (endLeases && !triggers[trigger].endsLeases)
    throw new BadRequest(
      'request/endLeases',
      'endLeases is for flush; refresh takes list, dryRun and force.',
    );
  return { ...invocation, by: 'hand', lists: named(trigger, list, estate), dryRun, force, endLeases };
}

const startedBy = {
  flush: "a schedule and CloudTrail's UpdateIPSet",
  refresh: "a schedule, AWS's announcement by SNS or SQS,",
} satisfies Record<Job, string>;

const asUsual = { dryRun: false, force: false, endLeases: false };

function takes(trigger: Trigger, estate: Estate): List[] {
  return estate.lists.filter(triggers[trigger].takes);
}

function named(trigger: Trigger, name: string | undefined, estate: Estate): List[] {
  const lists = takes(trigger, estate);
  if (name === undefined) return lists;
  const found = lists.filter((list) => list.name === name);
  if (found.length > 0) return found;
  const names = lists.map((list) => list.name);
  const near = nearest(name, names);
  const why = estate.lists.some((list) => list.name === name)
    ? `The list ${name} has no ${triggers[trigger].lacks} in doorlist.yml`
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
