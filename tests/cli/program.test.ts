import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { defineCommands } from '../../cli/options.js';
import { doorlist } from '../../cli/program.js';
import { call, offline } from '../harness/command-line.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

test("--version is the package's", async () => {
  expect(await call(offline, '--version')).toMatchObject({ exit: 0, out: `${version}\n`, err: '' });
  expect((await call(offline, '--version', '--json')).json()).toEqual({ version });
});

const commands = new Command();
defineCommands(commands, () => undefined);
const names = commands.commands.map((command) => command.name());

test.each(['', ...names.map((name) => `${name} `)])('%s--help has examples', async (command) => {
  const argv = `${command}--help`.split(' ');
  const { exit, out } = await call(offline, ...argv);
  expect(exit).toBe(0);
  expect(out).toContain('Examples:\n  $ doorlist ');
  expect(out).toContain('--stage <name>');
  expect((await call(offline, ...argv, '--json')).json()).toMatchObject({ help: out });
});

test.each(names)('docs/cli.md has %s', (name) => {
  expect(readFileSync('docs/cli.md', 'utf8')).toMatch(new RegExp(`^(npx )?doorlist ${name}\\b`, 'm'));
});

test('no command is a usage error that shows the help', async () => {
  const { exit, out, err } = await call(offline);
  expect([exit, out]).toEqual([2, '']);
  expect(err).toContain('Usage: doorlist [options] [command]');
  expect((await call(offline, '--json')).json()).toEqual({
    error: { code: 'usage', message: 'No command was given; doorlist --help tells them.' },
  });
});

test('a file that is not there is a usage error', async () => {
  const { exit, err } = await call(offline, 'plan', '--config', 'no/such.yml');
  expect(exit).toBe(2);
  expect(err).toContain('no/such.yml: cannot be read: there is no such file');
});

test('a bug says so in one sentence, and its stack only where it is asked for', async () => {
  const now = () => {
    throw new TypeError('x is not a function');
  };
  const broken = await call({ ...offline, now }, 'validate');
  expect(broken).toMatchObject({ exit: 1, out: '' });
  expect(broken.err).toMatch(/^error: This should not have happened: TypeError: x is not a function\. .*\n$/);
  const debugged = await call({ ...offline, now, env: { DOORLIST_DEBUG: '1' } }, 'validate');
  expect(debugged.err).toContain('program.test.ts');
});

test.each([
  ['a terminal', true, {}, [], true],
  ['a pipe', undefined, {}, [], false],
  ['NO_COLOR', true, { NO_COLOR: '1' }, [], false],
  ['an empty NO_COLOR', true, { NO_COLOR: '' }, [], true],
  ['--no-color', true, {}, ['--no-color'], false],
])('with %s, colours: %s %p %p %p', async (_, isTTY, env, argv, coloured) => {
  let text = '';
  const output = { write: (more: string) => (text += more), ...(isTTY && { isTTY }) };
  await doorlist(['validate', ...argv], { ...offline, env, stdout: output, stderr: output });
  expect(text).toContain('is fine');
  expect(text.includes('\u001b[')).toBe(coloured);
});
