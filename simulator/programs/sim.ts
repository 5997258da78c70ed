import { availableParallelism } from 'node:os';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { crash, type CrashResult } from './crash.js';
import { resultText } from './disturbed/text.js';
import { histories, rareFaults, type HistoriesOptions, type HistoriesResult } from './histories.js';
import { leavable, type Leavable } from './histories/step.js';
import { inParts, summed, type Part } from './disturbed/parts.js';
import { replay, type Replay, type ReplayOptions } from './replay.js';
import { BadHistory } from './replay/bad-history.js';
import { events } from './replay/events.js';
import type { Span } from './replay/span.js';
import { replayText } from './replay/text.js';
import { loadTest, type LoadTestResult, type LoadTestOptions } from './load-test.js';
import { resultText as loadTestText } from './load-test/text.js';

interface Options {
  history: string;
  from?: string;
  to?: string;
  seed: number;
  events: boolean;
  json: boolean;
}

/** Of a program whose work several processes share. */
interface Shared {
  json: boolean;
  jobs: number;
  part?: Part;
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
  .addOption(
    new Option('--events', 'only the days on which the feed was out of the ordinary, each for itself')
      .default(false)
      .conflicts(['from', 'to']),
  )
  .option('--seed <number>', 'of the simulator’s chances', wholeNumber, 1)
  .option('--json', 'print one line of JSON instead of a table', false)
  .action(async (options: Options) => {
    const spans = options.events ? events : [spanOf(options)];
    for (const span of spans) {
      const done = await replay({
        history: options.history,
        seed: options.seed,
        ...span,
        ...progressOn(process.stderr),
      });
      const text = options.json
        ? JSON.stringify({ ...span, ...done })
        : [...titleOf(span), replayText(done)].join('\n');
      process.stdout.write(`${text}\n`);
      if (!isClean(done)) process.exitCode = 1;
    }
  });

program
  .command('load-test')
  .description(
    'Everybody lets themselves in at nine o’clock: the access API with AWS’s quotas, on the virtual clock.',
  )
  .option('--developers <number>', 'how many come', wholeNumber, 500)
  .option('--within <time>', 'in how long: 10s, 500ms or 2m', shortTime, 10_000)
  .option('--ipv6 <percent>', 'how many of them over IPv6', wholeNumber, 0)
  .option(
    '--concurrency <number>',
    'how many functions AWS runs at once: 10 in a new account',
    wholeNumber,
    1_000,
  )
  .option('--console', 'somebody edits the same IP set at the console meanwhile', false)
  .option('--kill', 'a committer is killed in the middle of its work', false)
  .option('--seed <number>', 'of the simulator’s chances', wholeNumber, 1)
  .option('--json', 'print one line of JSON instead of a table', false)
  .action(async ({ json, within, ...options }: LoadTestOptions & { json: boolean; within: number }) => {
    const done = await loadTest({ ...options, withinMs: within });
    process.stdout.write(`${json ? JSON.stringify(done) : loadTestText(done)}\n`);
    if (!isAcceptable(done, options)) process.exitCode = 1;
  });

program
  .command('crash')
  .description('Every call of every scenario: killed before it, killed after it, its answer lost.')
  .option('--every <number>', 'only every n-th point', wholeNumber, 1)
  .option('--jobs <number>', 'how many processes share the points', wholeNumber, availableParallelism())
  .addOption(new Option('--part <part>', 'one process of several').argParser(partOf).hideHelp())
  .option('--json', 'print one line of JSON instead of lines for a person', false)
  .action(async ({ json, every, jobs, part }: Shared & { every: number }) => {
    const options = { every: Math.max(1, every) };
    if (part) {
      process.stdout.write(JSON.stringify(await crash({ ...options, part })));
      return;
    }
    const { found, ...done } = summed(
      await inParts<CrashResult>(Math.max(1, jobs), ['crash', '--every', String(options.every)]),
    );
    for (const line of found) process.stderr.write(`${line}\n`);
    process.stdout.write(
      `${json ? JSON.stringify(done) : resultText(done, 'plays in which one call went wrong')}\n`,
    );
    if (found.length > 0) process.exitCode = 1;
  });

program
  .command('histories')
  .description('Random histories of a deployed doorlist, full of failures, each of a seed that repeats it.')
  .option('--seeds <number>', 'how many histories', wholeNumber, 200)
  .option('--steps <number>', 'how many steps each has', wholeNumber, 100)
  .option('--from <seed>', 'the first seed', wholeNumber, 1)
  .option(
    '--without <kinds>',
    `kinds of steps to leave out, with commas: ${leavable.join(', ')}`,
    leavables,
    [],
  )
  .option('--jobs <number>', 'how many processes share the seeds', wholeNumber, availableParallelism())
  .addOption(new Option('--part <part>', 'one process of several').argParser(partOf).hideHelp())
  .option('--json', 'print one line of JSON instead of lines for a person', false)
  .action(async ({ json, jobs, part, ...options }: Shared & HistoriesOptions & { without: Leavable[] }) => {
    if (part) {
      process.stdout.write(JSON.stringify(await histories({ ...options, part })));
      return;
    }
    const { seeds, steps, from = 1, without } = options;
    const args = ['--seeds', seeds, '--steps', steps, '--from', from].map(String);
    const left = without.length === 0 ? [] : ['--without', without.join(',')];
    const done = summed(
      await inParts<HistoriesResult>(Math.min(Math.max(1, jobs), Math.max(1, seeds)), [
        'histories',
        ...args,
        ...left,
      ]),
    );
    const { found, ...counted } = done;
    for (const line of found) process.stderr.write(`${line}\n\n`);
    const rare = rareFaults(done, without);
    if (rare.length > 0) process.stderr.write(`Too seldom to say anything of: ${rare.join(', ')}.\n`);
    process.stdout.write(`${json ? JSON.stringify(counted) : resultText(counted, 'histories')}\n`);
    if (found.length + rare.length > 0) process.exitCode = 1;
  });

/** What people are promised; in an account of few functions only that nobody is lost. */
function isAcceptable(
  done: LoadTestResult,
  { console: disturbed, kill, concurrency }: LoadTestOptions,
): boolean {
  const slowest = concurrency < 1_000 ? Infinity : disturbed || kill ? 10 : 5;
  const all = done.lost === 0 && done.confirmed === done.joins;
  return all && done.updateIpSetMaxPerSecond <= 1 && done.p99Seconds <= slowest;
}

function spanOf({ from, to }: Options): Span {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function titleOf(span: Span & { event?: string }): string[] {
  return span.event === undefined ? [] : [`\n${span.event}, ${span.from} to ${span.to}`];
}

function progressOn({ isTTY }: { isTTY: boolean }): Pick<ReplayOptions, 'progress'> {
  return { progress: isTTY ? showProgress : logProgress };
}

function isClean({ gaps, overCapacity, foreignTouched, notConverged, runs, judged, ended }: Replay): boolean {
  if (judged < runs) return false;
  return (
    gaps + overCapacity + foreignTouched + notConverged + ended.error + ended.timeout + ended.crash === 0
  );
}

type Progress = Parameters<NonNullable<ReplayOptions['progress']>>[0];

function showProgress(done: Progress): void {
  process.stderr.write(`\r${spoken(done)}`);
}

function logProgress(done: Progress): void {
  if (done.versions % 500 === 0) process.stderr.write(`${spoken(done)}\n`);
}

function spoken({ versions, syncToken }: Progress): string {
  return `${versions} versions, ${new Date(Number(syncToken) * 1000).toISOString().slice(0, 10)}`;
}

function shortTime(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})(ms|s|m)$/.exec(text) ?? [];
  const each = { ms: 1, s: 1_000, m: 60_000 }[unit];
  if (count === undefined || each === undefined)
    throw new InvalidArgumentError('it must be a time such as 500ms, 10s or 2m.');
  return Number(count) * each;
}

function leavables(text: string): Leavable[] {
  const names = text.split(',');
  const known = leavable.filter((name) => names.includes(name));
  if (known.length === names.length) return known;
  throw new InvalidArgumentError(`it must be some of ${leavable.join(', ')}.`);
}

function partOf(text: string): Part {
  const [index = 0, of = 1] = text.split('/').map(Number);
  return { index, of };
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
