import { parseCron, type Cron } from '../values/cron.js';
import type { Findings } from '../mistakes/mistakes.js';
import { field, readIf, type Path } from '../mistakes/readable.js';

/** A flush more often than this only races the sweep and fills mailboxes. */
const oftenest = 5;

export function judgeSchedule(list: unknown, at: Path, now: number): Findings {
  const cron = readIf(parseCron, field(field(list, 'flush'), 'cron'));
  const path = [...at, 'flush', 'cron'];
  if (cron === undefined) return { mistakes: [], warnings: [] };
  if (!firesAfter(cron, now))
    return {
      mistakes: [{ path, message: `${cron.text} never fires; no such day is to come` }],
      warnings: [],
    };
  const gap = shortestGap(cron);
  return {
    mistakes: [],
    warnings:
      gap < oftenest
        ? [
            {
              path,
              message: `${cron.text} flushes every ${gap === 1 ? 'minute' : `${gap} minutes`}; ${oftenest} or more is plenty`,
            },
          ]
        : [],
  };
}

/** Whether any day of the expression ends after `now`. The time zone's few hours do not matter here. */
export function firesAfter({ years, months, days }: Cron, now: number): boolean {
  return years.some(
    (year) =>
      Date.UTC(year + 1, 0, 1) > now &&
      months.some((month) =>
        daysOf(days, year, month).some((day) => Date.UTC(year, month - 1, day + 1) > now),
      ),
  );
}

function daysOf(days: Cron['days'], year: number, month: number): number[] {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const all = Array.from({ length }, (_, i) => i + 1);
  const weekDay = (day: number): number => new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
  switch (days.kind) {
    case 'of month':
      return days.days.filter((day) => day <= length);
    case 'of week':
      return all.filter((day) => days.days.includes(weekDay(day)));
    case 'before last':
      return all.filter((day) => day === length - days.by);
    case 'weekday near':
      return all.filter((day) => day === days.day);
    case 'last of week':
      return all.filter((day) => weekDay(day) === days.day).slice(-1);
    case 'nth of week':
      return all.filter((day) => weekDay(day) === days.day).slice(days.nth - 1, days.nth);
  }
}

/** In minutes, between two firings of one day. */
function shortestGap({ hours, minutes }: Cron): number {
  const firings = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  return firings.reduce((gap, firing, i) => Math.min(gap, firing - (firings[i - 1] ?? -Infinity)), Infinity);
}
