import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../simulator/world/project-root.js';
import { sourcesWithout } from './deleted.js';
import { deletedRules } from './rules.js';

const page = readFileSync(join(projectRoot(), 'docs/verification.md'), 'utf8');

test.each(deletedRules)('without “$rule”, $without: what is deleted is there, once', (rule) => {
  expect(() => sourcesWithout(rule)).not.toThrow();
  expect(rule.tests.filter((file) => !existsSync(join(projectRoot(), file)))).toEqual([]);
});

test('docs/verification.md has each deleted rule, with the tests that notice', () => {
  const rows = deletedRules.map(({ rule, without, tests }) => {
    const links = tests.map((file) => `[\`${file.replace('tests/', '')}\`](../${file})`);
    return `| ${rule} | ${without} | ${links.join(', ')} |`;
  });
  const found = page.split('\n').map((line) => line.replace(/ +\|/g, ' |'));
  expect(rows.filter((row) => !found.includes(row))).toEqual([]);
});
