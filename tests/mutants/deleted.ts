import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../simulator/world/project-root.js';
import { compiledWith } from './compiled.js';
import type { DeletedRule } from './rules.js';
import { startSession } from './session.js';

const longestMs = 120_000;

/** The sources of a rule's edits as they are without it. @throws where an edit does not meet exactly one place */
export function sourcesWithout({ edits }: Pick<DeletedRule, 'edits'>): Map<string, string> {
  const sources = new Map<string, string>();
  for (const { file, text, becomes } of edits) {
    const source = sources.get(file) ?? readFileSync(join(projectRoot(), file), 'utf8');
    const places = source.split(text).length - 1;
    if (places !== 1) throw new Error(`${file} has ${places} places that read ${text}`);
    sources.set(
      file,
      source.replace(text, () => becomes),
    );
  }
  return sources;
}

/** The tests that turn red without the rule: the first of each file. */
export async function redWithout(rule: DeletedRule): Promise<string[]> {
  const session = await startSession(await compiledWith(sourcesWithout(rule)));
  if (session === 'died') return ['the code does not load'];
  const red: string[] = [];
  for (const file of rule.tests) {
    const outcome = await session.run({ file }, longestMs);
    if (typeof outcome === 'string') red.push(`${file} ${outcome}`);
    else if (outcome.failed[0] !== undefined) red.push(`${file}: ${outcome.failed[0].split('\n')[0] ?? ''}`);
  }
  session.end();
  return red;
}
