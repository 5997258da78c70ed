export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^doorlist:estate$': '<rootDir>/tests/fixtures/estate-module.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: { '^.+\\.ts$': '<rootDir>/scripts/esbuild-transform.cjs' },
  reporters: ['default', '<rootDir>/scripts/summary-reporter.cjs'],
};
