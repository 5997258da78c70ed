import { AwsError } from '../protocols/wire.js';

/** What a form says: texts, and what nests in their names. */
export type FormValue = string | readonly FormValue[] | FormFields;
export interface FormFields {
  readonly [name: string]: FormValue;
}

type Tree = Map<string, Tree | string>;

/** `Filter.1.Name=group-id` is the Name of the first Filter; what is numbered is a list. */
export function readForm(fields: Iterable<readonly [string, string]>): FormFields {
  const root: Tree = new Map();
  for (const [name, value] of fields) plant(root, name.split('.'), value, name);
  return named(root);
}

function plant(tree: Tree, [head = '', ...rest]: readonly string[], value: string, name: string): void {
  const malformed = () => new AwsError('MalformedQueryString', `The query string has ${name} in two ways`);
  const known = tree.get(head);
  if (rest.length === 0) {
    if (known !== undefined) throw malformed();
    tree.set(head, value);
    return;
  }
  if (typeof known === 'string') throw malformed();
  const branch = known ?? new Map<string, Tree | string>();
  tree.set(head, branch);
  plant(branch, rest, value, name);
}

function valueOf(tree: Tree | string): FormValue {
  if (typeof tree === 'string') return tree;
  const names = [...tree.keys()];
  if (!names.every((name) => /^\d+$/.test(name))) return named(tree);
  return names.sort((a, b) => Number(a) - Number(b)).map((name) => valueOf(tree.get(name) ?? ''));
}

const named = (tree: Tree): FormFields =>
  Object.fromEntries([...tree].map(([name, inner]) => [name, valueOf(inner)]));
