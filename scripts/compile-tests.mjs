/**
 * Compiles doorlist to JavaScript that Node loads by itself, once for all test files of a process. Each test file is
 * bundled with what it imports of `tests/`, so that this is evaluated anew for each.
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cacheFolder } from './cache-folder.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ['cli', 'deploy', 'functions', 'lib', 'simulator'];

/** Stands for the estate that packaging bundles into the handlers. */
const estate = 'tests/fixtures/estate-module.ts';

/** Every edit makes another folder. */
const keptMs = 30 * 60_000;

/** A long run of mutants must not lose its folder to another one. */
const keptWithMutantsMs = 6 * 60 * 60_000;

const compiled = (source) => source.replace(/\.ts$/, '.js');

/**
 * Puts other text in the place of some sources. A compiled file lies elsewhere, so what a source asks of its own place
 * is written into it.
 */
const sourcesWith = (replaced) => ({
  name: 'sources',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const other = replaced.get(relative(root, path));
      const source = other ?? (await readFile(path, 'utf8'));
      if (other === undefined && !/import\.meta\.|'doorlist:estate'/.test(source)) return undefined;
      const contents = source
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('doorlist:estate', relative(dirname(path), join(root, compiled(estate))));
      return { contents, loader: 'ts' };
    });
  },
});

/** In place of the package, which only jest's own loader can load. */
const jestGlobals = {
  name: 'jest-globals',
  setup(bundler) {
    const names = 'afterAll, afterEach, beforeAll, beforeEach, describe, expect, test';
    bundler.onResolve({ filter: /^@jest\/globals$/ }, ({ path }) => ({ path, namespace: 'jest-globals' }));
    bundler.onLoad({ filter: /.*/, namespace: 'jest-globals' }, () => ({
      contents: `export const { ${names} } = globalThis;`,
    }));
  },
};

/** Leaves what is not in `tests/` to the compiled files in `outdir`. */
const sharedCode = (outdir) => ({
  name: 'shared-code',
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\.\// }, ({ path, resolveDir }) => {
      const file = relative(root, resolve(resolveDir, path));
      const [folder] = file.split(sep);
      return folders.includes(folder) ? { path: join(outdir, file), external: true } : undefined;
    });
  },
});

const sourcesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file))
    .sort();

function folderOf(sources, replaced) {
  const hash = createHash('sha256')
    .update(root)
    .update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of sources) hash.update(file).update(replaced.get(file) ?? readFileSync(join(root, file)));
  return replaced.size > 0
    ? cacheFolder('mutants', hash, keptWithMutantsMs)
    : cacheFolder('tests', hash, keptMs);
}

/** Makes what is missing in `outdir`, and shows each file there when it is whole. */
async function compile(sources, outdir, options) {
  const missing = sources.filter((file) => !existsSync(join(outdir, compiled(file))));
  if (missing.length === 0) return;
  const building = `${outdir}-${process.pid}`;
  await build({
    entryPoints: missing,
    absWorkingDir: root,
    outbase: '.',
    outdir: building,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
    ...options,
  });
  for (const file of missing.map(compiled)) {
    mkdirSync(dirname(join(outdir, file)), { recursive: true });
    renameSync(join(building, `${file}.map`), join(outdir, `${file}.map`));
    renameSync(join(building, file), join(outdir, file));
  }
  rmSync(building, { recursive: true });
}

/**
 * @param replaced other text for some sources, by their path from the root
 * @returns the folder of what was compiled: each file has its source's path, ending in `.js`.
 */
export async function compileTests(replaced = new Map()) {
  const code = folders.flatMap(sourcesIn);
  const ofTests = sourcesIn('tests');
  const outdir = folderOf([...code, ...ofTests], replaced);
  const ownPlace = sourcesWith(replaced);
  await compile([...code, estate], outdir, { plugins: [ownPlace] });
  await compile(
    ofTests.filter((file) => file.endsWith('.test.ts')),
    outdir,
    {
      bundle: true,
      packages: 'external',
      plugins: [ownPlace, jestGlobals, sharedCode(outdir)],
    },
  );
  return outdir;
}
