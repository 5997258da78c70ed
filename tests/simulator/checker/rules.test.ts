import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutants } from '../../../simulator/mutants/mutants.js';
import { projectRoot } from '../../../simulator/world/project-root.js';

/** What docs/rules.md says below each of its numbered headings. */
const sections = readFileSync(join(projectRoot(), 'docs/rules.md'), 'utf8').split(/^## /m).slice(1);

test('docs/rules.md has the eight rules, in order', () => {
  expect(sections.map((section) => section.split('.')[0])).toEqual('12345678'.split(''));
});

test.each(Object.entries(mutants))(
  'docs/rules.md has the mutant %s under its rule only',
  (name, { rule }) => {
    const named = sections.filter((section) => section.includes(`\`${name}\``));
    expect(named.map((section) => Number(section.split('.')[0]))).toEqual([rule]);
  },
);

test.each(sections.flatMap((section) => section.match(/(?<=\]\(\.\.\/)[^)]+/g) ?? []))(
  '%s is there',
  (path) => {
    expect(existsSync(join(projectRoot(), path))).toBe(true);
  },
);
