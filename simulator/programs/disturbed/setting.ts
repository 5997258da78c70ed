import { parseEstate } from '../../../lib/estate/parse.js';
import type { Estate } from '../../../lib/estate/estate.js';
import { check, type Violation } from '../../checker/checker.js';
import { createLeaseBook } from '../../checker/leases.js';
import type { FeedVersion } from '../../world/feed/server.js';
import { specOfEditions } from '../../world/spec-of-estate.js';
import { deploy, type DeployedEstate, type DeployOptions } from '../../world/deployed.js';
import { createRandom } from '../../world/random.js';
import { createWorld, type World, type WorldOptions } from '../../world/world.js';
import { feedFile } from './feed-file.js';
import { createPeople, type Asking } from './people.js';

export const start = Date.UTC(2026, 7, 22, 6);

export interface SettingOptions extends Omit<WorldOptions, 'start' | 'record' | 'clock'> {
  mutate?: DeployOptions['mutate'];
  /** Of each invocation's clock: how far it is off. */
  skewMs?: DeployOptions['skewMs'];
}

/** doorlist deployed on a simulated AWS, whose whole record the checker judges in the end. */
export interface Setting {
  world: World;
  /** As `serverless deploy` leaves it; the next one replaces it. */
  install(estateText: string): void;
  deployed(): DeployedEstate;
  publish(networks: readonly string[]): void;
  publishFile(file: Uint8Array): void;
  /** Whether any is published. */
  hasFile(): boolean;
  /** As a schedule fires it: tried again where it fails. */
  fire(trigger: 'refresh' | 'flush' | 'sweep'): void;
  byHand(trigger: 'refresh' | 'flush', payload: { force: boolean; dryRun: boolean }): void;
  join(asking: Asking): Promise<void>;
  leave(who: string): Promise<void>;
  /** When the next lease of anybody ends, as the table has it. */
  nextEnd(): number | undefined;
  wait(ms: number): Promise<void>;
  /** Until nothing is queued or running. */
  settle(): Promise<void>;
  violations(): Violation[];
}

/** Runs `work` in a world of its own. The same work and the same seed always end the same. */
export async function inSetting<T>(
  options: SettingOptions,
  work: (setting: Setting) => Promise<T>,
): Promise<T> {
  const { mutate, skewMs, ...rest } = options;
  const world = await createWorld({ start, ...rest });
  const chance = Math.random;
  const random = createRandom(options.seed).stream('every pause');
  // The SDK and p-retry draw their pauses from it.
  Math.random = () => random.int(0, 2 ** 30 - 1) / 2 ** 30;
  try {
    return await work(settingIn(world, { ...(mutate && { mutate }), ...(skewMs && { skewMs }) }, rest));
  } finally {
    Math.random = chance;
    await world.stop();
  }
}

function settingIn(
  world: World,
  options: Pick<DeployOptions, 'mutate' | 'skewMs'>,
  { quotas }: Pick<SettingOptions, 'quotas'>,
): Setting {
  const { clock } = world;
  const published: FeedVersion[] = [];
  const editions: { from: number; estate: Estate }[] = [];
  const people = createPeople(world);
  const leases = createLeaseBook(['people']);
  world.record.listen((event) => {
    if (event.kind === 'call' && event.service === 'dynamodb') leases.note(event, world.record.events.length);
  });
  let newest = 0;
  let current: DeployedEstate | undefined;
  const deployed = () => {
    if (!current) throw new Error('nothing is installed');
    return current;
  };

  return {
    world,
    deployed,
    install(text) {
      const { estate } = parseEstate(text);
      editions.push({ from: world.record.events.length, estate });
      current = deploy(world, estate, { scheduled: false, warm: true, ...options });
    },
    publish(networks) {
      newest = Math.max(newest + 1000, clock.now());
      published.push(world.feed.publish(feedFile(newest, networks)));
    },
    publishFile(file) {
      published.push(world.feed.publish(file));
    },
    nextEnd() {
      const now = clock.now();
      const ends = leases
        .of('people')
        .filter(({ until, to }) => to.index === Infinity && until > now)
        .map(({ until }) => until);
      return ends.length === 0 ? undefined : Math.min(...ends);
    },
    hasFile: () => published.length > 0,
    fire(trigger) {
      const scheduledAt = new Date(clock.now()).toISOString();
      const { refresh, flush } = deployed();
      const event = {
        refresh: { schedule: 'refresh-all', scheduledAt },
        flush: { schedule: 'flush-people', list: 'people', scheduledAt },
        sweep: { schedule: 'sweep', scheduledAt, sweep: true },
      }[trigger];
      world.lambda.invokeAsync(trigger === 'refresh' ? refresh : flush, event, 'schedule');
    },
    byHand(trigger, payload) {
      const list = trigger === 'refresh' ? 'edge' : 'people';
      world.lambda.invokeAsync(deployed()[trigger], { list, ...payload });
    },
    join: (asking) => people.join(deployed().api, asking),
    leave: (who) => people.leave(deployed().api, who),
    wait: (ms) => clock.advanceTo(clock.now() + ms),
    settle: () => clock.drive(world.lambda.settled()),
    violations() {
      const { rulesPerGroup = 60 } = quotas ?? {};
      const spec = specOfEditions(editions, published, { rulesPerGroup });
      return check({ history: world.record.events, spec }).violations;
    },
  };
}
