export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

const units = [
  ['d', dayMs],
  ['h', hourMs],
  ['m', minuteMs],
  ['s', secondMs],
] as const;

type Unit = (typeof units)[number][0];

/** `90m`, `4h`, `1d` or `0` in milliseconds; nothing for any other text. The caller sets the range. */
export function readDuration(text: string, allowed: readonly Unit[] = ['d', 'h', 'm']): number | undefined {
  if (text === '0') return 0;
  const [, count, letter] = /^(0|[1-9]\d*)([a-z])$/.exec(text) ?? [];
  const unit = units.find(([name]) => name === letter);
  const ms = unit && allowed.includes(unit[0]) ? Number(count) * unit[1] : undefined;
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** In the largest unit, from days to minutes, that says it whole. */
export function durationText(ms: number): string {
  const [unit, each] = units.find(([, each]) => ms % each === 0 && each >= minuteMs) ?? ['m', minuteMs];
  return `${Math.round(ms / each)}${unit}`;
}

/** For a person: `3 h 59 min`, `45 min`, `20 s`, `2 d 3 h` */
export function spokenDuration(ms: number): string {
  if (ms < minuteMs) return `${Math.max(0, Math.round(ms / secondMs))} s`;
  const minutes = Math.round(ms / minuteMs);
  const [d, h, min] = [Math.floor((minutes * minuteMs) / dayMs), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [d > 0 && `${d} d`, h > 0 && `${h} h`, d === 0 && min > 0 && `${min} min`];
  return parts.filter(Boolean).join(' ');
}
