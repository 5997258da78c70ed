import * as z from 'zod';
import type { Finding } from '../mistakes/mistakes.js';
import type { Path } from '../mistakes/readable.js';
import { nearest } from '../../text/nearest.js';
import { estateFile } from './schema.js';
import { keysOf, schemaBelow } from './schema-at.js';
import { absent, unknownKey } from './unknown-key.js';

/**
 * The file with each misspelt key as it was probably meant, so that what only follows from the misspelling is no
 * mistake of its own, and what stands under the key is looked at all the same.
 */
export interface AsMeant {
  value: unknown;
  misspelt: Finding[];
  /** A place of the value as the author wrote it. */
  written: (path: Path) => Path;
}

export function asMeant(raw: unknown): AsMeant {
  const misspelt: Finding[] = [];
  const names = new Map<string, string>();

  function read(value: unknown, schema: z.ZodType | undefined, at: Path): unknown {
    if (typeof value !== 'object' || value === null || schema === undefined) return value;
    if (Array.isArray(value))
      return value.map((item, i): unknown => read(item, schemaBelow(schema, i), [...at, i]));
    const taken = new Set(Object.keys(value));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]: [string, unknown]) => {
        const meant = schema instanceof z.ZodObject ? meantBy(key, item, schema, taken) : undefined;
        if (meant !== undefined) {
          misspelt.push({ path: [...at, key], message: unknownKey(key, keysOf(schema), [...taken]) });
          names.set(JSON.stringify([...at, meant]), key);
          taken.add(meant);
        }
        const name = meant ?? key;
        return [name, read(item, schemaBelow(schema, name), [...at, name])];
      }),
    );
  }

  return {
    value: read(raw, estateFile, []),
    misspelt: misspelt.map(({ path, message }) => ({ path: written(path), message })),
    written,
  };

  function written(path: Path): Path {
    return path.map((step, i) => names.get(JSON.stringify(path.slice(0, i + 1))) ?? step);
  }
}

/** Of several keys that are as near, the one whose shape the value has. */
function meantBy(
  key: string,
  value: unknown,
  schema: z.ZodObject,
  taken: ReadonlySet<string>,
): string | undefined {
  const shape = schema.shape as Record<string, z.ZodType>;
  if (Object.hasOwn(shape, key)) return undefined;
  const near = nearest(key, absent(Object.keys(shape), [...taken]));
  return near.find((name) => shape[name]?.safeParse(value).success) ?? near[0];
}
