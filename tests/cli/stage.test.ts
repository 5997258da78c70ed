import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { estateText, setUp, type Harness } from './harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await setUp({ deployed: false });
  harness.file('doorlist.prod.yml', estateText.replaceAll('111122223333', '444455556666'));
});
afterAll(() => harness.tearDown());

const commands = ['validate', 'plan', 'flush', 'refresh'];
const note = () =>
  `There is no ${harness.config.replace('.yml', '.prdo.yml')}, so the stage prdo uses ${harness.config}; did you mean prod?`;

test.each(commands)('%s says which file a stage without one of its own uses', async (name) => {
  const { err } = await harness.doorlist(name, '--stage', 'prdo');
  expect(err.split('\n')[0]).toBe(`note: ${note()}`);
});

test.each(commands)('%s says nothing of a stage that has one, nor of the default', async (name) => {
  for (const argv of [['--stage', 'prod'], ['--stage', 'dev'], []])
    expect((await harness.doorlist(name, ...argv)).err).not.toContain('There is no ');
});

test('a stage that shares doorlist.yml is allowed', async () => {
  const { exit, out, err } = await harness.doorlist('validate', '--stage', 'prdo');
  expect([exit, out]).toEqual([0, expect.stringContaining(`${harness.config} is fine`)]);
  expect(err).toBe(`note: ${note()}\n`);
});

test('with --json it is an event on stderr, and stdout one document', async () => {
  const { err, json } = await harness.doorlist('validate', '--stage', 'prdo', '--json');
  expect(JSON.parse(err)).toEqual({ event: 'note', note: note() });
  expect(json()).toMatchObject({ file: harness.config, stage: 'prdo' });
});
