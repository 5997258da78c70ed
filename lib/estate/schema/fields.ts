import * as z from 'zod';
import { InvalidCidr } from '../../cidr.js';
import { Unreadable } from '../mistakes/mistakes.js';

/** A text that `parse` takes. The text is kept, and parsed again when all is known to be right. */
export function text(
  parse: (text: string) => unknown,
  { longest, ...meta }: { longest: number; description: string; examples?: string[] },
) {
  return z
    .string()
    .max(longest, { abort: true, error: `is too long; ${longest} characters are the most` })
    .check((read) => {
      try {
        parse(read.value);
      } catch (error) {
        if (!(error instanceof InvalidCidr || error instanceof Unreadable)) throw error;
        read.issues.push({ code: 'custom', message: error.message, input: read.value });
      }
    })
    .meta(meta);
}

/** At least one, none twice, each of the pattern. */
export function codes(pattern: RegExp, allowed: string, meta: { description: string; examples: string[][] }) {
  return z
    .array(z.string().regex(pattern, { error: `must be ${allowed}` }))
    .min(1, { error: 'is empty; give at least one, or take the key out' })
    .check(distinct)
    .meta(meta);
}

export function distinct({ value, issues }: z.core.ParsePayload<string[]>): void {
  const seen = new Set<string>();
  value.forEach((item, i) => {
    const folded = item.toLowerCase();
    if (seen.has(folded))
      issues.push({ code: 'custom', path: [i], input: value, message: 'is there twice; keep one' });
    seen.add(folded);
  });
}

export function share(preset: number, description: string) {
  const range = { error: 'must be per cent, from 0 to 100' };
  return z.number().min(0, range).max(100, range).meta({ description }).default(preset);
}

export function whole(from: number, to: number, description: string) {
  const range = { error: `must be a whole number from ${from} to ${to}` };
  return z.int(range).min(from, range).max(to, range).meta({ description });
}
