import { Command, CommanderError } from 'commander';
import { CannotStart } from './cannot-start.js';

export interface Options {
  feed?: string;
  estate: string;
  json: boolean;
}

/** undefined: help was asked for and given. @throws CannotStart */
export function readOptions(args: readonly string[]): Options | undefined {
  const command = new Command('npm start --')
    .description('A day in the life of doorlist, on a simulated AWS: no account, no network, a few seconds.')
    .option('--feed <file-or-url>', 'an ip-ranges.json, plain or .gz; else the live one, else a sample')
    .option('--estate <file>', 'another estate', 'doorlist.yml')
    .option('--json', 'print one JSON document instead of the story', false)
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  try {
    return command.parse(args, { from: 'user' }).opts();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return undefined;
    throw new CannotStart(2, `${oneLine(error.message)}; npm start -- --help lists the options.`);
  }
}

/** `unknown option '--fed'; did you mean --feed?` */
function oneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .replace(/\s*\n\s*/g, ' ');
}
