import { EventEmitter } from 'node:events';
import type { Machine } from '../../cli/access/machine.js';
import { doorlist } from '../../cli/program.js';
import type { Surroundings } from '../../cli/surroundings.js';

export const noon = Date.UTC(2026, 7, 22, 12);

export interface Answer {
  exit: number;
  out: string;
  err: string;
  /** stdout as the one JSON document that it has to be. */
  json: () => unknown;
}

/** All that the command line finds around it, but for its output. */
export type Around = Omit<Surroundings, 'stdout' | 'stderr'>;

export async function call(surroundings: Around, ...argv: string[]): Promise<Answer> {
  const [out, err]: [string[], string[]] = [[], []];
  const exit = await doorlist(argv, {
    ...surroundings,
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
  });
  return answerOf(exit, out.join(''), err.join(''));
}

export function answerOf(exit: number, out: string, err: string): Answer {
  return { exit, out, err, json: () => JSON.parse(out) as unknown };
}

/** A machine without a network. */
export const nowhere: Machine = {
  cwd: process.cwd(),
  hostname: 'laptop.example.com',
  pid: 4711,
  exchange: async () => Promise.reject(new Error('connect ENETUNREACH')),
  lookup: async (host) => Promise.reject(new Error(`getaddrinfo ENOTFOUND ${host}`)),
  sleep: async () => undefined,
  signals: new EventEmitter(),
  hasTerminal: false,
};

/** Surroundings without AWS: whatever asks for it fails. */
export const offline: Around = {
  env: {},
  root: process.cwd(),
  now: () => noon,
  transport: async () => Promise.reject(new Error('getaddrinfo ENOTFOUND ip-ranges.amazonaws.com')),
  aws: {},
  machine: nowhere,
};
