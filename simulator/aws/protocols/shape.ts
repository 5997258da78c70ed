import { AwsError, type Fields } from './wire.js';

/** One member of an operation's input, as AWS's service model constrains it. */
export interface Member<T> {
  required: boolean;
  constraint: string;
  accepts(value: unknown): value is NonNullable<T>;
}

type Shape = Readonly<Record<string, Member<unknown>>>;
type Values<S extends Shape> = { [K in keyof S]: S[K] extends Member<infer T> ? T : never };

export function text(options: { pattern?: RegExp; min?: number; max?: number } = {}): Member<string> {
  const { pattern, min = 1, max = Infinity } = options;
  return {
    required: true,
    constraint: `Member must be a string of ${min} to ${max} characters${pattern ? ` matching ${pattern.source}` : ''}`,
    accepts: (value): value is string =>
      typeof value === 'string' &&
      value.length >= min &&
      value.length <= max &&
      (pattern?.test(value) ?? true),
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Member<T> {
  return {
    required: true,
    constraint: `Member must satisfy enum value set: [${values.join(', ')}]`,
    accepts: (value): value is T => values.some((allowed) => allowed === value),
  };
}

export function wholeNumber(min: number, max: number): Member<number> {
  return {
    required: true,
    constraint: `Member must be a whole number from ${min} to ${max}`,
    accepts: (value): value is number =>
      Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
  };
}

export function listOf<T>(member: Member<T>): Member<readonly NonNullable<T>[]> {
  return {
    required: true,
    constraint: `Member must be a list, and of each: ${member.constraint}`,
    accepts: (value): value is readonly NonNullable<T>[] =>
      Array.isArray(value) && value.every((item) => member.accepts(item)),
  };
}

export const anything: Member<object> = {
  required: true,
  constraint: 'Member must be an object or a list',
  accepts: (value): value is object => typeof value === 'object' && value !== null,
};

export function optional<T>(member: Member<T>): Member<T | undefined> {
  return { ...member, required: false };
}

/**
 * All violations at once, as AWS tells them. Members that the model does not know are refused: AWS is said to
 * ignore them, which would hide a misspelling.
 */
export function readShape<S extends Shape>(input: Fields, shape: S): Values<S> {
  const violations = [
    ...Object.entries(shape).flatMap(([name, member]) => violation(name, member, input[name])),
    ...Object.keys(input)
      .filter((name) => !(name in shape))
      .map((name) => `Unknown member '${name}'`),
  ];
  if (violations.length > 0) {
    const plural = violations.length === 1 ? '' : 's';
    throw new AwsError(
      'ValidationException',
      `${violations.length} validation error${plural} detected: ${violations.join('; ')}`,
    );
  }
  return input as Values<S>;
}

function violation(name: string, member: Member<unknown>, value: unknown): string[] {
  const path = name.charAt(0).toLowerCase() + name.slice(1);
  const missing = value === undefined || value === null;
  if (missing && !member.required) return [];
  if (missing) return [`Value null at '${path}' failed to satisfy constraint: Member must not be null`];
  if (member.accepts(value)) return [];
  const shown = JSON.stringify(value).slice(0, 100);
  return [`Value '${shown}' at '${path}' failed to satisfy constraint: ${member.constraint}`];
}
