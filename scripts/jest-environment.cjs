const { AsyncLocalStorage } = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest remembers the running test in an AsyncLocalStorage, one for each test file, and never disables it. On Node before
 * 24 each of them costs time at every promise of the process, in later files too: a quarter of a whole run. It serves
 * `test.concurrent` only, and the attribution of errors that nobody caught, which are told of the file instead.
 */
let storageOfJest;
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (store, ...rest) {
  if (typeof store === 'object' && store !== null && 'test' in store) storageOfJest = this;
  return run.call(this, store, ...rest);
};

module.exports = class extends TestEnvironment {
  handleTestEvent({ name }) {
    if (name === 'test_start' || name === 'hook_start' || name === 'test_fn_start') storageOfJest?.disable();
  }
};
