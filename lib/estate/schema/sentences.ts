import * as z from 'zod';
import { didYouMean } from '../../text/nearest.js';
import { shown, type Finding } from '../mistakes/mistakes.js';
import { entries, itemAt, items, type Path } from '../mistakes/readable.js';
import { keysOf, schemaAt } from './schema-at.js';
import { unknownKey } from './unknown-key.js';

const kinds = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a mapping'],
  ['record', 'a mapping'],
]);

/** Everything that the shape of the file found wrong, in sentences for its author. */
export function sentences(issues: readonly z.core.$ZodIssue[], raw: unknown, at: Path = []): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    const path = [...at, ...(issue.path as Path)];
    const found = itemAt(raw, path);
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...path, key],
          message: unknownKey(
            key,
            keysOf(schemaAt(path)),
            entries(found).map(([each]) => each),
          ),
        }));
      case 'invalid_union': {
        // The branch that was meant is the one whose kind the value has.
        const meant = issue.errors.find(
          (branch) => !branch.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type'),
        );
        if (meant) return sentences(meant, raw, path);
        const expected = issue.errors
          .flat()
          .flatMap((inner) => (inner.code === 'invalid_type' ? [kindOf(inner.expected)] : []));
        return [{ path, message: wrongKind(found, expected.join(' or '), path) }];
      }
      case 'invalid_type':
        return [{ path, message: wrongKind(found, kindOf(issue.expected), path) }];
      case 'invalid_value': {
        const choices = issue.values.map(String);
        const near = typeof found === 'string' ? didYouMean(found, choices) : '';
        return [{ path, message: `must be ${choices.join(' or ')}, and is ${shown(found)}${near}` }];
      }
      case 'custom':
      case 'invalid_element':
      case 'invalid_format':
      case 'invalid_key':
      case 'not_multiple_of':
      case 'too_big':
      case 'too_small':
        return [{ path, message: issue.message }];
    }
  });
}

function kindOf(expected: string): string {
  return kinds.get(expected) ?? expected;
}

function wrongKind(found: unknown, kind: string, path: Path): string {
  const example = items(schemaAt(path)?.meta()?.examples)[0];
  const allowed = example === undefined ? kind : `${kind} such as ${JSON.stringify(example)}`;
  if (found === undefined) return `is missing; it must be ${allowed}`;
  if (found === null) return `is empty; it must be ${allowed}, or else take it out`;
  const quotes =
    kind === kinds.get('string') && typeof found === 'number'
      ? '; put what stands in the file in quotes'
      : '';
  const single = typeof found === 'string' || typeof found === 'number';
  const brackets = kind === kinds.get('array') && single ? '; put it in brackets' : '';
  return `must be ${allowed}, and is ${shown(found)}${quotes}${brackets}`;
}
