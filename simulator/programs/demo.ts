import { runDay } from './demo/day.js';
import { CannotStart } from './demo/cannot-start.js';
import { documentOf } from './demo/document.js';
import { givenEstate } from './demo/given-estate.js';
import { givenFeed } from './demo/given-feed.js';
import { readOptions, type Options } from './demo/options.js';
import { createPalette } from './demo/layout.js';
import { keepServing } from './demo/serving.js';
import { prologue, story } from './demo/story.js';

/** `npm start`: a day in the life, told or as one JSON document; with `--serve`, as long as somebody wants it. */
async function main(options: Options): Promise<void> {
  const { feed: named, estate: file, json } = options;
  const palette = createPalette(process.stdout.isTTY && process.stdout.hasColors());
  if (options.serve) return keepServing(options, palette, print);

  const began = performance.now();
  const feed = await givenFeed(named);
  const given = givenEstate(file, feed.file.syncToken * 1000);

  if (!json) print(prologue(feed, given, palette));
  const day = await runDay(given.estate, feed);
  const seconds = (performance.now() - began) / 1000;
  print(json ? [JSON.stringify(documentOf(day), null, 2)] : story(day, seconds, palette));
  process.exitCode = day.findings.violations.length > 0 ? 1 : 0;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** The reader of a pipe may leave early: `npm start | head`. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
// The SDK would tell users of Node 20 to move on, which nobody can act on here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await main(options);
  // What an invocation that was cut short still waits for must not keep the process.
  if (options?.serve) process.exit();
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
