import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../../cli/access/machine.js';
import type { Surroundings } from '../../cli/surroundings.js';
import { doorlist } from '../../cli/program.js';
import { loadEstate } from '../../lib/estate/stage-files.js';
import { deploy } from '../../simulator/world/deployed.js';
import type { CallEvent } from '../../simulator/world/record.js';
import { createWorld, type World, type WorldOptions } from '../../simulator/world/world.js';
import { written, type Line } from '../sources/feed/own-feed.js';

export const START = Date.UTC(2026, 7, 22, 12);
export const account = '111122223333';

const arn = (name: string, n: number) =>
  `arn:aws:wafv2:eu-west-2:${account}:regional/ipset/${name}/a1b2c3d4-0001-4000-8000-00000000000${n}`;
export const DEVELOPERS = arn('developers-v4', 1);
export const EDGE_V4 = arn('edge-v4', 2);
export const EDGE_V6 = arn('edge-v6', 3);

export const estateText = `
alerts: { email: [platform@example.com] }
lists:
  developers:
    flush: { cron: '0 6,18 * * ? *' }
    pins: [{ cidr: 81.2.69.0/24, note: Office VPN }]
    targets: [{ arn: '${DEVELOPERS}' }]
  edge:
    flush: {}
    feed: { services: [CLOUDFRONT] }
    hold: 0h
    targets: [{ arn: '${EDGE_V4}' }, { arn: '${EDGE_V6}' }]
`;

/** One wide entry and nineteen small ones that do not merge, an IPv6 one, and two of another service. */
export const lines: readonly Line[] = [
  ['52.0.0.0/16', 'CLOUDFRONT', 'GLOBAL'],
  ...Array.from({ length: 19 }, (_, i): Line => [`99.80.${i * 2}.0/24`, 'CLOUDFRONT', 'GLOBAL']),
  ['2600:9000::/28', 'CLOUDFRONT', 'GLOBAL'],
  ['3.5.244.0/22', 'S3', 'eu-west-2'],
  ['2600:1f00::/40', 'S3', 'eu-west-2'],
];
/** Seconds: what a file published as the desk opens has for a syncToken. */
export const SYNC = START / 1000;
export const feedOf = (syncToken: number, of: readonly Line[] = lines) => written(syncToken, of);

export interface Answer {
  exit: number;
  out: string;
  err: string;
  /** stdout as the one JSON document that it has to be. */
  json: () => unknown;
}

export interface Desk {
  world: World;
  /** A folder for the test's files. */
  folder: string;
  /** Where the estate stands. */
  config: string;
  surroundings: Omit<Surroundings, 'stdout' | 'stderr'>;
  /** The command line, on the desk's clock, with `--config` of the desk's estate. */
  doorlist(...argv: string[]): Promise<Answer>;
  file(name: string, content: string | Uint8Array): string;
  /** Addresses of every write that reached AWS, and its input as it was sent. */
  updates(): Pick<CallEvent, 'input' | 'actor'>[];
  leave(): Promise<void>;
}

export interface DeskOptions extends Partial<WorldOptions> {
  estate?: string;
  /** What is deployed; by default the estate. */
  deployed?: string | false;
}

/** A deployed doorlist with a person at the command line beside it. */
export async function sit(options: DeskOptions = {}): Promise<Desk> {
  const { estate = estateText, deployed = estate, ...worldOptions } = options;
  const world = await createWorld({
    start: START,
    seed: 1,
    ipSets: [
      { arn: DEVELOPERS, addresses: ['81.2.69.0/24', '198.51.100.7/32'], description: 'By hand' },
      { arn: EDGE_V4, addresses: [], family: 'IPV4' },
      { arn: EDGE_V6, addresses: [], family: 'IPV6' },
    ],
    ...worldOptions,
  });
  const folder = mkdtempSync(join(tmpdir(), 'doorlist-cli-'));
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  if (deployed !== false) {
    const loaded = loadEstate({ config: file('deployed.yml', deployed), now: START });
    deploy(world, loaded.estate, { scheduled: false });
    rmSync(join(folder, 'deployed.yml'));
  }
  const config = file('doorlist.yml', estate);
  world.feed.publish(feedOf(SYNC));

  const surroundings = {
    env: {},
    root: process.cwd(),
    now: () => world.clock.now(),
    transport: world.feed.transport('cli'),
    aws: { requestHandler: world.requestHandler('cli'), credentials: world.credentials('cli') },
    machine: nowhere,
  };
  return {
    world,
    folder,
    config,
    surroundings,
    file,
    doorlist: async (...argv) => world.clock.drive(call(surroundings, '--config', config, ...argv)),
    updates: () => world.record.of('call').filter(({ operation }) => operation === 'UpdateIPSet'),
    async leave() {
      rmSync(folder, { recursive: true });
      await world.stop();
    },
  };
}

export async function call(
  surroundings: Omit<Surroundings, 'stdout' | 'stderr'>,
  ...argv: string[]
): Promise<Answer> {
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
export const offline: Omit<Surroundings, 'stdout' | 'stderr'> = {
  env: {},
  root: process.cwd(),
  now: () => START,
  transport: async () => Promise.reject(new Error('getaddrinfo ENOTFOUND ip-ranges.amazonaws.com')),
  aws: {},
  machine: nowhere,
};
