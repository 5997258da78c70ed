const { statSync } = require('node:fs');
const { join, relative } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Long test files first, so that none of them runs alone at the end. Jest goes by the durations of the last run, and
 * without them by size. The size is that of the compiled file, since a file that calls a contract is small and takes long.
 */
module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    return sorted.toSorted((one, other) => sizeOf(other) - sizeOf(one));
  }
};

function sizeOf({ path, context: { config } }) {
  const file = relative(config.rootDir, path).replace(/\.ts$/, '.js');
  return statSync(join(config.testEnvironmentOptions.compiled, file)).size;
}
