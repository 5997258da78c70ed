import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { BadRequest } from '../../lib/errors.js';
import { unknownKey } from '../../lib/estate/schema/unknown-key.js';

export const teamFileName = '.doorlist.json';

const shape = z.strictObject({
  url: z.string().optional(),
  list: z.string().optional(),
  auth: z.enum(['iam', 'token']).optional(),
  region: z.string().optional(),
  device: z.string().optional(),
});
const allowed = Object.keys(shape.shape);

/** What a team agrees on and commits, so that nobody has to say it. */
export interface TeamFile {
  /** Where it stands; without one nothing else is there either. */
  path?: string;
  told: z.infer<typeof shape>;
}

/**
 * The nearest `.doorlist.json` from a folder upward.
 *
 * @throws BadRequest where it is not what it may be
 */
export function teamFile(from: string): TeamFile {
  const path = join(from, teamFileName);
  const text = contents(path);
  if (text === undefined) return dirname(from) === from ? { told: {} } : teamFile(dirname(from));
  const value = json(text, path);
  const read = shape.safeParse(value);
  if (read.success) return { path, told: read.data };
  const mistakes = read.error.issues.map((issue) => sentence(issue, value)).join('; ');
  throw new BadRequest('team-file/mistake', `${path}: ${mistakes}${mistakes.endsWith('?') ? '' : '.'}`);
}

function contents(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw new BadRequest('team-file/unreadable', `${path} cannot be read: ${String(error)}.`, {
      cause: error,
    });
  }
}

function json(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadRequest('team-file/json', `${path} is not JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => misplacedKey(key, Object.keys(value as object))).join('; ');
  const key = issue.path.join('.');
  if (key === 'auth') return 'auth must be "iam" or "token"';
  return key === '' ? `it must be a JSON object with ${allowed.join(', ')}` : `${key} must be a text`;
}

function misplacedKey(key: string, present: readonly string[]): string {
  if (/token|secret|password/i.test(key))
    return `${JSON.stringify(key)} must not stand in a file that a team commits; a token comes from --token-file or DOORLIST_TOKEN`;
  return unknownKey(key, allowed, present);
}
