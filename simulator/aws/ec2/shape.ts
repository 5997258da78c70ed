import { AwsError, type AwsCall } from '../protocols/wire.js';
import { invalidValue } from './errors.js';
import type { FormFields, FormValue } from './form.js';

/** Turns one parameter into a precise value, or refuses it by its name. */
export type Reader<T> = (value: FormValue, name: string) => T;

type Shape = Readonly<Record<string, Reader<unknown>>>;
type Read<S extends Shape> = { [K in keyof S]?: ReturnType<S[K]> };

export const text: Reader<string> = (value, name) => {
  if (typeof value !== 'string') throw unreadable(value, name);
  return value;
};

export const integer: Reader<number> = (value, name) => {
  if (typeof value !== 'string' || !/^-?\d{1,15}$/.test(value)) throw unreadable(value, name);
  return Number(value);
};

export const flag: Reader<boolean> = (value, name) => {
  if (value !== 'true' && value !== 'false') throw unreadable(value, name);
  return value === 'true';
};

/** A list without items is a name without a value. */
export function list<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, name) => {
    if (value === '') return [];
    if (!Array.isArray(value)) throw unreadable(value, name);
    return (value as readonly FormValue[]).map((each, index) => item(each, `${name}.${index + 1}`));
  };
}

/** Parameters that the simulator does not know are refused, as AWS refuses those that it does not. */
export function struct<S extends Shape>(shape: S): Reader<Read<S>> {
  return (value, name) => {
    if (typeof value === 'string' || Array.isArray(value)) throw unreadable(value, name);
    const entries = Object.entries(value).map(([key, inner]) => {
      const path = name === '' ? key : `${name}.${key}`;
      const reader = Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (!reader) throw new AwsError('UnknownParameter', `The parameter ${path} is not recognized`);
      return [key, reader(inner, path)] as const;
    });
    return Object.fromEntries(entries) as Read<S>;
  };
}

/** An operation's parameters. A dry run ends here: github.com/getmoto/moto has the status from AWS. */
export function readRequest<S extends Shape>({ input }: AwsCall, shape: S): Read<S> {
  const { DryRun, ...fields } = input as FormFields;
  const read = struct(shape)(fields, '');
  if (DryRun !== undefined && flag(DryRun, 'DryRun'))
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  return read;
}

function unreadable(value: FormValue, name: string): AwsError {
  const shown = typeof value === 'string' ? value : JSON.stringify(value).slice(0, 100);
  return invalidValue(`Value (${shown}) for parameter ${name} is invalid`);
}
