import type { Estate, FlushSchedule } from '../../../../lib/estate/estate.js';
import { readSchedule } from '../../../aws/scheduler/expression.js';

const minute = 60_000;
const hour = 60 * minute;

/** When things happen on the day, in milliseconds. */
export interface Hours {
  /** doorlist is deployed. */
  start: number;
  /** People come to the console. */
  visits: number;
  /** AWS publishes the given file, at the very time that it says. */
  given: number;
  /** AWS publishes a file that lacks a service, and then mends it. */
  gone: number;
  mended: number;
  end: number;
}

/** Minutes before or after the given file's own time. */
const usual = { start: -300, gone: 140, mended: 450, length: 1439 };
const short = { start: -60, gone: 20, mended: 40, length: 120 };

/** Flushes of one list in a day that are too many to wait for: the day is a short one then. */
const often = 24;

/** From the start on; people need as long to be done before the first flush. */
const quiet = 45 * minute;

/**
 * The day around the given file's own time, so that no file is ever from the future. It begins where no list is
 * flushed while people add their addresses, as far as there is such a time.
 */
export function hoursOf({ lists }: Estate, syncToken: number): Hours {
  const given = syncToken * 1000;
  const schedules = lists.flatMap(({ flush }) => (flush ? [flush] : []));
  const day = schedules.some((flush) => isOften(flush, given)) ? short : usual;
  const from = given + day.start * minute;
  const starts = day === short ? [] : Array.from({ length: 24 }, (_, i) => from - i * 15 * minute);
  const start = starts.find((at) => schedules.every((flush) => !fires(flush, at - 1, at + quiet))) ?? from;
  return {
    start,
    visits: start + 12 * minute,
    given,
    gone: given + day.gone * minute,
    mended: given + day.mended * minute,
    end: start + day.length * minute,
  };
}

function isOften(flush: FlushSchedule, from: number): boolean {
  let at: number | undefined = from;
  for (let times = 0; times < often && at !== undefined; times += 1) at = nextFlush(flush, at);
  return at !== undefined && at < from + 23 * hour;
}

/** When a list is flushed next, after that instant; undefined where its schedule has no further time or is absent. */
export function nextFlush({ cron, timezone }: FlushSchedule, after: number): number | undefined {
  return cron === undefined ? undefined : readSchedule(`cron(${cron})`, timezone, after)(after);
}

function fires(flush: FlushSchedule, from: number, to: number): boolean {
  return (nextFlush(flush, from) ?? Infinity) <= to;
}
