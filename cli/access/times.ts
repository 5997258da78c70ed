import { spokenDuration } from '../../lib/text/duration.js';

/** `18:04` of today, else `Tue 24 Nov, 18:04`; in the time zone of this machine. */
export function localTime(ms: number, now: number): string {
  const isToday = new Date(ms).toDateString() === new Date(now).toDateString();
  return new Date(ms).toLocaleString('en-GB', {
    ...(!isToday && { weekday: 'short', day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** `until 18:04 (3 h 59 min left)` */
export function untilText(until: string, now: number): string {
  const ms = Date.parse(until);
  return ms > now
    ? `until ${localTime(ms, now)} (${spokenDuration(ms - now)} left)`
    : `until ${localTime(ms, now)} (over)`;
}
