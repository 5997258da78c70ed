import { entries, field, items, readIf, type Path } from '../mistakes/readable.js';
import type { Kind } from '../../targets/kinds.js';
import { parseGroupArn, parseTargetArn, type TargetArn } from '../values/target-arn.js';

/** An ARN that a target of the file names. */
export interface NamedArn {
  thing: TargetArn;
  /** Where it stands. */
  path: Path;
  list: string;
  /** The target that names it: where that stands, and all of it. */
  at: Path;
  target: unknown;
  key: (typeof keys)[number];
}

const keys = ['arn', 'spreadOver', 'leaving'] as const;

/** Another stage's file, as it is written. */
export interface OtherFile {
  file: string;
  raw: unknown;
}

export function namedIn(raw: unknown): NamedArn[] {
  return entries(field(raw, 'lists')).flatMap(([list, content]) => namedOf(content, list));
}

export function namedOf(content: unknown, list: string): NamedArn[] {
  return items(field(content, 'targets')).flatMap((target, i) => {
    const at = ['lists', list, 'targets', i];
    return keys.flatMap((key) =>
      key === 'arn'
        ? named(readIf(parseTargetArn, field(target, key)), { path: [...at, key], list, at, target, key })
        : items(field(target, key)).flatMap((arn, j) =>
            named(readIf(parseGroupArn, arn), { path: [...at, key, j], list, at, target, key }),
          ),
    );
  });
}

function named(thing: TargetArn | undefined, where: Omit<NamedArn, 'thing'>): NamedArn[] {
  return thing ? [{ thing, ...where }] : [];
}

/** What a target of the file is, or nothing where it does not say. */
export function kindOf(target: unknown): Kind | undefined {
  if (field(target, 'spreadOver') !== undefined) return 'security-groups';
  return readIf(parseTargetArn, field(target, 'arn'))?.kind;
}
