import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

export default defineConfig(
  { ignores: ['node_modules', '.serverless', '.esbuild', '.cache', 'coverage'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise-returning interface is often met without an await; numbers belong in sentences.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `{ left, ...rest }` is how a key is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    // One file reads the environment (lib/compose.ts); the pure core imports no SDK.
    files: ['lib/**/*.ts', 'functions/**/*.ts'],
    ignores: ['lib/compose.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only lib/compose.ts reads the environment; take the value as an argument.',
        },
        {
          object: 'AbortSignal',
          property: 'timeout',
          message: 'It escapes the virtual clock; use setTimeout with an AbortController.',
        },
      ],
    },
  },
  {
    files: [
      'lib/plan/*.ts',
      'lib/{decide,cidr}.ts',
      'lib/report/{episode,conditions}.ts',
      'lib/estate/{parse,rules/rules,schema/schema}.ts',
    ],
    rules: {
      'no-restricted-imports': ['error', { patterns: ['@aws-sdk/*', 'node:fs*', 'node:http*'] }],
      'no-restricted-globals': ['error', { name: 'Date', message: 'Decisions take `now` as an argument.' }],
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        require: 'readonly',
        module: 'writable',
        process: 'readonly',
        __dirname: 'readonly',
        __filename: 'readonly',
      },
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
