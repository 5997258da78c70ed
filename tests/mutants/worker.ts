import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readConfig } from 'jest-config';
import jestRunner from 'jest-runner';
import jestRuntime from 'jest-runtime';
import { projectRoot } from '../../simulator/world/project-root.js';
import type { Answer, Coverage, Ready, RunFile } from './protocol.js';

/** A process that runs test files against the compiled code in a folder, one after the other, as it is asked to. */
const [compiled = '', preload, active] = process.argv.slice(2);
const root = projectRoot();

/** Instrumented code reads its switches here, and holds the objects that it saw first. */
const switches = {
  activeMutant: active,
  currentTestId: undefined as string | undefined,
  hitCount: undefined as number | undefined,
  hitLimit: undefined as number | undefined,
  mutantCoverage: { static: {} as Coverage, perTest: {} as Record<string, Coverage> },
};
/** `environment.cjs` reads it. */
const asked = { file: '', only: undefined as ReadonlySet<string> | undefined };
Object.assign(globalThis, { __stryker__: switches, mutantRun: asked });

const config = {
  rootDir: root,
  roots: ['<rootDir>/tests'],
  testEnvironment: '<rootDir>/tests/mutants/environment.cjs',
  testRunner: '<rootDir>/scripts/jest-runner.cjs',
  testEnvironmentOptions: { compiled },
  testTimeout: 120_000,
  transform: {},
};
const { globalConfig, projectConfig } = await readConfig(
  { $0: '', _: [], runInBand: true, config: JSON.stringify(config) },
  root,
);
// Their types are of the CommonJS modules, whose default export is one level deeper.
const TestRunner = jestRunner as unknown as typeof jestRunner.default;
const Runtime = jestRuntime as unknown as typeof jestRuntime.default;
const context = await Runtime.createContext(projectConfig, {
  maxWorkers: 1,
  watch: false,
  watchman: false,
});

// What is evaluated while the code loads belongs to no test.
if (preload === 'preload') {
  const lib = join(compiled, 'lib');
  for (const file of readdirSync(lib, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.js')) await import(pathToFileURL(join(lib, file)).href);
}

process.on('message', (message: RunFile) => {
  void run(message).then((answer) => process.send?.(answer));
});
// A test file stands in the way of process.exit.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.send?.({ atLoad: { ...switches.mutantCoverage.static } } satisfies Ready);

async function run({ file, only, mutant, hitLimit }: RunFile): Promise<Answer> {
  const { perTest } = switches.mutantCoverage;
  for (const name of Object.keys(perTest)) Reflect.deleteProperty(perTest, name);
  Object.assign(asked, { file, only: only && new Set(only) });
  Object.assign(switches, {
    currentTestId: file,
    activeMutant: mutant ?? active,
    hitCount: hitLimit && 0,
    hitLimit,
  });
  const answer: Answer = { failed: [], passed: [], coverage: perTest };
  const runner = new TestRunner(globalConfig, {});
  runner.on('test-file-success', ([, result]) => {
    if (result.testExecError) answer.failed.push(result.testExecError.message);
    for (const { ancestorTitles, title, status, duration, failureMessages } of result.testResults) {
      const name = [...ancestorTitles, title].join(' ');
      if (status === 'failed') answer.failed.push([name, ...failureMessages].join('\n'));
      if (status === 'passed') answer.passed.push({ name, ms: duration ?? 0 });
    }
  });
  runner.on('test-file-failure', ([, error]) => {
    answer.failed.push(error.message);
  });
  const watcher = { isInterrupted: () => false, isWatchMode: () => false };
  await runner.runTests([{ context, path: join(root, file) }], watcher as never, { serial: true });
  switches.activeMutant = active;
  return answer;
}
