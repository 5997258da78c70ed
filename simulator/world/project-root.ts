import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, also where this file has been bundled into another. */
export function projectRoot(folder = dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return folder;
  return projectRoot(dirname(folder));
}
