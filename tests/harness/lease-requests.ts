import { parseCidr } from '../../lib/cidr.js';
import type { Composition } from '../../lib/compose.js';
import type { Estate } from '../../lib/estate/estate.js';
import { join, leave, type AccessDeps, type Joined, type Left } from '../../lib/leases/join.js';
import type { World, WorldIpSet, WorldOptions } from '../../simulator/world/world.js';
import { start } from './account.js';
import { setUp } from './deployed.js';
import { developersV4, developersV6 } from './developers.js';
import { feedFile, someV6 } from './feed-file.js';
import { registerFunction } from './function.js';
import { estateWithLeases, policy } from './leases.js';
import { answerOfFunction } from './world.js';

export interface Asked {
  who: string;
  network: string;
  device?: string;
  why?: string;
  length?: number;
  /** Leaves instead of joining. */
  out?: true;
}

/** A deployed estate whose developers let themselves in, without HTTP. */
export interface LeaseHarness {
  world: World;
  /** One lease request, in a container of its own. */
  ask(asked: Asked): Promise<Joined | Left>;
  run(event: object): Promise<unknown>;
  /** As `run`, and time passes only for who lets it. */
  later(event: object): Promise<unknown>;
  sweep(): Promise<unknown>;
  holds(family?: 'IPV4' | 'IPV6'): readonly string[];
}

export interface LeaseSetting extends Pick<Partial<WorldOptions>, 'securityGroups'> {
  ipSets?: WorldIpSet[];
  estate?: Estate;
  timeoutMs?: number;
  concurrency?: number;
  mutate?: (composition: Composition) => Composition;
}

export async function setUpLeases(setting: LeaseSetting = {}): Promise<LeaseHarness> {
  const { estate = estateWithLeases(), ipSets = [], concurrency = 1000, timeoutMs = 8_000 } = setting;
  const { securityGroups = [] } = setting;
  const { mutate = (composition: Composition) => composition } = setting;
  const feed = feedFile(start / 1000 - 600, ['3.0.0.0/24', someV6]);
  const { world, deployed } = await setUp({ estate, ipSets, securityGroups, concurrency, feed });
  const list = estate.lists.find(({ name }) => name === 'developers');
  if (!list) throw new Error('no developers');

  const name = 'lease-request';
  const { deployment } = deployed;
  registerFunction(world, name, { estate, deployment, timeoutMs: 29_000 }, (composed, { requestId }) => {
    const access: AccessDeps = { ...mutate(composed).deps, timeoutMs };
    return async (event) => {
      const { who, network, device = '', why = '', length = policy.default, out } = event as Asked;
      const person = { issuer: 'iam 111122223333', subject: who, name: who };
      const requester = { list, person, event: requestId, address: network, request: requestId };
      return out
        ? leave(requester, (lease) => lease.network === network, access)
        : join(requester, { network: parseCidr(network), device, why, duration: length }, access);
    };
  });
  const later = (event: object) => answerOfFunction(world, deployed.flush, event);
  const run = (event: object) => world.clock.drive(later(event));
  return {
    world,
    ask: async (asked) => (await answerOfFunction(world, name, asked)) as Joined | Left,
    run,
    later,
    sweep: () => run({ schedule: 'sweep', scheduledAt: String(Date.now()), sweep: true }),
    holds: (family = 'IPV4') => world.waf.contents(family === 'IPV4' ? developersV4 : developersV6),
  };
}
