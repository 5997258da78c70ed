const minute = 60_000;
const day = 24 * 60 * minute;

/** `18:04` of today, else `Tue 24 Nov, 18:04`; in the time zone of this machine. */
export function localTime(ms: number, now: number): string {
  const isToday = new Date(ms).toDateString() === new Date(now).toDateString();
  return new Date(ms).toLocaleString('en-GB', {
    ...(!isToday && { weekday: 'short', day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** `3 h 59 min`, `45 min`, `20 s`, `2 d 3 h` */
export function span(ms: number): string {
  if (ms < minute) return `${Math.max(0, Math.round(ms / 1000))} s`;
  const minutes = Math.round(ms / minute);
  const [d, h, min] = [Math.floor((minutes * minute) / day), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [d > 0 && `${d} d`, h > 0 && `${h} h`, d === 0 && min > 0 && `${min} min`];
  return parts.filter(Boolean).join(' ');
}

/** `until 18:04 (3 h 59 min left)` */
export function untilText(until: string, now: number): string {
  const ms = Date.parse(until);
  return ms > now
    ? `until ${localTime(ms, now)} (${span(ms - now)} left)`
    : `until ${localTime(ms, now)} (over)`;
}
