import { unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';

/** The files of a zip archive, by name. */
export function filesOf(path) {
  return new Map(Object.entries(unzipSync(readFileSync(path))));
}
