const { AsyncLocalStorage } = require('node:async_hooks');
const { ModuleMocker } = require('jest-mock');

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

/** What jest or a test file replaces of the globals, the latter with a virtual clock. */
const replaced = ['console', 'Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'];

/** The process and its own globals. What a test file leaves changed of them is put back. */
module.exports = class {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  #globals = Object.fromEntries(replaced.map((name) => [name, globalThis[name]]));
  #exit = process.exit;
  #env = { ...process.env };

  async setup() {}

  async teardown() {
    Object.assign(globalThis, this.#globals);
    process.exit = this.#exit;
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name];
    Object.assign(process.env, this.#env);
  }

  /** Jest asks for one; `jest-runner.cjs` runs nothing in it. */
  getVmContext() {
    return null;
  }

  handleTestEvent({ name }) {
    if (name === 'test_start' || name === 'hook_start' || name === 'test_fn_start') storageOfJest?.disable();
  }
};
