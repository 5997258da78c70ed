const { buildSync } = require('esbuild');
const Module = require('node:module');
const { join } = require('node:path');

/** Requires a TypeScript file: the framework and esbuild load CommonJS only. Built in memory, once. */
exports.load = (file) => (built[file] ??= build(join(__dirname, file)));

const built = {};

function build(file) {
  const { outputFiles } = buildSync({
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  const compiled = new Module(file, module);
  compiled.paths = module.paths;
  compiled._compile(outputFiles[0].text, file);
  return compiled.exports;
}
