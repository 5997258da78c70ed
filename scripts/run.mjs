/**
 * Runs one TypeScript entry with this Node: `node scripts/run.mjs ENTRY [ARG ...]`.
 * Node 20 does not read TypeScript, so the entry is bundled (node_modules stay outside) into .cache first.
 */
import { build } from 'esbuild';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The handlers' bundled estate is packaging's business; whoever runs them here hands them one. */
const noEstate = {
  name: 'no-estate',
  setup(bundler) {
    bundler.onResolve({ filter: /^doorlist:estate$/ }, ({ path }) => ({ path, namespace: 'no-estate' }));
    bundler.onLoad({ filter: /.*/, namespace: 'no-estate' }, () => ({
      contents: 'export default undefined;',
    }));
  },
};

/** Bundles `entry` (a path below the project's root) and imports it. */
export async function run(entry) {
  const outfile = join(root, '.cache', `${entry.replace(/\W+/g, '-')}-${process.pid}.mjs`);
  mkdirSync(dirname(outfile), { recursive: true });
  process.once('exit', () => rmSync(outfile, { force: true }));
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'error',
    plugins: [noEstate],
  });
  await import(pathToFileURL(outfile).href);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [entry, ...args] = process.argv.slice(2);
  process.argv = [process.argv[0], entry, ...args];
  await run(entry);
}
