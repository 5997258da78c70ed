import { bundlePackages } from './scripts/bundle-packages.mjs';
import { bundleTests } from './scripts/bundle-tests.mjs';

export default async () => ({
  testEnvironment: '<rootDir>/scripts/jest-environment.cjs',
  // Jest leaves a core free, which on two cores is half of the machine.
  maxWorkers: '100%',
  // Time never decides a test; a hanging one is ended all the same.
  testTimeout: 120_000,
  // ES modules of finished test files stay in a worker's memory: it is replaced before it has too little.
  workerIdleMemoryLimit: '800MB',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  // Proofs that take long are `npm run test:long`.
  testPathIgnorePatterns: ['/node_modules/', '\\.long\\.test\\.ts$'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    ...(await bundlePackages()),
  },
  transform: {
    '\\.ts$': ['<rootDir>/scripts/esbuild-transform.cjs', { bundles: await bundleTests() }],
  },
  reporters: ['default', '<rootDir>/scripts/summary-reporter.cjs'],
});
