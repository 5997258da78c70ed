import { parseEstate } from '../../lib/estate/parse.js';
import type { ApiClient } from '../aws/api-gateway/client.js';
import type { PolicyDocument } from '../aws/iam/policy.js';
import { deploy, type DeployedEstate, type DeployOptions } from '../world/deployed.js';
import { createRandom, type Random } from '../world/random.js';
import { slidingMost } from './load-test/sliding.js';
import { loadTestEstate, v4, v6 } from './load-test/estate.js';
import { createWorld, type World } from '../world/world.js';

export interface LoadTestOptions {
  developers: number;
  withinMs: number;
  seed: number;
  /** Of the account's Lambda. */
  concurrency: number;
  /** How many of a hundred come over IPv6. */
  ipv6: number;
  /** Somebody edits the set at the console meanwhile. */
  console: boolean;
  /** A committer is killed in the middle of its work. */
  kill: boolean;
}

/** What a load test measured. Times are from the first call to the answer that says that the caller is in. */
export interface LoadTestResult {
  joins: number;
  /** Answered 200, and in the set at that instant. */
  confirmed: number;
  /** Answered 202 first. */
  accepted: number;
  /** Turned away by API Gateway or Lambda, and come again. */
  turnedAway: number;
  /** Answered 200 and not in the set then, or not in it after the next sweep. */
  lost: number;
  p50Seconds: number;
  p99Seconds: number;
  maxSeconds: number;
  /** doorlist's own, in any second. */
  updateIpSetMaxPerSecond: number;
  /** Answers of all kinds, by operation. */
  calls: Record<string, number>;
  /** The console's edits that AWS took. */
  edits: number;
}

const start = Date.UTC(2026, 7, 24, 8);

/** Everybody joins at nine o'clock: the real handlers behind API Gateway, with AWS's quotas, on the virtual clock. */
export async function loadTest(
  options: LoadTestOptions,
  mutate: NonNullable<DeployOptions['mutate']> = (composition) => composition,
): Promise<LoadTestResult> {
  const { estate } = parseEstate(loadTestEstate);
  const world = await createWorld({
    start,
    seed: options.seed,
    concurrency: options.concurrency,
    ipSets: [
      { arn: v4, addresses: [] },
      { arn: v6, addresses: [] },
    ],
  });
  try {
    const deployed = deploy(world, estate, { scheduled: false, warm: true, mutate });
    return await world.clock.drive(everybodyJoins(world, deployed, options));
  } finally {
    await world.stop();
  }
}

async function everybodyJoins(
  world: World,
  deployed: DeployedEstate,
  options: LoadTestOptions,
): Promise<LoadTestResult> {
  // The name of the stream is part of the seed: another name gives other results.
  const random = createRandom(options.seed).stream('storm');
  const developers = Array.from({ length: options.developers }, (_, i) => developer(i, random, options));
  const killed = options.kill ? killSomebody(world, deployed, options.withinMs / 2) : undefined;
  let over = false;
  const editing = options.console ? atTheConsole(world, () => over) : Promise.resolve(0);
  const visits = await Promise.all(developers.map((each) => visit(each, world, deployed.api)));
  over = true;
  const [edits] = await Promise.all([editing, killed]);

  await world.lambda.invoke(deployed.flush, { schedule: 'sweep', scheduledAt: 'after', sweep: true });
  const there = holds(world);
  const lost = visits.filter(({ wasIn }, i) => !wasIn || !there.has(developers[i]?.network ?? '')).length;
  const seconds = visits.map(({ ms }) => ms / 1000).sort((a, b) => a - b);
  const at = (share: number) =>
    round(seconds[Math.min(seconds.length - 1, Math.floor(seconds.length * share))]);
  const updates = world.record
    .of('call')
    .filter(({ operation, actor }) => operation === 'UpdateIPSet' && actor.startsWith('doorlist-'));
  return {
    joins: visits.length,
    confirmed: visits.filter(({ wasIn }) => wasIn).length,
    accepted: visits.filter(({ accepted }) => accepted).length,
    turnedAway: visits.filter(({ turnedAway }) => turnedAway).length,
    lost,
    p50Seconds: at(0.5),
    p99Seconds: at(0.99),
    maxSeconds: round(seconds.at(-1)),
    updateIpSetMaxPerSecond: slidingMost(
      updates.map(({ arrived = 0 }) => arrived),
      1_000,
    ),
    calls: callsOf(world),
    edits,
  };
}

interface Developer {
  name: string;
  address: string;
  network: string;
  afterMs: number;
}

function developer(i: number, random: Random, { withinMs, ipv6 }: LoadTestOptions): Developer {
  const afterMs = random.int(0, withinMs);
  const sixth = (i * 37) % 100 < ipv6;
  const address = sixth ? `2a02:c7c:${i.toString(16)}:1::7` : `82.${132 + (i >> 8)}.${i & 255}.7`;
  const network = sixth ? `2a02:c7c:${i.toString(16)}:1::/64` : `${address}/32`;
  return { name: `developer-${i}`, address, network, afterMs };
}

interface Visit {
  ms: number;
  wasIn: boolean;
  accepted: boolean;
  turnedAway: boolean;
}

/** Asks until the answer is that they are in, as `doorlist allow` does. */
async function visit(who: Developer, world: World, api: ApiClient | undefined): Promise<Visit> {
  const as = world.iam.user(who.name, [joinPolicy]);
  await sleep(who.afterMs);
  const began = Date.now();
  let [accepted, turnedAway] = [false, false];
  for (;;) {
    const answer = await api?.request({
      method: 'PUT',
      path: '/lists/developers/leases/me',
      body: { for: '8h', why: 'the day' },
      sourceIp: who.address,
      as,
    });
    const ms = Date.now() - began;
    if (answer?.status === 200) return { ms, wasIn: holds(world).has(who.network), accepted, turnedAway };
    accepted ||= answer?.status === 202;
    turnedAway ||= answer?.status !== 202;
    await sleep(1_000 * Number(answer?.headers['retry-after'] ?? 1));
  }
}

/** What the packaged policy for joining says, short. */
const joinPolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*/PUT/lists/developers/leases/me' },
  ],
};

function holds(world: World): Set<string> {
  return new Set([...world.waf.contents(v4), ...world.waf.contents(v6)]);
}

/** The next function that writes after that time is killed before its call reaches AWS. */
async function killSomebody(world: World, { access }: DeployedEstate, afterMs: number): Promise<void> {
  await sleep(afterMs);
  world.actors.crash({ who: access, operation: 'UpdateIPSet', when: 'before' });
}

async function atTheConsole(world: World, isOver: () => boolean): Promise<number> {
  let edits = 0;
  for (let i = 0; !isOver(); i++) {
    await sleep(500);
    await world.console.add(v4, `83.0.0.${i % 250}/32`, 'eve').then(
      () => edits++,
      () => undefined,
    );
  }
  return edits;
}

function callsOf(world: World): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const { service, operation, actor } of world.record.of('call'))
    if (actor.startsWith('doorlist-')) {
      const name = `${service}:${operation}`;
      calls[name] = (calls[name] ?? 0) + 1;
    }
  return Object.fromEntries(Object.entries(calls).sort());
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function round(seconds = 0): number {
  return Math.round(seconds * 100) / 100;
}
