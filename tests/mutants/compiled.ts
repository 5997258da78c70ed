import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../simulator/world/project-root.js';

/** Compiles everything with other text for some sources, and answers with the folder. */
export async function compiledWith(sources: ReadonlyMap<string, string>): Promise<string> {
  // It finds the project by its own place, so it is not bundled into this.
  const url = pathToFileURL(join(projectRoot(), 'scripts/compile-tests.mjs'));
  const { compileTests } = (await import(url.href)) as typeof import('../../scripts/compile-tests.mjs');
  return compileTests(sources);
}
