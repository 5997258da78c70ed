import { lookup } from 'node:dns/promises';
import { closeSync, openSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Family } from '../../lib/cidr.js';
import { exchange, type Exchange } from './exchange.js';

/** The machine that asks to be let in; a test hands in another. */
export interface Machine {
  /** Where `.doorlist.json` is looked for, upward, and where commands run. */
  cwd: string;
  hostname: string;
  pid: number;
  exchange: Exchange;
  /** In which families a host name has an address; rejects as DNS does. */
  lookup: (host: string) => Promise<Family[]>;
  /** Ends early, without an error, when the signal says so. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  signals: Signals;
  /** Whether a terminal controls this process: its Ctrl-C then reaches a child without our help. */
  hasTerminal: boolean;
}

/** Of a process: somebody who listens to a signal keeps it from ending the process. */
export interface Signals {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

export function thisMachine(): Machine {
  return {
    cwd: process.cwd(),
    hostname: hostname(),
    pid: process.pid,
    exchange,
    async lookup(host) {
      const found = await lookup(host, { all: true });
      return [...new Set(found.map(({ family }) => (family === 6 ? 'IPV6' : 'IPV4')))];
    },
    async sleep(ms, signal) {
      await delay(ms, undefined, signal && { signal }).catch(() => undefined);
    },
    signals: process,
    hasTerminal: hasTerminal(),
  };
}

/** Even where stdin, stdout and stderr all lead elsewhere. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
