import { shown, Unreadable } from '../mistakes/mistakes.js';

/*
 * The six fields of an AWS cron expression
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html). aws-cron-parser expects an
 * expression that AWS has already accepted: it reads 'x' as no number at all, and 30 February as 2 March. So
 * the grammar and the calendar are judged here, and a test holds the two against each other.
 */

export interface Cron {
  /** Upper case, one space between fields, without `cron()`. */
  text: string;
  minutes: number[];
  hours: number[];
  days: Days;
  months: number[];
  years: number[];
}

type Days =
  | { kind: 'of month'; days: number[] }
  | { kind: 'of week'; days: number[] }
  | { kind: 'before last'; by: number }
  | { kind: 'weekday near'; day: number }
  | { kind: 'last of week'; day: number }
  | { kind: 'nth of week'; day: number; nth: number };

interface Field {
  name: string;
  first: number;
  last: number;
  /** Names for the numbers from `first` on. */
  names?: string[];
}

const minutes: Field = { name: 'minutes', first: 0, last: 59 };
const hours: Field = { name: 'hours', first: 0, last: 23 };
const dayOfMonth: Field = { name: 'day of month', first: 1, last: 31 };
const month: Field = {
  name: 'month',
  first: 1,
  last: 12,
  names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' '),
};
const dayOfWeek: Field = {
  name: 'day of week',
  first: 1,
  last: 7,
  names: 'SUN MON TUE WED THU FRI SAT'.split(' '),
};
const year: Field = { name: 'year', first: 1970, last: 2199 };

const form = 'minutes hours day-of-month month day-of-week year, such as 0 6,18 * * ? *';

/** @throws Unreadable where EventBridge Scheduler would refuse the expression, or might misread it. */
export function parseCron(expression: string): Cron {
  const bare = /^cron\((.*)\)$/i.exec(expression.trim())?.[1] ?? expression;
  const fields = bare.trim().toUpperCase().split(/ +/);
  const [inMinutes, inHours, inMonthDays, inMonths, inWeekDays, inYears] = fields;
  if (
    inMinutes === undefined ||
    inHours === undefined ||
    inMonthDays === undefined ||
    inMonths === undefined ||
    inWeekDays === undefined ||
    inYears === undefined ||
    fields.length > 6
  )
    throw new Unreadable(`${shown(expression)} ${whyNotSix(fields)}`);
  return {
    text: fields.join(' '),
    minutes: numbers(minutes, inMinutes),
    hours: numbers(hours, inHours),
    days: parseDays(inMonthDays, inWeekDays),
    months: numbers(month, inMonths),
    years: numbers(year, inYears),
  };
}

function whyNotSix(fields: string[]): string {
  const unix = fields.length === 5 && fields[4] === '*';
  const meant = unix ? `; did you mean ${fields.slice(0, 4).join(' ')} ? *?` : '';
  return `has ${fields.length === 1 ? '1 field' : `${fields.length} fields`}, and AWS wants six: ${form}${meant}`;
}

function parseDays(inMonth: string, inWeek: string): Days {
  if ((inMonth === '?') === (inWeek === '?'))
    throw new Unreadable(
      `exactly one of day of month (${shown(inMonth)}) and day of week (${shown(inWeek)}) must be ?, such as in 0 6 * * ? * for every day or 0 6 ? * MON-FRI *`,
    );
  if (inWeek === '?') {
    const [, by] = /^L(?:-(\d{1,2}))?$/.exec(inMonth) ?? [];
    if (inMonth.startsWith('L') && (by !== undefined || inMonth === 'L'))
      return { kind: 'before last', by: by === undefined ? 0 : within(dayOfMonth, by) };
    const near = /^(\d{1,2})W$/.exec(inMonth)?.[1];
    if (near !== undefined) return { kind: 'weekday near', day: within(dayOfMonth, near) };
    return { kind: 'of month', days: numbers(dayOfMonth, inMonth) };
  }
  const last = /^([A-Z]{3}|\d)L$/.exec(inWeek)?.[1];
  if (last !== undefined) return { kind: 'last of week', day: within(dayOfWeek, last) };
  const [, nthDay, nth] = /^([A-Z]{3}|\d)#([1-5])$/.exec(inWeek) ?? [];
  if (nthDay !== undefined) return { kind: 'nth of week', day: within(dayOfWeek, nthDay), nth: Number(nth) };
  return { kind: 'of week', days: numbers(dayOfWeek, inWeek) };
}

/** The values that a field of `*`, numbers, ranges and steps stands for, in ascending order. */
function numbers(field: Field, text: string): number[] {
  const parts = text.split(',');
  if (parts.length > 1 && text.includes('/'))
    throw new Unreadable(
      `the ${field.name} ${shown(text)} mix a list with steps; write the values one by one`,
    );
  const values = parts.flatMap((part) => {
    const [range = '', step, ...more] = part.split('/');
    const [from = '', to, ...rest] =
      range === '*' ? [String(field.first), String(field.last)] : range.split('-');
    if (more.length > 0 || rest.length > 0) return refuse(field, text);
    const start = within(field, from);
    const end = to !== undefined ? within(field, to) : step !== undefined ? field.last : start;
    if (end < start)
      throw new Unreadable(`the ${field.name} ${shown(part)} run backwards; write the two ranges one by one`);
    const by =
      step === undefined
        ? 1
        : within({ ...field, name: `step of the ${field.name}`, first: 1, names: [] }, step);
    return Array.from({ length: Math.floor((end - start) / by) + 1 }, (_, i) => start + i * by);
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

function within(field: Field, text: string): number {
  const named = field.names?.indexOf(text) ?? -1;
  if (named >= 0) return field.first + named;
  if (!/^\d{1,4}$/.test(text)) return refuse(field, text);
  const value = Number(text);
  return value < field.first || value > field.last ? refuse(field, text) : value;
}

function refuse({ name, first, last, names }: Field, text: string): never {
  const named = names?.length ? `, or ${names.join(' ')}` : '';
  throw new Unreadable(`the ${name} ${shown(text)} must be made of numbers from ${first} to ${last}${named}`);
}
