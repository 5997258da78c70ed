import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseEstate } from '../../lib/estate/parse.js';
import { fed, people, written } from '../harness/estate.js';

const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter(
  (page) => page.endsWith('.md'),
);

const examples = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/^( *)```ya?ml\n([\s\S]*?)^\1```/gm)].map(
    ([, , text = ''], i) => [`${page}, example ${i + 1}`, text] as const,
  ),
);

/** An example as a file: as it stands where it is one, else in the place that it is about. */
function asFile(text: string): string {
  const example = parse(text) as object;
  if ('lists' in example) return text;
  if (Array.isArray(example)) return written({ origin: { ...fed, targets: example } });
  const developers = { ...people, leases: {} };
  return written({ developers }, example);
}

test.each(examples)('%s can be pasted: it has no mistake', (_, text) => {
  expect(() => parseEstate(asFile(text))).not.toThrow();
});

test('there are examples of a whole file, of a part of it, and of targets', () => {
  const shapes = examples.map(([, text]) => {
    const example = parse(text) as object;
    return Array.isArray(example) ? 'targets' : 'lists' in example ? 'file' : 'part';
  });
  expect([...new Set(shapes)].sort()).toEqual(['file', 'part', 'targets']);
});
