import { AwsError } from '../protocols/wire.js';
import { invalidValue, need } from './errors.js';
import { list, struct, text } from './shape.js';

export const filters = list(struct({ Name: text, Value: list(text) }));
export type Filters = ReturnType<typeof filters>;

export interface Filterable {
  tags: Readonly<Record<string, string>>;
}

/** docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const MOST_FILTERS = 50;
const MOST_VALUES = 200;

/** Which items pass: every filter, by any of its values. A filter whose value nothing has passes nothing, and is no error. */
export function passing<T extends Filterable>(
  asked: Filters = [],
  fields: Readonly<Record<string, (item: T) => string>>,
): (item: T) => boolean {
  if (asked.length > MOST_FILTERS || asked.some(({ Value = [] }) => Value.length > MOST_VALUES))
    throw new AwsError('FilterLimitExceeded', 'The request uses too many filters or too many filter values');
  const tests = asked.map(({ Name, Value }) => {
    const name = need(Name, 'Filter.Name');
    const field = fieldOf(name, fields);
    const patterns = need(Value, 'Filter.Value').map(wildcard);
    return (item: T) => {
      const value = field(item);
      return value !== undefined && patterns.some((pattern) => pattern.test(value));
    };
  });
  return (item) => tests.every((test) => test(item));
}

function fieldOf<T extends Filterable>(
  name: string,
  fields: Readonly<Record<string, (item: T) => string>>,
): (item: T) => string | undefined {
  if (name.startsWith('tag:')) return ({ tags }) => tags[name.slice('tag:'.length)];
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field) throw invalidValue(`The filter '${name}' is invalid`);
  return field;
}

/** `*` stands for any text and `?` for one character, from the same page. */
function wildcard(value: string): RegExp {
  const escaped = value.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
