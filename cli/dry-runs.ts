import { randomUUID } from 'node:crypto';
import { BadRequest } from '../lib/errors.js';
import type { Estate } from '../lib/estate/estate.js';
import { didYouMean } from '../lib/text/nearest.js';
import { readTrigger } from '../lib/triggers/read-trigger.js';
import type { Job } from '../lib/triggers/triggers.js';
import type { Run } from '../lib/triggers/run.js';

/**
 * What `plan` runs dry: the refresh of a list with a feed, and the flush of one without; with `flush`, the flush of
 * every list that has one.
 *
 * @throws BadRequest naming the lists there are
 */
export function dryRuns(estate: Estate, list: string | undefined, flush: boolean): Run[] {
  const names = estate.lists.map((one) => one.name);
  if (list !== undefined && !names.includes(list))
    throw new BadRequest(
      'request/list',
      `There is no list ${JSON.stringify(list)}${didYouMean(list, names) || '.'} Lists: ${names.join(', ')}.`,
    );
  if (flush) return [dry('flush', estate, list)];
  const looked = list === undefined ? estate.lists : estate.lists.filter((one) => one.name === list);
  return (['flush', 'refresh'] as const)
    .map((trigger) => dry(trigger, { ...estate, lists: looked.filter((one) => triggerOf(one) === trigger) }))
    .filter((run) => run.lists.length > 0);
}

function triggerOf({ feed }: Estate['lists'][number]): Job {
  return feed ? 'refresh' : 'flush';
}

function dry(trigger: Job, estate: Estate, list?: string): Run {
  return readTrigger(trigger, { dryRun: true, ...(list !== undefined && { list }) }, randomUUID(), estate);
}
