import type { ComposeOptions } from '../lib/compose.js';
import type { Transport } from '../lib/sources/feed/download.js';
import type { Machine } from './access/machine.js';
import type { Output } from './output.js';
import type { Paint } from './paint.js';

/** All that the command line has of the world around it; the process hands in its own, a test another. */
export interface Surroundings {
  stdout: Output;
  stderr: Output;
  env: Readonly<Record<string, string | undefined>>;
  /** Where the clone is, with its doorlist.yml, serverless.yml and package.json. */
  root: string;
  /** In milliseconds. */
  now: () => number;
  transport: Transport;
  /** For every SDK client; empty: as the SDK finds it. */
  aws: ComposeOptions['aws'];
  /** For the commands that ask the access API. */
  machine: Machine;
}

export interface GlobalOptions {
  config?: string;
  stage: string;
  json?: boolean;
  color: boolean;
}

/** What a command works with. */
export interface Context<Options = object> extends Omit<Surroundings, 'stdout' | 'stderr'> {
  options: GlobalOptions & Options;
  /** The list that was named. */
  list: string | undefined;
  /** What stands after `--`. */
  command: readonly string[];
  /** Says what is under way, to a person who waits. */
  progress: (text: string) => void;
  /** Says on stderr what has just happened: with --json the event as a line of its own, else its text if it has one. */
  tell: (event: object, text?: (paint: Paint) => string) => void;
}
