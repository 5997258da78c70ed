import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../simulator/world/project-root.js';
import type { Answer, Coverage, Ready, RunFile } from './protocol.js';

/** What became of a test file: its worker's answer, or that it took too long or ended the process. */
export type Outcome = Answer | 'timed out' | 'died';

export interface Session {
  atLoad: Coverage;
  run: (file: RunFile, timeoutMs: number) => Promise<Outcome>;
  end: () => void;
}

export interface SessionOptions {
  /** Loads all code before any test, to see what that reaches. */
  preload?: true;
  /** The key of a mutant that is switched on from the beginning. */
  active?: string;
}

/** Starts a worker. */
export async function startSession(
  compiled: string,
  { preload, active }: SessionOptions = {},
): Promise<Session | 'died'> {
  const entry = join(projectRoot(), 'scripts/run.mjs');
  const args = [
    'tests/mutants/worker.ts',
    compiled,
    preload ? 'preload' : '',
    ...(active === undefined ? [] : [active]),
  ];
  const child = fork(entry, args, {
    execArgv: ['--no-warnings', '--max-semi-space-size=64'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const end = () => {
    child.removeAllListeners();
    child.kill('SIGKILL');
  };
  const ready = await answerOf<Ready>(child, 120_000);
  if (typeof ready === 'string') {
    end();
    return 'died';
  }
  return {
    atLoad: ready.atLoad,
    end,
    run: (file, timeoutMs) => {
      child.send(file);
      return answerOf<Answer>(child, timeoutMs);
    },
  };
}

function answerOf<T>(child: ChildProcess, timeoutMs: number): Promise<T | 'timed out' | 'died'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle('timed out'), timeoutMs);
    const settle = (answer: T | 'timed out' | 'died') => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(answer);
    };
    child.once('message', (answer) => settle(answer as T));
    child.once('exit', () => settle('died'));
    child.once('error', () => settle('died'));
  });
}
