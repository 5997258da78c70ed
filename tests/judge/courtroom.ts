import { parseCidr } from '../../lib/cidr.js';
import { parseIpSetArn } from '../../lib/estate/ip-set-arn.js';
import type { Estate, List } from '../../lib/estate.js';
import { chargeOfEditions } from '../../simulator/charge.js';
import { deploy, type Deployed, type DeployOptions } from '../../simulator/deployed.js';
import type { FeedVersion } from '../../simulator/feed-server.js';
import { judge, type Verdict } from '../../simulator/judge.js';
import { createWorld, type World, type WorldIpSet } from '../../simulator/world.js';

export const start = Date.UTC(2026, 7, 22, 6);
export const minute = 60_000;
export const hour = 60 * minute;

const arn = (name: string, n: number) =>
  `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/${name}/a1b2c3d4-0001-4000-8000-${String(n).padStart(12, '0')}`;
export const people4 = arn('people-v4', 1);
export const people6 = arn('people-v6', 2);
export const edge4 = arn('edge-v4', 3);
export const edge6 = arn('edge-v6', 4);

export type ListSketch = Partial<Omit<List, 'pins' | 'targets'>> & {
  name: string;
  pins?: readonly string[];
  targets: readonly string[];
};

export const cloudfront = { services: ['CLOUDFRONT'] };
export const byHandOnly = { timezone: 'UTC', leases: 'keep' as const };

export function estateOf(...lists: readonly ListSketch[]): Estate {
  return {
    account: '111122223333',
    alerts: { email: ['platform@example.com'] },
    lists: lists.map(({ pins = [], targets, ...rest }) => ({
      id: rest.name,
      foreign: 'keep',
      pins: pins.map((cidr) => ({ cidr: parseCidr(cidr) })),
      guards: { emptied: 'refuse', coverageLost: 25, entriesLost: 50, minEntries: 10 },
      hold: 24 * hour,
      aggregate: true,
      adopt: false,
      ...rest,
      targets: targets.map(parseIpSetArn),
    })),
  };
}

/** An ip-ranges.json that lists these networks under CLOUDFRONT, beside others that keep it in shape. */
export function feedFile(atMs: number, networks: readonly string[]): string {
  const row = (key: string) => (cidr: string) => ({
    [key]: cidr,
    region: 'GLOBAL',
    service: 'CLOUDFRONT',
    network_border_group: 'GLOBAL',
  });
  const other = { region: 'eu-west-2', service: 'S3', network_border_group: 'eu-west-2' };
  return JSON.stringify({
    syncToken: String(Math.floor(atMs / 1000)),
    createDate: new Date(atMs).toISOString().slice(0, 19).replace(/[T:]/g, '-'),
    prefixes: [
      { ip_prefix: '16.12.0.0/23', ...other },
      ...networks.filter((cidr) => cidr.includes('.')).map(row('ip_prefix')),
    ],
    ipv6_prefixes: [
      { ipv6_prefix: '2a05:d050::/40', ...other },
      ...networks.filter((cidr) => cidr.includes(':')).map(row('ipv6_prefix')),
    ],
  });
}

export interface Courtroom {
  world: World;
  functions: Pick<Deployed, 'flush' | 'refresh'>;
  publish(networks: readonly string[]): void;
  /** Runs a function once, whatever comes of it. */
  run(trigger: 'flush' | 'refresh', event?: unknown): Promise<void>;
  /** As a schedule fires it: tried again if it fails. */
  fire(trigger: 'flush' | 'refresh', list?: string): void;
  wait(ms: number): Promise<void>;
  /** Lets everything under way come to its end. */
  settle(): Promise<void>;
  redeploy(...lists: readonly ListSketch[]): void;
  verdict(): Verdict;
}

let world: World | undefined;

export interface Setting extends Pick<DeployOptions, 'sabotage'> {
  lists: readonly ListSketch[];
  ipSets?: readonly WorldIpSet[];
  /** What the feed lists at first. */
  feed?: readonly string[];
  seed?: number;
}

export async function convene({
  lists,
  ipSets = [],
  feed,
  seed = 1,
  ...options
}: Setting): Promise<Courtroom> {
  const arns = [...new Set(lists.flatMap((list) => list.targets))];
  const planted = arns.map(
    (each): WorldIpSet => ipSets.find((set) => set.arn === each) ?? { arn: each, addresses: [] },
  );
  const here = await createWorld({ start, seed, ipSets: planted });
  world = here;
  const published: FeedVersion[] = [];
  const editions: { from: number; estate: Estate }[] = [];
  let newest = 0;
  const publish = (networks: readonly string[]) => {
    newest = Math.max(newest + 1000, here.clock.now());
    published.push(here.feed.publish(feedFile(newest, networks)));
  };
  if (feed) publish(feed);

  const install = (sketches: readonly ListSketch[]) => {
    const estate = estateOf(...sketches);
    editions.push({ from: here.record.events.length, estate });
    return deploy(here, estate, { scheduled: false, ...options });
  };
  const functions = install(lists);

  return {
    world: here,
    functions,
    publish,
    async run(trigger, event = {}) {
      await here.clock.drive(here.lambda.invoke(functions[trigger], event));
    },
    fire(trigger, list) {
      const scheduledAt = new Date(here.clock.now()).toISOString();
      const event = { schedule: `${trigger}-${list ?? 'all'}`, scheduledAt, ...(list ? { list } : {}) };
      here.lambda.invokeAsync(functions[trigger], event, 'schedule');
    },
    wait: (ms) => here.clock.advanceTo(here.clock.now() + ms),
    settle: () => here.clock.drive(here.lambda.settled()),
    redeploy(...sketches) {
      install(sketches);
    },
    verdict: () => judge({ history: here.record.events, charge: chargeOfEditions(editions, published) }),
  };
}

/** afterEach(adjourn) takes the world down. */
export async function adjourn(): Promise<void> {
  await world?.stop();
  world = undefined;
}
