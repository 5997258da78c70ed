const { transformSync, version } = require('esbuild');
const { createHash } = require('node:crypto');
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join, relative, resolve } = require('node:path');
const { ownGlobals } = require('./own-globals.cjs');

/** The test file's bundle, where `bundle-tests.mjs` has made one. */
function bundleOf(file, { config, transformerConfig }) {
  const path = join(transformerConfig.bundles, relative(config.rootDir, file).replace(/\.ts$/, '.js'));
  return existsSync(path) ? path : undefined;
}

/** Jest keeps the map elsewhere, so its sources are named from the root. */
function mapOf(bundle) {
  const map = JSON.parse(readFileSync(`${bundle}.map`, 'utf8'));
  return { ...map, sources: map.sources.map((source) => resolve(dirname(bundle), source)) };
}

/** A jest transform: TypeScript to ESM by esbuild, cached by content. */
module.exports = {
  getCacheKey(source, file, options) {
    const { configString, supportsStaticESM } = options;
    return createHash('sha1')
      .update(version + file + source + configString + String(supportsStaticESM) + ownGlobals.banner)
      .update(bundleOf(file, options) ?? '')
      .digest('hex');
  },
  process(source, file, options) {
    const bundle = options.supportsStaticESM && bundleOf(file, options);
    if (bundle) return { code: readFileSync(bundle, 'utf8'), map: mapOf(bundle) };
    return transformSync(source, {
      ...ownGlobals,
      loader: 'ts',
      sourcefile: file,
      sourcemap: 'inline',
      target: 'node20',
      format: options.supportsStaticESM ? 'esm' : 'cjs',
    });
  },
};
