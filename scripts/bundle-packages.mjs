/**
 * Bundles the packages that code and tests import, only as much of each as they import, so that a test file loads some
 * files instead of a thousand: jest evaluates every module anew for every test file.
 * All packages are built at once, with what they share in chunks of its own, so that a class has one identity.
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache-folder.mjs';

const require = createRequire(import.meta.url);
const { schemaShake } = require('../deploy/schema-shake.cjs');
const { ownGlobals } = require('./own-globals.cjs');
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ['cli', 'deploy', 'functions', 'lib', 'simulator', 'tests'];

/** Jest's own, and tools that find files of theirs beside their code. */
const leftOut = new Set(['@jest/globals', '@aws/cloudformation-validate', 'esbuild', 'typescript']);
const statement = /^(?:import|export) (?!type\b)([^;'"]*?) from '([^.'][^']*)';/gm;

const isPackage = (name) =>
  !name.startsWith('node:') &&
  !name.startsWith('doorlist:') &&
  !builtinModules.includes(name) &&
  !leftOut.has(name);

/** Of each package, what a clause of an import takes: `default`, `*` or names. */
function namesOf(clause) {
  const [, names = ''] = /\{([^}]*)\}/.exec(clause) ?? [];
  const rest = clause.replace(/\{[^}]*\}/, '').trim();
  return [
    ...names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name && !name.startsWith('type '))
      .map((name) => name.split(' as ')[0]),
    ...(rest.includes('*') ? ['*'] : []),
    ...(/^[\w$]/.test(rest) ? ['default'] : []),
  ];
}

function imported() {
  const packages = new Map();
  for (const folder of folders)
    for (const file of readdirSync(join(root, folder), { recursive: true }))
      if (file.endsWith('.ts'))
        for (const [, clause, name] of readFileSync(join(root, folder, file), 'utf8').matchAll(statement))
          if (isPackage(name))
            packages.set(name, new Set([...(packages.get(name) ?? []), ...namesOf(clause)]));
  return [...packages]
    .map(([name, names]) => ({ name, names: [...names].sort() }))
    .filter(({ names }) => names.length > 0)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

const entryOf = ({ name, names }) =>
  names
    .map((one) => (one === '*' ? `export * from '${name}';` : `export { ${one} } from '${name}';`))
    .join('\n');

const fileOf = (name) => name.replace(/\W+/g, '-').replace(/^-/, '');

async function write(packages, outdir) {
  const building = `${outdir}-${process.pid}`;
  const entries = new Map(packages.map((one) => [fileOf(one.name), entryOf(one)]));
  await build({
    entryPoints: [...entries.keys()].map((name) => ({ in: `package:${name}`, out: name })),
    outdir: building,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'error',
    define: ownGlobals.define,
    banner: {
      js: `import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url); ${ownGlobals.banner}`,
    },
    plugins: [
      schemaShake,
      {
        name: 'packages',
        setup(bundler) {
          bundler.onResolve({ filter: /^package:/ }, ({ path }) => ({ path, namespace: 'packages' }));
          bundler.onLoad({ filter: /.*/, namespace: 'packages' }, ({ path }) => ({
            contents: entries.get(path.slice('package:'.length)),
            resolveDir: root,
          }));
        },
      },
    ],
  });
  try {
    renameSync(building, outdir);
  } catch (error) {
    // Another run was faster with the same content.
    rmSync(building, { recursive: true, force: true });
    if (readdirSync(outdir).length === 0) throw error;
  }
}

/** Jest's `moduleNameMapper` for the packages; they are built where this content was not built before. */
export async function bundlePackages() {
  const packages = imported();
  const hash = createHash('sha256').update(JSON.stringify(packages));
  for (const file of [
    'package-lock.json',
    'scripts/bundle-packages.mjs',
    'scripts/own-globals.cjs',
    'deploy/schema-shake.cjs',
  ])
    hash.update(readFileSync(join(root, file)));
  const outdir = cacheFolder('packages', hash, 86_400_000);
  const fileIn = (name) => join(outdir, `${fileOf(name)}.mjs`);
  if (!packages.every(({ name }) => existsSync(fileIn(name)))) await write(packages, outdir);
  return Object.fromEntries(
    packages.map(({ name }) => [`^${name.replace(/[.]/g, '\\.')}$`, join(outdir, `${fileOf(name)}.mjs`)]),
  );
}
