import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

/** Files that decide and do nothing else. */
const pure = [
  'lib/plan/**/*.ts',
  'lib/leases/lease.ts',
  'lib/{cidr,decide}.ts',
  'lib/commit/{claim,plan-input}.ts',
  'lib/report/{conditions,episode,words}.ts',
  'lib/report/words/*.ts',
  'lib/sources/*.ts',
  'lib/sources/feed/{selection,ip-ranges}.ts',
  'lib/targets/{kinds,mark}.ts',
  'lib/text/*.ts',
  'lib/triggers/triggers.ts',
  'lib/estate/{parse,estate,access,target-refs}.ts',
  'lib/estate/{rules,schema,values,hints,mistakes}/*.ts',
];

const pureMessage =
  'A file that decides takes what it needs as values: no SDK, table, file, network or chance.';

/** What reaches outside, by the end of its path. */
const outside =
  '^(@aws-sdk/|@smithy/|@middy/|@aws-lambda-powertools/)|^node:(?!util$|net$|crypto$)|/(compose|deps|handler)\\.js$|/state/(table|dynamo-state|lock)\\.js$';

const clocksAndDice = [
  [
    "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    'Decisions take `now` as an argument.',
  ],
  ["NewExpression[callee.name='Date'][arguments.length=0]", 'Decisions take `now` as an argument.'],
  ["CallExpression[callee.name='Date']", 'Decisions take `now` as an argument.'],
  ["MemberExpression[object.name='performance']", 'Decisions take `now` as an argument.'],
  ["MemberExpression[object.name='Math'][property.name='random']", 'Decisions take chance as an argument.'],
  ['Identifier[name=/^(randomUUID|randomBytes|randomInt)$/]', 'Decisions take chance as an argument.'],
].map(([selector, message]) => ({ selector, message }));

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
    // One file reads the environment: lib/compose.ts.
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
    // Decisions: the same values give the same answer, whenever and wherever.
    files: pure,
    rules: {
      'no-restricted-syntax': ['error', ...clocksAndDice],
      'no-restricted-imports': ['error', { patterns: [{ regex: outside, message: pureMessage }] }],
    },
  },
  {
    // The planner and the leases know networks, the estate and one another.
    files: ['lib/plan/**/*.ts', 'lib/leases/lease.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                '^(?!\\./|\\.\\./(cidr|aws-limits|estate/estate|text/[\\w-]+|plan/[\\w-]+)\\.js$|node:(util|crypto)$)',
              message: 'A pure folder imports lib/cidr.ts, types of the estate and its own files only.',
            },
            {
              regex: '^node:crypto$',
              importNames: ['randomUUID', 'randomBytes', 'randomInt'],
              message: pureMessage,
            },
          ],
        },
      ],
    },
  },
  {
    // What watches doorlist must not believe it.
    files: ['simulator/checker/**/*.ts', 'simulator/aws/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '(^|/)(lib|functions|cli)/',
              message:
                "The checker and the simulated AWS share no code with doorlist's own, or they would share its mistakes.",
            },
          ],
        },
      ],
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
