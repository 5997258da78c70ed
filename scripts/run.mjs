/**
 * Runs one TypeScript entry with this Node: `node scripts/run.mjs ENTRY [ARG ...]`.
 * Node 20 does not read TypeScript, so the entry is bundled (node_modules stay outside) into .cache first. What it
 * imports dynamically goes into files of its own, so that it costs nothing until it is needed.
 */
import { build } from 'esbuild';
import { mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The handlers' bundled estate is packaging's business; whoever runs them here hands them one. */
const noEstate = {
  name: 'no-estate',
  setup(bundler) {
    bundler.onResolve({ filter: /^doorlist:estate$/ }, ({ path }) => ({ path, namespace: 'no-estate' }));
    bundler.onLoad({ filter: /.*/, namespace: 'no-estate' }, () => ({
      contents: 'export const estate = undefined, edition = undefined;',
    }));
  },
};

/** Bundles `entry` (a path below the project's root) and imports it; the module is what it answers with. */
export async function run(entry) {
  const outdir = join(root, '.cache', `${entry.replace(/\W+/g, '-')}-${process.pid}`);
  mkdirSync(outdir, { recursive: true });
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  // A signal that nobody handles ends the process without its exit event; whoever handles one decides.
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(code);
    });
  await build({
    entryPoints: [join(root, entry)],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'error',
    plugins: [noEstate],
  });
  return import(pathToFileURL(join(outdir, basename(entry).replace(/\.ts$/, '.mjs'))).href);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [entry, ...args] = process.argv.slice(2);
  process.argv = [process.argv[0], entry, ...args];
  await run(entry);
}
