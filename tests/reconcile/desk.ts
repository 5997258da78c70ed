import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { parseEstate } from '../../lib/estate/parse.js';
import type { Report } from '../../lib/report/report.js';
import { deploy, type DeployOptions, type DeployedEstate } from '../../simulator/world/deployed.js';
import type { EventOf } from '../../simulator/world/record.js';
import { createWorld, type World, type WorldIpSet, type WorldOptions } from '../../simulator/world/world.js';

export const start = Date.UTC(2026, 7, 22, 4);
export const hour = 3_600_000;

export const arn = (name: string, n: number, region = 'eu-west-2'): string =>
  `arn:aws:wafv2:${region}:111122223333:regional/ipset/${name}/a1b2c3d4-0001-4000-8000-${String(n).padStart(12, '0')}`;

export const developersV4 = arn('developers-v4', 1);
export const developersV6 = arn('developers-v6', 2);
export const edgeV4 = arn('edge-v4', 3);

export const estateText = `
alerts: { email: [platform@example.com] }
lists:
  developers:
    flush: { cron: '0 6,18 * * ? *' }
    pins:
      - { cidr: 81.2.69.0/24, note: Office VPN }
      - { cidr: 2a02:c7d::/48, note: Office VPN }
    targets: [{ arn: '${developersV4}' }, { arn: '${developersV6}' }]
  edge:
    feed: { services: [CLOUDFRONT] }
    targets: [{ arn: '${edgeV4}' }]
`;

interface FeedEntry {
  prefix: string;
  service?: string;
  region?: string;
}

/** A small ip-ranges.json of today's shape. */
export function feedFile(syncToken: number, entries: readonly (string | FeedEntry)[]): string {
  const all = entries
    .map((entry) => (typeof entry === 'string' ? { prefix: entry } : entry))
    .map(({ prefix, service = 'CLOUDFRONT', region = 'GLOBAL' }) => ({
      prefix,
      service,
      region,
      network_border_group: region,
    }));
  const of = (key: string, mark: string) =>
    all
      .filter(({ prefix }) => prefix.includes(mark))
      .map(({ prefix, ...rest }) => ({ [key]: prefix, ...rest }));
  const createDate = new Date(syncToken * 1000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
  return JSON.stringify({
    syncToken: String(syncToken),
    createDate,
    prefixes: of('ip_prefix', '.'),
    ipv6_prefixes: of('ipv6_prefix', ':'),
  });
}

/** An entry that is there for the shape's sake: the real file is never without IPv6. */
export const someV6 = { prefix: '2600:9000::/28', service: 'EC2' };

export interface Desk {
  world: World;
  deployed: DeployedEstate;
  /** Runs a function to its end, like an asynchronous event without its retries. */
  run(trigger: 'flush' | 'refresh', event?: unknown): Promise<Outcome>;
  /** Makes the row of a target one that no version of doorlist wrote. */
  spoilRow(arn: string): Promise<unknown>;
  holds(arn: string): readonly string[];
  mails(): EventOf<'mail'>[];
  writes(): Record<string, number>;
}

export interface Outcome {
  ok: boolean;
  report: Report;
  error: string;
}

let world: World | undefined;

/** A world of its own for each test; afterEach(leave) takes it down. */
export async function enter(
  options: { text?: string; ipSets?: WorldIpSet[]; absent?: string[]; feed?: string } & DeployOptions &
    Partial<WorldOptions> = {},
): Promise<Desk> {
  const { estate } = parseEstate(options.text ?? estateText);
  const refs = estate.lists
    .flatMap((list) => list.targets)
    .filter((ref) => ref.kind === 'ip-set')
    .filter((ref) => !options.absent?.includes(ref.arn));
  const planted = refs.map((ref): WorldIpSet => ({
    arn: ref.arn,
    addresses: [],
    description: 'kept by the team',
  }));
  const ipSets = [
    ...planted.filter((set) => !options.ipSets?.some((other) => other.arn === set.arn)),
    ...(options.ipSets ?? []),
  ];
  const here = await createWorld({ start, seed: 1, ...options, ipSets });
  world = here;
  here.feed.publish(options.feed ?? feedFile(start / 1000 - 600, ['3.0.0.0/24', '4.0.0.0/24', someV6]));
  const deployed = deploy(here, estate, { scheduled: false, ...options });
  return {
    world: here,
    deployed,
    async run(trigger, event = {}) {
      const { outcome, payload } = await here.clock.drive(here.lambda.invoke(deployed[trigger], event));
      const error = outcome === 'ok' ? '' : (payload as { errorMessage: string }).errorMessage;
      return { ok: outcome === 'ok', report: payload as Report, error };
    },
    spoilRow: (of) =>
      new DynamoDBClient({
        region: 'eu-west-2',
        credentials: here.credentials('cli'),
        requestHandler: here.requestHandler('cli'),
      }).send(
        new PutItemCommand({
          TableName: 'doorlist',
          Item: { pk: { S: `target#${of}` }, sk: { S: '-' }, version: { N: '1' } },
        }),
      ),
    holds: (of) => here.waf.contents(of),
    mails: () => here.record.of('mail'),
    writes: () =>
      here.record.countCalls((call) => !call.actor.startsWith('console-') && !/Get/.test(call.operation)),
  };
}

export async function leave(): Promise<void> {
  await world?.stop();
  world = undefined;
}
