import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Context } from '../surroundings.js';

export type Ended =
  | { kind: 'exited'; code: number }
  | { kind: 'killed'; signal: NodeJS.Signals }
  | { kind: 'not-started'; code: 126 | 127; message: string };

export interface Running {
  ended: Promise<Ended>;
  /** Passes on a signal that this process got, unless the command has got it as well. */
  pass: (signal: NodeJS.Signals) => void;
}

/**
 * What a terminal says to all processes in front of it at once: its Ctrl-C, and that it is gone. Sent a second time,
 * a Ctrl-C means "at once" to many a program.
 */
const fromTerminal: readonly NodeJS.Signals[] = ['SIGINT', 'SIGHUP'];

/** Starts a command as if nobody stood between it and whoever called us. */
export function start(
  [name = '', ...args]: readonly string[],
  { env, machine }: Pick<Context, 'env' | 'machine'>,
): Running {
  const child = spawn(name, args, { stdio: 'inherit', cwd: machine.cwd, env });
  return {
    ended: new Promise((resolve) => {
      child.once('error', (error) => resolve(notStarted(name, error)));
      child.once('exit', (code, signal) =>
        resolve(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal }),
      );
    }),
    pass(signal) {
      if (!(machine.hasTerminal && fromTerminal.includes(signal))) child.kill(signal);
    },
  };
}

/** As shells do: https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html */
export function exitCode(ended: Ended): number {
  return ended.kind === 'killed' ? killedBy(ended.signal) : ended.code;
}

export function killedBy(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

function notStarted(name: string, error: NodeJS.ErrnoException): Ended {
  return error.code === 'ENOENT'
    ? { kind: 'not-started', code: 127, message: `There is no command ${JSON.stringify(name)} to run.` }
    : {
        kind: 'not-started',
        code: 126,
        message: `${JSON.stringify(name)} cannot be run: ${error.message}.`,
      };
}
