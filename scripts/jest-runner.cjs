const { join, relative } = require('node:path');
const { pathToFileURL } = require('node:url');
const { default: circus } = require('jest-circus/runner');

/** Globals in which jest-circus keeps a file's tests. */
const stateOfCircus = new Set(['JEST_STATE_SYMBOL', 'EVENT_HANDLERS']);

/** How often each file was run in this process. */
const runs = new Map();

/**
 * jest-circus, but Node loads the tests and what they import. Jest's own loader evaluates every module anew for every
 * test file, in a context of node:vm, where nothing that V8 has compiled and optimized for one file serves the next:
 * that took a third of a run.
 */
module.exports = (globalConfig, config, environment, runtime, testPath, sendMessageToJest) => {
  const { compiled } = config.testEnvironmentOptions;
  const loadedByNode = {
    /** Of jest-circus itself, whose state is one file's. */
    requireInternalModule(path) {
      for (const symbol of Object.getOwnPropertySymbols(globalThis))
        if (stateOfCircus.has(symbol.description)) delete globalThis[symbol];
      delete require.cache[path];
      return require(path);
    },
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule(path) {
      const file = relative(config.rootDir, path).replace(/\.ts$/, '.js');
      const before = runs.get(file) ?? 0;
      runs.set(file, before + 1);
      const url = pathToFileURL(join(compiled, file));
      // Node evaluates a module once, by its name.
      if (before > 0) url.searchParams.set('run', before);
      return import(url.href);
    },
  };
  const loader = new Proxy(runtime, {
    get(target, name) {
      if (name in loadedByNode) return loadedByNode[name];
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return circus(globalConfig, config, environment, loader, testPath, sendMessageToJest);
};
