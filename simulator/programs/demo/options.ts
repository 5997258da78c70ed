import { isIP } from 'node:net';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { CannotStart } from './cannot-start.js';

export interface Options {
  feed?: string;
  estate: string;
  json: boolean;
  /** Keeps the simulator and the access API running, in place of the story. */
  serve: boolean;
  /** 0: any that is free. */
  port: number;
  /** Where calls of the access API come from. */
  as: string;
}

/** Routable, and plainly nobody's home. */
const STAND_IN = '1.2.3.4';

/** undefined: help was asked for and given. @throws CannotStart */
export function readOptions(args: readonly string[]): Options | undefined {
  const command = new Command('npm start --')
    .description(
      'A day in the life of doorlist, on a simulated AWS: no account, no network, under half a minute.',
    )
    .option('--feed <file-or-url>', 'an ip-ranges.json, plain or .gz; else the live one, else a sample')
    .option('--estate <file>', 'another estate', 'doorlist.yml')
    .option('--json', 'print one JSON document instead of the story', false)
    .option('--serve', 'no story: keep AWS and the access API running on 127.0.0.1 until Ctrl-C', false)
    .option('--port <number>', 'of the access API, with --serve; else one that is free', port, 0)
    .option('--as <address>', 'where calls of the access API come from, with --serve', address, STAND_IN)
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  try {
    const options = command.parse(args, { from: 'user' }).opts<Options>();
    const idle = (['port', 'as'] as const).find((name) => command.getOptionValueSource(name) === 'cli');
    if (idle !== undefined && !options.serve) command.error(`--${idle} says something of --serve only`);
    return options;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return undefined;
    throw new CannotStart(2, `${oneLine(error.message)}; npm start -- --help lists the options.`);
  }
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return Number(text);
}

function address(text: string): string {
  if (isIP(text) === 0) throw new InvalidArgumentError('It is an IPv4 or IPv6 address.');
  return text;
}

/** `unknown option '--fed'; did you mean --feed?` */
function oneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .replace(/\s*\n\s*/g, ' ');
}
