import { compileTests } from './scripts/compile-tests.mjs';

export default async () => ({
  testEnvironment: '<rootDir>/scripts/jest-environment.cjs',
  testRunner: '<rootDir>/scripts/jest-runner.cjs',
  testSequencer: '<rootDir>/scripts/test-order.cjs',
  testEnvironmentOptions: { compiled: await compileTests() },
  // Jest leaves a core free, which on two cores is half of the machine.
  maxWorkers: '100%',
  // Time never decides a test; a hanging one is ended all the same.
  testTimeout: 120_000,
  // What test files leave in a worker's memory stays there: it is replaced before it has too little.
  workerIdleMemoryLimit: '800MB',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  // Proofs that take long are `npm run test:long`.
  testPathIgnorePatterns: ['/node_modules/', '\\.long\\.test\\.ts$'],
  transform: {},
  reporters: ['default', '<rootDir>/scripts/summary-reporter.cjs'],
});
