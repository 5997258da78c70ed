import { parseEstate } from '../../../lib/estate/parse.js';
import type { Report, TargetReport } from '../../../lib/report/report.js';
import { deploy, type DeployOptions } from '../../../simulator/world/deployed.js';
import type { HistoryEvent, InvocationOutcome } from '../../../simulator/world/record.js';
import type { Transport } from '../../../simulator/world/feed/server.js';
import type { World } from '../../../simulator/world/world.js';
import { account } from '../../harness/account.js';
import { setUpWorld } from '../../harness/world.js';

export const families = ['v4', 'v6'] as const;
export type FamilyName = (typeof families)[number];

/** Lists as doorlist.yml has them; each has one IP set a family. */
export type Lists = Record<string, ListText>;

export interface ListText {
  feed: { services: string[]; regions?: string[]; borderGroups?: string[] };
  guards?: object;
}

/** What came of something, until nothing more came of it. */
export interface News {
  mails: { subject: string; body: string }[];
  /** How each run ended, retries included. */
  outcomes: InvocationOutcome[];
  deadLetters: number;
  /** How often the feed was asked for. */
  fetches: number;
  /** How often AWS was asked to change an IP set. */
  writes: number;
  /** What the last run reported, unless it failed. */
  report: Report | undefined;
}

/** doorlist deployed over a world, with everybody who ever calls it. */
export interface Harness {
  world: World;
  publish(file: Uint8Array): void;
  contents(list: string, family: FamilyName): readonly string[];
  /** AWS tells of the newest file, or of what `changed` makes of it. */
  announce(changed?: Parameters<World['announceFeed']>[0]): Promise<News>;
  /** Any event, delivered as Lambda delivers SNS's. */
  deliver(event: unknown): Promise<News>;
  /** The 6-hourly check. */
  check(): Promise<News>;
  /** By hand, and waiting for the answer. */
  invoke(payload: object): Promise<News>;
  /** The same doorlist with an edited doorlist.yml. */
  redeploy(lists: Lists): void;
  /** Lets time pass, in which nothing happens by itself. */
  until(ms: number): Promise<void>;
}

export interface Setting {
  start: number;
  lists: Lists;
  mutate?: DeployOptions['mutate'];
  /** What stands between doorlist and the feed's web server. */
  wire?: (transport: Transport) => Transport;
  /** How often Lambda tries again what failed. */
  retries?: 0 | 2;
}

export async function setUp({ start, lists, ...options }: Setting): Promise<Harness> {
  const ipSets = Object.keys(lists).flatMap((list) =>
    families.map((family) => ({ arn: arnOf(list, family), addresses: [] })),
  );
  const world = await setUpWorld({ start, ipSets });
  const refresh = deployed(world, lists, options);
  let seen = 0;

  async function newsOf(running: Promise<unknown>): Promise<News> {
    await world.clock.drive(running);
    const events = world.record.events.slice(seen);
    seen = world.record.events.length;
    return tell(events);
  }
  const settled = () => newsOf(world.lambda.settled());
  return {
    world,
    publish: (file) => void world.feed.publish(file),
    contents: (list, family) => world.waf.contents(arnOf(list, family)),
    announce(changed) {
      world.announceFeed(changed);
      return settled();
    },
    deliver(event) {
      world.lambda.invokeAsync(refresh, event, 'sns');
      return settled();
    },
    check() {
      const event = { schedule: 'arn:refresh', scheduledAt: new Date(world.clock.now()).toISOString() };
      world.lambda.invokeAsync(refresh, event, 'schedule');
      return settled();
    },
    invoke: (payload) => newsOf(world.lambda.invoke(refresh, payload)),
    redeploy: (edited) => void deployed(world, edited, options),
    until: (ms) => world.clock.advanceTo(ms),
  };
}

function deployed(
  world: World,
  lists: Lists,
  { mutate, wire = (transport) => transport, retries = 2 }: Omit<Setting, 'start' | 'lists'>,
): string {
  const wired: World = {
    ...world,
    feed: { ...world.feed, transport: (actor) => wire(world.feed.transport(actor)) },
    lambda: {
      ...world.lambda,
      register: (name, settings) => world.lambda.register(name, { ...settings, retries }),
    },
  };
  return deploy(wired, estateOf(lists), { scheduled: false, ...(mutate && { mutate }) }).refresh;
}

function estateOf(lists: Lists) {
  const withTargets = Object.entries(lists).map(([name, list]) => [
    name,
    { ...list, targets: families.map((family) => ({ arn: arnOf(name, family) })) },
  ]);
  const text = {
    alerts: { email: ['platform@example.com'] },
    lists: Object.fromEntries(withTargets) as unknown,
  };
  return parseEstate(JSON.stringify(text)).estate;
}

export function arnOf(list: string, family: FamilyName): string {
  const id = Buffer.from(list.padEnd(6).slice(0, 6)).toString('hex');
  return `arn:aws:wafv2:eu-west-2:${account}:regional/ipset/${list}-${family}/a1b2c3d4-0001-4000-8000-${id}`;
}

function tell(events: readonly HistoryEvent[]): News {
  const ended = events.filter((event) => event.kind === 'return');
  const last = ended.at(-1);
  return {
    mails: events.filter((event) => event.kind === 'mail'),
    outcomes: ended.map(({ outcome }) => outcome),
    deadLetters: events.filter((event) => event.kind === 'dead-letter').length,
    fetches: events.filter((event) => event.kind === 'fetch').length,
    writes: events.filter((event) => event.kind === 'call' && event.operation === 'UpdateIPSet').length,
    report: last?.outcome === 'ok' ? (last.result as Report) : undefined,
  };
}

/** What a report says of one list's target. */
export function reported({ report }: News, list: string, family: FamilyName): TargetReport {
  const found = report?.lists
    .flatMap(({ targets }) => targets)
    .find(({ target }) => target.arn === arnOf(list, family));
  if (!found) throw new Error(`nothing is reported of ${list} ${family}`);
  return found;
}
