const Environment = require('../../scripts/jest-environment.cjs');

/**
 * Tells the instrumented code which test is running, leaves out the tests that are not asked for, and all after one
 * that has failed. `globalThis.mutantRun` says what is asked for.
 */
module.exports = class extends Environment {
  #failed = false;

  handleTestEvent(event) {
    super.handleTestEvent(event);
    const { file, only } = globalThis.mutantRun;
    const mutants = globalThis.__stryker__;
    if (event.name === 'test_start') {
      const name = nameOf(event.test);
      if (this.#failed || (only && !only.has(name))) event.test.mode = 'skip';
      mutants.currentTestId = `${file}\0${name}`;
    }
    if (event.name === 'test_done') {
      mutants.currentTestId = file;
      if (event.test.errors.length > 0) this.#failed = true;
    }
  }
};

function nameOf(test) {
  const names = [];
  for (let each = test; each.parent; each = each.parent) names.unshift(each.name);
  return names.join(' ');
}
