import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sampleFeed } from '../../../simulator/world/feed/sample.js';
import { CannotStart } from '../../../simulator/programs/demo/cannot-start.js';
import { givenEstate } from '../../../simulator/programs/demo/given-estate.js';
import { givenFeed } from '../../../simulator/programs/demo/given-feed.js';
import { readOptions } from '../../../simulator/programs/demo/options.js';
import { refusedPins } from '../../../simulator/programs/demo/refused-pins.js';
import type { Document } from '../../../simulator/programs/demo/document.js';
import { arn, written } from '../../harness/estate.js';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'doorlist-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function start(...args: string[]): Promise<Ended> {
  const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/run.mjs', 'simulator/programs/demo.ts', ...args],
      options,
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

async function refusal(work: () => unknown): Promise<[number, string]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CannotStart) return [error.exitCode, error.message];
    throw error;
  }
  throw new Error('not refused');
}

describe('what cannot be started', () => {
  const old = {
    syncToken: '1458824536',
    createDate: '2016-03-24-13-02-16',
    prefixes: [{ ip_prefix: '50.19.0.0/16', region: 'us-east-1', service: 'AMAZON' }],
  };

  test.each([
    ['an unknown option', ['--fed', 'x'], /unknown option '--fed' \(Did you mean --feed\?\)/],
    ['a word too many', ['x'], /too many arguments/],
    ['an option without its value', ['--feed'], /argument missing/],
  ])('%s', async (_, args, sentence) => {
    expect(await refusal(() => readOptions(args))).toEqual([2, expect.stringMatching(sentence)]);
  });

  test.each([
    ['a missing file', () => join(folder, 'nope.json'), 2, /there is no such file/],
    ['a folder', () => folder, 2, /is a folder/],
    ['a file of the old shape', () => file('old.json', JSON.stringify(old)), 2, /has not the shape/],
    ['the same, compressed', () => file('old.gz', gzipSync(JSON.stringify(old))), 2, /has not the shape/],
    ['a broken archive', () => file('cut.gz', gzipSync('{}').subarray(0, 12)), 2, /cannot be unpacked/],
    ['an empty file', () => file('empty.json', ''), 2, /0 bytes/],
    ['plain http', () => 'http://ip-ranges.amazonaws.com/ip-ranges.json', 2, /not an https address/],
    ['another scheme', () => 's3://bucket/key', 2, /not an https address/],
    ['nobody there', () => 'https://127.0.0.1:9/ip-ranges.json', 1, /could not be reached/],
  ])('a feed: %s', async (_, named, code, sentence) => {
    const [exitCode, message] = await refusal(() => givenFeed(named()));
    expect([exitCode, message]).toEqual([code, expect.stringMatching(sentence)]);
    expect(message).not.toContain('\n');
  });

  test.each([
    ['a missing file', () => join(folder, 'nope.yml'), /there is no such file/],
    ['mistakes', () => file('bad.yml', 'lists: {}'), /2 mistakes/],
    [
      'another partition',
      () =>
        file(
          'cn.yml',
          written({
            a: {
              flush: {},
              targets: [
                { arn: arn('people').replace('arn:aws:', 'arn:aws-cn:').replace('eu-west-2', 'cn-north-1') },
              ],
            },
          }),
        ),
      /partition/,
    ],
  ])('an estate: %s', async (_, name, sentence) => {
    expect(await refusal(() => givenEstate(name(), 0))).toEqual([2, expect.stringMatching(sentence)]);
  });

  test('a sentence on stderr, nothing on stdout, exit 2', async () => {
    expect(
      await start('--estate', 'nope.yml', '--feed', file('sample.json', sampleFeed()), '--json'),
    ).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^nope.yml.*\n.*there is no such file.*\n$/) as string,
    });
  });
});

test('with --json there is one document on stdout, nothing on stderr, exit 0', async () => {
  const { code, stdout, stderr } = await start(
    '--json',
    '--feed',
    file('sample.json.gz', gzipSync(sampleFeed())),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(Object.keys(JSON.parse(stdout) as Document)).toEqual([
    'runs',
    'lists',
    'calls',
    'mails',
    'violations',
  ]);
});

describe('the pins that are refused', () => {
  test.each([
    ['beside others', { pins: ['81.2.69.0/24'], flush: {} }],
    ['where there are none', { flush: {} }],
  ])('%s', (_, list) => {
    const estate = file('pins.yml', written({ people: { ...list, targets: [{ arn: arn('people') }] } }));
    const messages = refusedPins(estate, 'people')?.mistakes.mistakes.map(({ message }) => message) ?? [];
    expect(messages[0]).toMatch(/host bits/);
    expect(messages.slice(1).join()).toMatch(/wide: true, private: true/);
  });

  test('in a list whose pins stand elsewhere in the file', () => {
    const estate = file(
      'alias.yml',
      `alerts: { email: [a@example.com] }\nlists:\n  a: { flush: {}, pins: &office [81.2.69.0/24], targets: [{ arn: '${arn('people')}' }] }\n  b: { flush: {}, pins: *office, targets: [{ arn: '${arn('others')}' }] }\n`,
    );
    expect(refusedPins(estate, 'b')?.mistakes.mistakes.length).toBeGreaterThan(1);
  });
});
