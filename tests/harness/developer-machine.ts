import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exchange } from '../../cli/access/exchange.js';
import type { Machine } from '../../cli/access/machine.js';
import type { Family } from '../../lib/cidr.js';
import { fromHeader, secrets, serveAccess, type AccessApi } from './access-api.js';
import { call, noon, offline, type Answer, type Around } from './command-line.js';
import { quickClock, type HandClock } from './hand-clock.js';

/** A developer's machine, with an access API that it reaches. */
export interface DeveloperMachine {
  api: AccessApi;
  /** A folder of one's own, where commands are run. */
  folder: string;
  /** The addresses that this machine's connections come from; a family that is not here it does not have. */
  from: Partial<Record<Family, string>>;
  signals: EventEmitter;
  surroundings: Around;
  /** The command line, with DOORLIST_URL and AWS credentials of ann's. */
  doorlist(...argv: string[]): Promise<Answer>;
  tearDown(): Promise<void>;
}

export interface MachineSetting {
  from?: DeveloperMachine['from'];
  clock?: Pick<HandClock, 'now' | 'sleep'>;
  /** Where it goes differently from this machine's. */
  apiNow?: () => number;
  env?: Record<string, string>;
  machine?: Partial<Machine>;
}

export async function setUpMachine(options: MachineSetting = {}): Promise<DeveloperMachine> {
  const { from = { IPV4: '198.51.100.7' }, clock = quickClock(noon), env = {}, machine = {} } = options;
  const api = await serveAccess(options.apiNow ?? clock.now);
  const folder = mkdtempSync(join(tmpdir(), 'doorlist-machine-'));
  const signals = new EventEmitter();
  const surroundings: Around = {
    ...offline,
    env: { PATH: process.env['PATH'], DOORLIST_URL: `http://localhost:${api.port}`, ...env },
    now: clock.now,
    aws: { credentials: { accessKeyId: 'ann', secretAccessKey: secrets.ann } },
    machine: {
      cwd: folder,
      hostname: 'laptop.example.com',
      pid: 4711,
      exchange: async ({ family, url, headers, ...asked }) => {
        const source = family === undefined ? (from.IPV4 ?? from.IPV6) : from[family];
        if (source === undefined) throw Object.assign(new Error('no route'), { code: 'ENETUNREACH' });
        const here = new URL(url);
        if (here.hostname === 'localhost') here.hostname = '127.0.0.1';
        return exchange({ ...asked, url: here, headers: { ...headers, [fromHeader]: source } });
      },
      lookup: async () => ['IPV4', 'IPV6'],
      sleep: clock.sleep,
      signals,
      hasTerminal: false,
      ...machine,
    },
  };
  return {
    api,
    folder,
    from,
    signals,
    surroundings,
    doorlist: async (...argv) => call(surroundings, ...argv),
    async tearDown() {
      await api.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function write(machine: DeveloperMachine, name: string, content: object | string): string {
  const path = join(machine.folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
