/**
 * Bundles each test file with all of doorlist that it imports into one module: jest evaluates every module anew for
 * every test file. Packages stay outside (`bundle-packages.mjs`).
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cacheFolder } from './cache-folder.mjs';

const { ownGlobals } = createRequire(import.meta.url)('./own-globals.cjs');
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ['cli', 'deploy', 'functions', 'lib', 'simulator', 'tests'];

/** A folder takes 60 MB, and every edit makes another. */
const keptMs = 30 * 60_000;

/** A bundle has one `import.meta`, so what a file asks of its own is written into it. */
const ownImportMeta = {
  name: 'own-import-meta',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.')) return undefined;
      const contents = source
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)));
      return { contents, loader: 'ts' };
    });
  },
};

const estateOfTests = {
  name: 'estate-of-tests',
  setup(bundler) {
    const path = join(root, 'tests/fixtures/estate-module.ts');
    bundler.onResolve({ filter: /^doorlist:estate$/ }, () => ({ path }));
  },
};

const sourcesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

/** Jest takes words of its command line as patterns of paths. A word that no test's path has is something else. */
function named(tests) {
  const words = process.argv.slice(2).filter((word) => tests.some((test) => test.includes(word)));
  return words.length === 0 ? tests : tests.filter((test) => words.some((word) => test.includes(word)));
}

/** @returns the folder of the bundles: a test file's bundle has its path, ending in `.js`; one that was not named has none. */
export async function bundleTests() {
  const sources = folders.flatMap(sourcesIn).sort();
  const hash = createHash('sha256')
    .update(root)
    .update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of sources) hash.update(file).update(readFileSync(join(root, file)));
  const outdir = cacheFolder('tests', hash, keptMs);
  const bundleOf = (test) => test.replace(/\.ts$/, '.js');
  const tests = sources.filter((file) => file.endsWith('.test.ts'));
  const missing = named(tests).filter((test) => !existsSync(join(outdir, bundleOf(test))));
  if (missing.length === 0) return outdir;
  const building = `${outdir}-${process.pid}`;
  await build({
    entryPoints: missing,
    absWorkingDir: root,
    outbase: '.',
    outdir: building,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
    define: ownGlobals.define,
    banner: { js: ownGlobals.banner },
    plugins: [estateOfTests, ownImportMeta],
  });
  for (const file of missing.map(bundleOf)) {
    mkdirSync(dirname(join(outdir, file)), { recursive: true });
    renameSync(join(building, `${file}.map`), join(outdir, `${file}.map`));
    renameSync(join(building, file), join(outdir, file));
  }
  rmSync(building, { recursive: true });
  return outdir;
}
