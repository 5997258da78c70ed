import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/*
 * The recipe "Add a kind of target" of CONTRIBUTING.md, followed in a copy of the code by a kind that there is not. Where
 * the diff does not apply any more, or needs another file: apply what applies to a copy of the repository, go by the
 * recipe for the rest, mend the recipe where it lacks something, and store what `git diff -U1` says.
 */
const root = resolve(import.meta.dirname, '../..');
const diff = join(root, 'tests/fixtures/made-up-kind.diff');
const union = 'lib/estate/estate.ts';
const changed = [...readFileSync(diff, 'utf8').matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, path = '']) => path);

const folders = ['bench', 'cli', 'deploy', 'functions', 'lib', 'scripts', 'simulator', 'tests'];
const files = ['package.json', 'tsconfig.json', 'jest.config.mjs', 'package-lock.json', 'doorlist.yml'];
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'doorlist-made-up-kind-'));
  for (const name of [...folders, ...files]) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const apply = (...only: string[]) =>
  execFileSync('git', ['apply', '--unidiff-zero', ...only, diff], { cwd: copy });

/** By this Node, as from a terminal. */
function run(...args: string[]): { status: number | null; said: string } {
  const { JEST_WORKER_ID: _, ...env } = process.env;
  const options = { cwd: copy, env, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  return { status, said: stdout + stderr };
}

const typeCheck = () =>
  run('node_modules/typescript/bin/tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', 'types.json');

/** What the recipe names: a file, of which NAME is the kind's, or of the simulated SERVICE any file. */
function named(): RegExp[] {
  const [, recipe = ''] =
    /^### Add a kind of target\n([\s\S]*?)^### /m.exec(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')) ??
    [];
  let folder = '';
  return [...recipe.matchAll(/`([\w./-]+(?:\.ts|\/))`/g)].map(([, path = '']) => {
    const isWhole = /^(lib|deploy|cli|functions|simulator|tests|docs)\//.test(path);
    if (isWhole) folder = path.endsWith('/') ? path : '';
    const pattern = (isWhole ? path : folder + path)
      .replaceAll('.', '\\.')
      .replace('NAME', 'address-list')
      .replace('SERVICE/', '\\w+/[\\w-]+\\.ts');
    return new RegExp(`^${pattern}$`);
  });
}

test('changes the files that the recipe names, and no others', () => {
  const recipe = named();
  expect(changed).toContain(union);
  expect(changed.filter((path) => !recipe.some((each) => each.test(path)))).toEqual([]);
});

test('the type check names the places that have to know a new member of the union', () => {
  apply(`--include=${union}`);
  const { said } = typeCheck();
  const places = new Set([...said.matchAll(/^([\w./-]+)\(\d+,\d+\): error/gm)].map(([, path = '']) => path));
  expect([...places]).toEqual(
    expect.arrayContaining([
      'deploy/grants.ts',
      'lib/compose.ts',
      'lib/targets/kinds.ts',
      'simulator/programs/demo/actions.ts',
      'simulator/programs/demo/day/contents.ts',
      'simulator/programs/demo/day/planted.ts',
      'simulator/programs/demo/day/visits.ts',
      'simulator/programs/demo/written.ts',
      'simulator/world/spec-of-estate.ts',
    ]),
  );
});

test('has no error of types, and keeps the contract of all targets', () => {
  cpSync(join(root, union), join(copy, union));
  apply();
  expect(typeCheck()).toEqual({ status: 0, said: '' });
  const jest = ['--no-warnings', 'node_modules/jest/bin/jest.js'];
  const { status, said } = run(...jest, '--runInBand', 'tests/targets/address-list.test.ts');
  expect(said).toMatch(/^Tests: +(\d+) passed, \1 total$/m);
  expect(status).toBe(0);
});
