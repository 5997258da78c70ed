const { transformSync, version } = require('esbuild');
const { createHash } = require('node:crypto');
const { ownGlobals } = require('./own-globals.cjs');

/** A jest transform: TypeScript to ESM by esbuild, cached by content. */
module.exports = {
  getCacheKey: (source, file, options) =>
    createHash('sha1')
      .update(version + file + source + options.configString + String(options.supportsStaticESM))
      .update(ownGlobals.banner)
      .digest('hex'),
  process: (source, file, options) =>
    transformSync(source, {
      ...ownGlobals,
      loader: 'ts',
      sourcefile: file,
      sourcemap: 'inline',
      target: 'node20',
      format: options.supportsStaticESM ? 'esm' : 'cjs',
    }),
};
