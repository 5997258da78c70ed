import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { replay, type Replay } from './replay.js';
import { BadHistory } from './replay/bad-history.js';
import { replayText } from './replay/text.js';

interface Options {
  history: string;
  from?: string;
  to?: string;
  seed: number;
  json: boolean;
}

/** `npm run sim -- SCENARIO`: long proofs on the simulator. */
const program = new Command('npm run sim --')
  .description('Long proofs on a simulated AWS: no account, no network.')
  .exitOverride()
  .configureOutput({ outputError: () => undefined });

program
  .command('replay')
  .description('Ten years of the real ip-ranges.json through the real refresh handler.')
  .requiredOption('--history <file>', 'a line of JSON for each version, plain or .gz')
  .option('--from <version>', 'the first version: a syncToken or a date')
  .option('--to <version>', 'the last version: a syncToken or a date')
  .option('--seed <number>', 'of the simulator’s chances', wholeNumber, 1)
  .option('--json', 'print one line of JSON instead of a table', false)
  .action(async ({ history, from, to, seed, json }: Options) => {
    const progress = process.stderr.isTTY ? showProgress : undefined;
    const done = await replay({
      history,
      seed,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(progress ? { progress } : {}),
    });
    process.stdout.write(`${json ? JSON.stringify(done) : replayText(done)}\n`);
    process.exitCode = isClean(done) ? 0 : 1;
  });

function isClean({ gaps, overCapacity, foreignTouched, notConverged, runs }: Replay): boolean {
  return gaps + overCapacity + foreignTouched + notConverged + runs.error + runs.timeout + runs.crash === 0;
}

function showProgress({ versions, syncToken }: { versions: number; syncToken: string }): void {
  const day = new Date(Number(syncToken) * 1000).toISOString().slice(0, 10);
  process.stderr.write(`\r${versions} versions, ${day}`);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('it must be a whole number.');
  return Number(text);
}

// The SDK would tell users of Node 20 to move on, which nobody can act on here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

try {
  await program.parseAsync(process.argv.slice(2), { from: 'user' });
} catch (error) {
  if (error instanceof CommanderError) {
    if (!/^commander\.(help|helpDisplayed)$/.test(error.code))
      process.stderr.write(
        `${error.message.replace(/^error: /, '')}; npm run sim -- --help lists what there is.\n`,
      );
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof BadHistory) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else throw error;
}
