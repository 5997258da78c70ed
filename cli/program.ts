import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureResult } from './failure-result.js';
import { paintFor } from './paint.js';
import { exits } from './exits.js';
import type { Result } from './result.js';
import { defineCommands, defineOptions } from './options.js';
import type { Work } from './work.js';
import type { Context, GlobalOptions, Surroundings } from './surroundings.js';
import type { Output } from './output.js';

/** The command line: prints what a command answers with, as text or as one JSON document, and gives the exit code. */
export async function doorlist(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  const said = split(argv);
  const json = said.own.includes('--json');
  const paintOf = (output: Output) =>
    paintFor(output, surroundings.env['NO_COLOR'], !said.own.includes('--no-color'));
  const tell: Context['tell'] = (event, text) => {
    if (json) stderr.write(`${JSON.stringify(event)}\n`);
    else if (text) stderr.write(`${text(paintOf(stderr))}\n`);
  };
  const result = await answer(said, json, tell, surroundings);
  if (result.told) return result.exit;
  if (json) {
    stdout.write(`${JSON.stringify(result.json, null, 2)}\n`);
    return result.exit;
  }
  for (const [output, lines] of [
    [stdout, result.out],
    [stderr, result.err],
  ] as const) {
    const text = lines?.(paintOf(output)) ?? [];
    if (text.length > 0) output.write(`${text.join('\n')}\n`);
  }
  return result.exit;
}

interface Said {
  own: readonly string[];
  /** After `--` of `run`: another program's arguments, which are never read as ours. */
  command: readonly string[];
}

function split(argv: readonly string[]): Said {
  const at = argv.indexOf('--');
  return at < 0 || !argv.slice(0, at).includes('run')
    ? { own: argv, command: [] }
    : { own: argv.slice(0, at), command: argv.slice(at + 1) };
}

async function answer(
  { own, command: rest }: Said,
  json: boolean,
  tell: Context['tell'],
  surroundings: Surroundings,
): Promise<Result> {
  const { root, env, stderr } = surroundings;
  let help = '';
  let result: Result | undefined;
  const program = new Command('doorlist')
    .exitOverride()
    .configureOutput({ writeOut: (text) => (help += text), writeErr: (text) => (help += text) })
    .version(version(root), '-V, --version', 'print the version');
  const progress = (text: string) => {
    if (!json && stderr.isTTY) stderr.write(`${text}\n`);
  };
  const start = (command: Command, work: Work) =>
    command.action(async () => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const context: Context = {
        ...surroundings,
        options,
        list: command.args[0],
        command: rest,
        progress,
        tell,
      };
      result = await work(context);
    });
  defineOptions(program);
  defineCommands(program, start);
  try {
    await program.parseAsync(own, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && isAnswer(error)) return printed(error, help);
    return failureResult(error, Boolean(env['DOORLIST_DEBUG']));
  }
  return result ?? { exit: exits.ok, json: {} };
}

function isAnswer({ code }: CommanderError): boolean {
  return ['commander.helpDisplayed', 'commander.version', 'commander.help'].includes(code);
}

/** Help and version, asked for; or help, since no command was given. */
function printed({ code }: CommanderError, help: string): Result {
  const lines = () => [help.trimEnd()];
  if (code === 'commander.version') return { exit: exits.ok, json: { version: help.trim() }, out: lines };
  if (code === 'commander.helpDisplayed') return { exit: exits.ok, json: { help }, out: lines };
  const error = { code: 'usage', message: 'No command was given; doorlist --help tells them.' };
  return { exit: exits.usage, json: { error }, err: lines };
}

function version(root: string): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
