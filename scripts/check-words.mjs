/**
 * Looks for words that the table in docs/architecture.md, "The words", replaces by the field's own, in names (divided at capitals) and in
 * prose. `node scripts/check-words.mjs` reads every tracked file of code and docs.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Words that mean nothing else here, and what is said instead. */
export const replaced = new Map(
  Object.entries({
    acquaintance: 'foreign entry',
    asker: 'requester',
    court: 'context',
    courtroom: 'harness',
    deed: 'lease event',
    doomed: 'removed at the next flush',
    errand: 'operation',
    farewell: 'removal reason',
    goodbye: 'removal reason',
    happening: 'event',
    hurried: 'interactive',
    innocent: 'control run',
    saboteur: 'mutant',
    sabotage: 'mutant',
    shelf: 'container',
    shelve: 'container',
    storm: 'load test',
    stranger: 'foreign entry',
    survey: 'measure capacity',
    wish: 'lease request',
    witness: 'model',
  }),
);

/** Where such a word stands rightly: a file's path, the word, and why. */
const exceptions = [
  ['scripts/check-words.mjs', undefined, 'It names the words.'],
  ['CHANGELOG.md', undefined, 'It says what a command was called before.'],
  ['deploy/access/lease-request.ts', 'wish', "CloudFormation's logical ids of what is deployed already."],
  ['tests/deploy/access/routes.test.ts', 'wish', 'The same logical id.'],
  ['lib/state/rows/target-row.ts', 'stranger', 'The key of foreign entries in rows that are there already.'],
  ['tests/state/rows.test.ts', 'stranger', 'The same key.'],
  ['simulator/programs/load-test.ts', 'storm', 'The name of a random stream is part of its seed.'],
];

/** The words of a line, each in lower case and in the singular: `WishesOf` has `wish` and `of`. */
export function wordsOf(line) {
  return line
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .map((word) => word.toLowerCase())
    .map((word) =>
      word
        .replace(/ves$/, 'f')
        .replace(/(sh|ch|ss)es$/, '$1')
        .replace(/([^s])s$/, '$1'),
    );
}

/** Every place of a text that has such a word. */
export function found(text, file) {
  return text
    .split('\n')
    .flatMap((line, i) =>
      [...new Set(wordsOf(line))]
        .filter((word) => replaced.has(word) && !isException(file, word))
        .map((word) => `${file}:${i + 1}: ${word}; say ${replaced.get(word)}`),
    );
}

function isException(file, word) {
  return exceptions.some(([path, only]) => path === file && (only === undefined || only === word));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.(ts|mts|mjs|cjs|js|md|yml|json)$/.test(file) || file === '.ci/run')
    .filter((file) => file !== 'package-lock.json');
  const places = files.flatMap((file) => [
    ...found(file, file),
    ...found(readFileSync(join(root, file), 'utf8'), file),
  ]);
  for (const place of places) console.error(place);
  console.log(`${files.length} files, ${places.length} words to replace`);
  process.exitCode = places.length > 0 ? 1 : 0;
}
