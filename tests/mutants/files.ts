import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../simulator/world/project-root.js';

/** The files of a folder whose names end so, or the one file, by path from the root. */
export function filesIn(path: string, ends: string): string[] {
  if (path.endsWith(ends)) return [path];
  return readdirSync(join(projectRoot(), path), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ends))
    .map((name) => `${path}/${name}`)
    .sort();
}
