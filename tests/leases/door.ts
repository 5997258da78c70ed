import { silent } from '../../lib/report/log.js';
import { join, leave as letOut, type AccessDeps, type Joined, type Left } from '../../lib/leases/join.js';
import { parseCidr } from '../../lib/cidr.js';
import { compose, type Composition } from '../../lib/compose.js';
import type { Estate } from '../../lib/estate/estate.js';
import type { LeasePolicy } from '../../lib/leases/lease.js';
import { parseEstate } from '../../lib/estate/parse.js';
import { deploy } from '../../simulator/world/deployed.js';
import type { LambdaHandler } from '../../simulator/aws/lambda/result.js';
import { createWorld, type World, type WorldIpSet } from '../../simulator/world/world.js';
import { developersV4, developersV6, estateText, feedFile, someV6, start } from '../reconcile/desk.js';

export const hour = 3_600_000;
export const minute = 60_000;
export const policy: LeasePolicy = { default: 4 * hour, longest: 12 * hour, perPerson: 3, ipv6Prefix: 64 };

/** The estate of the other tests, whose developers may let themselves in. */
export function estateWithLeases(over: Partial<LeasePolicy> = {}): Estate {
  const { estate } = parseEstate(estateText);
  const lists = estate.lists.map((list) =>
    list.name === 'developers' ? { ...list, leases: { ...policy, ...over } } : list,
  );
  return { ...estate, lists };
}

export interface Asked {
  who: string;
  network: string;
  device?: string;
  why?: string;
  length?: number;
  /** Leaves instead of joining. */
  out?: true;
}

export interface House {
  world: World;
  /** One call of the door, in a container of its own. */
  ask(asked: Asked): Promise<Joined | Left>;
  run(event: object): Promise<unknown>;
  /** As `run`, and time passes only for who lets it. */
  later(event: object): Promise<unknown>;
  sweep(): Promise<unknown>;
  holds(family?: 'IPV4' | 'IPV6'): readonly string[];
}

let world: World | undefined;

export async function enter(
  options: {
    ipSets?: WorldIpSet[];
    estate?: Estate;
    timeoutMs?: number;
    concurrency?: number;
    mutate?: (composition: Composition) => Composition;
  } = {},
): Promise<House> {
  const estate = options.estate ?? estateWithLeases();
  const here = await createWorld({
    start,
    seed: 1,
    concurrency: options.concurrency ?? 1000,
    ipSets: [
      ...(options.ipSets ?? [
        { arn: developersV4, addresses: [] },
        { arn: developersV6, addresses: [] },
      ]),
      { arn: estate.lists[1]?.targets[0]?.arn ?? '', addresses: [] },
    ],
  });
  world = here;
  here.feed.publish(feedFile(start / 1000 - 600, ['3.0.0.0/24', someV6]));
  const deployed = deploy(here, estate, { scheduled: false });
  const list = estate.lists.find(({ name }) => name === 'developers');
  if (!list) throw new Error('no developers');
  here.lambda.register('door', {
    timeoutMs: 29_000,
    memory: 512,
    retries: 0,
    maxAgeMs: 60_000,
    start: ({ actor, requestId }): LambdaHandler => {
      const composed = compose(estate, deployed.deployment, {
        aws: { requestHandler: here.requestHandler(actor), credentials: here.credentials('door') },
        transport: here.feed.transport(actor),
        log: silent,
      });
      const { deps } = (options.mutate ?? ((each) => each))(composed);
      const access: AccessDeps = { ...deps, random: () => 0.5, timeoutMs: options.timeoutMs ?? 8_000 };
      return async (event) => {
        const { who, network, device = '', why = '', length = policy.default, out } = event as Asked;
        const person = { issuer: 'iam 111122223333', subject: who, name: who };
        const requester = { list, person, event: requestId, address: network, request: requestId };
        return out
          ? letOut(requester, (lease) => lease.network === network, access)
          : join(requester, { network: parseCidr(network), device, why, duration: length }, access);
      };
    },
  });
  const invoke = async (name: string, event: object) => {
    const { outcome, payload } = await here.lambda.invoke(name, event);
    if (outcome !== 'ok') throw new Error(JSON.stringify(payload));
    return payload;
  };
  const run = (event: object) => here.clock.drive(invoke(deployed.flush, event));
  return {
    world: here,
    ask: async (asked) => (await invoke('door', asked)) as Joined | Left,
    run,
    later: (event) => invoke(deployed.flush, event),
    sweep: () => run({ schedule: 'sweep', scheduledAt: String(Date.now()), sweep: true }),
    holds: (family = 'IPV4') => here.waf.contents(family === 'IPV4' ? developersV4 : developersV6),
  };
}

export async function leave(): Promise<void> {
  await world?.stop();
  world = undefined;
}
