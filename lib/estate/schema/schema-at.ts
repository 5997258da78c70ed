import * as z from 'zod';
import type { Path } from '../mistakes/readable.js';
import { estateFile } from './schema.js';

/** The schema of a place in the file. */
export function schemaAt(path: Path): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>(schemaBelow, estateFile);
}

/** The schema of what stands under a key, or of an item. */
export function schemaBelow(around: z.ZodType | undefined, step: Path[number]): z.ZodType | undefined {
  if (around instanceof z.ZodObject) return mapping((around.shape as Record<string, unknown>)[String(step)]);
  if (around instanceof z.ZodRecord) return mapping(around.valueType);
  return around instanceof z.ZodArray ? mapping(around.element) : undefined;
}

/** Without what makes it optional; of a union, the branch that is a mapping. */
function mapping(schema: unknown): z.ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return mapping(schema.unwrap());
  if (schema instanceof z.ZodUnion)
    return mapping(schema.options.find((option) => option instanceof z.ZodObject));
  return schema instanceof z.ZodType ? schema : undefined;
}

/** The keys that may stand in a mapping; of anything else, none. */
export function keysOf(schema: z.ZodType | undefined): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
