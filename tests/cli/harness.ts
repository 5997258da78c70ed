import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEstate } from '../../lib/estate/stage-files.js';
import { deploy, type DeployedEstate } from '../../simulator/world/deployed.js';
import type { CallEvent } from '../../simulator/world/record.js';
import type { World, WorldOptions } from '../../simulator/world/world.js';
import { ipSetArn } from '../harness/account.js';
import { call, noon, nowhere, type Answer, type Around } from '../harness/command-line.js';
import { written, type Line } from '../harness/ip-ranges.js';
import { setUpWorld, tearDown } from '../harness/world.js';

export const DEVELOPERS = ipSetArn('developers-v4', 1);
export const EDGE_V4 = ipSetArn('edge-v4', 2);
export const EDGE_V6 = ipSetArn('edge-v6', 3);

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
/** Seconds: what a file published at the start of a test has for a syncToken. */
export const SYNC = noon / 1000;
export const feedOf = (syncToken: number, of: readonly Line[] = lines) => written(syncToken, of);

/** A deployed doorlist with a person at the command line beside it. */
export interface Harness {
  world: World;
  /** Absent where nothing is. */
  deployed: DeployedEstate | undefined;
  /** A folder for the test's files. */
  folder: string;
  /** Where the estate stands. */
  config: string;
  surroundings: Around;
  /** The command line, on the simulated clock, with `--config` of the estate. */
  doorlist(...argv: string[]): Promise<Answer>;
  file(name: string, content: string | Uint8Array): string;
  /** Addresses of every write that reached AWS, and its input as it was sent. */
  updates(): Pick<CallEvent, 'input' | 'actor'>[];
  tearDown(): Promise<void>;
}

export interface Setting extends Partial<WorldOptions> {
  estate?: string;
  /** What is deployed; by default the estate. */
  deployed?: string | false;
}

export async function setUp(options: Setting = {}): Promise<Harness> {
  const { estate = estateText, deployed = estate, ...worldOptions } = options;
  const world = await setUpWorld({
    start: noon,
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
  const install = (text: string) => {
    const loaded = loadEstate({ config: file('deployed.yml', text), now: noon });
    rmSync(join(folder, 'deployed.yml'));
    return deploy(world, loaded.estate, { scheduled: false });
  };
  const stack = deployed === false ? undefined : install(deployed);
  const config = file('doorlist.yml', estate);
  world.feed.publish(feedOf(SYNC));

  const surroundings = {
    env: {},
    root: process.cwd(),
    now: () => world.clock.now(),
    transport: world.feed.transport('cli'),
    aws: world.clientConfig('cli'),
    machine: nowhere,
  };
  return {
    world,
    deployed: stack,
    folder,
    config,
    surroundings,
    file,
    doorlist: async (...argv) => world.clock.drive(call(surroundings, '--config', config, ...argv)),
    updates: () => world.record.of('call').filter(({ operation }) => operation === 'UpdateIPSet'),
    async tearDown() {
      rmSync(folder, { recursive: true });
      await tearDown();
    },
  };
}
