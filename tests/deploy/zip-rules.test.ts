import { expect, test } from '@jest/globals';
import { zipFindings } from '../../deploy/zip-rules.js';

const files = (contents: Record<string, string>) =>
  new Map(Object.entries(contents).map(([name, text]) => [name, new TextEncoder().encode(text)]));

test.each([
  ['the handler alone', { 'functions/flush.cjs': 'require("node:fs");require("stream/web")' }, []],
  ['nothing', {}, ['flush.zip holds nothing; it should hold functions/flush.cjs only.']],
  [
    'a stale file, which Lambda might prefer',
    { 'functions/flush.cjs': '', 'functions/flush.mjs': '' },
    ['flush.zip holds functions/flush.cjs, functions/flush.mjs; it should hold functions/flush.cjs only.'],
  ],
  [
    'a handler that leaves the SDK to Lambda',
    { 'functions/flush.cjs': 'require("@aws-sdk/client-sns");import("yaml")' },
    [
      'functions/flush.cjs requires @aws-sdk/client-sns, which is not in the zip.',
      'functions/flush.cjs requires yaml, which is not in the zip.',
    ],
  ],
  [
    'a handler that is too large',
    { 'functions/flush.cjs': 'x'.repeat(600_001) },
    ['functions/flush.cjs has 600001 bytes; 600000 is the most.'],
  ],
])('a zip with %s', (_, contents, findings) => {
  expect(zipFindings('flush', files(contents))).toEqual(findings);
});
