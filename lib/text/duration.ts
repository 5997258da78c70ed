const minute = 60_000;
const units = [
  ['d', 24 * 60 * minute],
  ['h', 60 * minute],
  ['m', minute],
] as const;

/** `90m`, `4h` or `1d` in milliseconds; nothing for any other text. */
export function readLength(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const each = units.find(([letter]) => letter === unit)?.[1];
  return each === undefined ? undefined : Number(count) * each;
}

/** In the largest unit that says it whole. */
export function lengthText(ms: number): string {
  const [unit, each] = units.find(([, each]) => ms % each === 0) ?? ['m', minute];
  return `${Math.round(ms / each)}${unit}`;
}
