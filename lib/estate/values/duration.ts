import { shown, Unreadable } from '../mistakes/mistakes.js';

const minute = 60_000;
const milliseconds = new Map([
  ['m', minute],
  ['h', 60 * minute],
  ['d', 24 * 60 * minute],
]);

const longest = 30 * 24 * 60 * minute;

/** A length of time such as `90m`, `24h`, `2d` or `0`, in milliseconds. */
export function parseDuration(text: string): number {
  if (text === '0') return 0;
  const [, count, unit = ''] = /^(0|[1-9]\d*)([a-z])$/.exec(text) ?? [];
  const each = milliseconds.get(unit);
  if (count === undefined || each === undefined)
    throw new Unreadable(
      `${shown(text)} is not a length of time; write minutes, hours or days, such as 90m, 24h or 2d, or 0`,
    );
  if (Number(count) * each > longest) throw new Unreadable(`${shown(text)} is too long; 30d is the most`);
  return Number(count) * each;
}
