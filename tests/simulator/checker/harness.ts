import type { Estate } from '../../../lib/estate/estate.js';
import type { PlantedGroup, PlantedPrefixList } from '../../../simulator/aws/ec2/ec2.js';
import { specOfEditions } from '../../../simulator/world/spec-of-estate.js';
import { deploy, type DeployedEstate, type DeployOptions } from '../../../simulator/world/deployed.js';
import type { FeedVersion } from '../../../simulator/world/feed/server.js';
import { check, type CheckResult } from '../../../simulator/checker/checker.js';
import type { World, WorldIpSet, WorldOptions } from '../../../simulator/world/world.js';
import { list6 } from '../../../simulator/programs/disturbed/places.js';
import { estateOf, type ListSketch } from '../../harness/estate-sketch.js';
import { feedOf } from '../../harness/feed-file.js';
import { setUpWorld } from '../../harness/world.js';

export const start = Date.UTC(2026, 7, 22, 6);

export {
  edge4,
  edge6,
  groupA,
  groupB,
  groupC,
  list4,
  list6,
  people4,
  people6,
} from '../../../simulator/programs/disturbed/places.js';

/** The ARNs of everything that lists need. */
function containersOf(lists: readonly ListSketch[]): string[] {
  const targets = lists.flatMap((list) => list.targets);
  return [
    ...new Set(
      targets.flatMap((target) =>
        typeof target === 'string'
          ? target
          : [target.arn ?? [], target.spreadOver ?? [], target.leaving ?? []].flat(),
      ),
    ),
  ];
}

export interface Harness {
  world: World;
  functions: Pick<DeployedEstate, 'flush' | 'refresh'>;
  publish(networks: readonly string[]): void;
  /** Runs a function once, whatever comes of it. */
  run(trigger: 'flush' | 'refresh', event?: unknown): Promise<void>;
  /** As a schedule fires it: tried again if it fails. */
  fire(trigger: 'flush' | 'refresh', list?: string): void;
  wait(ms: number): Promise<void>;
  /** Lets everything under way come to its end. */
  settle(): Promise<void>;
  redeploy(...lists: readonly ListSketch[]): void;
  findings(): CheckResult;
}

export interface Setting
  extends
    Pick<DeployOptions, 'mutate'>,
    Pick<WorldOptions, 'ipSets' | 'securityGroups' | 'prefixLists' | 'ec2' | 'quotas'> {
  /** What they need and nothing is said of is there, empty. */
  lists: readonly ListSketch[];
  /** What the feed lists at first. */
  feed?: readonly string[];
  seed?: number;
}

export async function setUp({ lists, feed, seed = 1, mutate, ...setting }: Setting): Promise<Harness> {
  const here = await setUpWorld({ start, seed, ...setting, ...planted(lists, setting) });
  const published: FeedVersion[] = [];
  const editions: { from: number; estate: Estate }[] = [];
  let newest = 0;
  const publish = (networks: readonly string[]) => {
    newest = Math.max(newest + 1000, here.clock.now());
    published.push(here.feed.publish(feedOf(newest, networks)));
  };
  if (feed) publish(feed);

  const install = (sketches: readonly ListSketch[]) => {
    const estate = estateOf(...sketches);
    editions.push({ from: here.record.events.length, estate });
    return deploy(here, estate, { scheduled: false, ...(mutate ? { mutate } : {}) });
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
    findings() {
      // Who may not ask for the quota takes the one that everybody has.
      const { rulesPerGroup = 60, denied = false } = setting.quotas ?? {};
      const ofStacks = (setting.prefixLists ?? []).flatMap(({ arn, tags }) => (tags ? arn : []));
      const spec = specOfEditions(editions, published, {
        rulesPerGroup: denied ? 60 : rulesPerGroup,
        ofStacks,
      });
      return check({ history: here.record.events, spec });
    },
  };
}

/** Whatever lists need and nothing else is said of: empty. */
function planted(lists: readonly ListSketch[], setting: Omit<Setting, 'lists'>) {
  const { ipSets = [], securityGroups = [], prefixLists = [] } = setting;
  const told = new Set([...ipSets, ...securityGroups, ...prefixLists].map(({ arn }) => arn));
  const bare = containersOf(lists).filter((arn) => !told.has(arn));
  const of = (kind: string) => bare.filter((arn) => arn.includes(kind));
  const list = (arn: string): PlantedPrefixList => ({
    arn,
    family: arn === list6 ? 'IPV6' : 'IPV4',
    maxEntries: 60,
  });
  return {
    ipSets: [...ipSets, ...of('/ipset/').map((arn): WorldIpSet => ({ arn, addresses: [] }))],
    securityGroups: [...securityGroups, ...of(':security-group/').map((arn): PlantedGroup => ({ arn }))],
    prefixLists: [...prefixLists, ...of(':prefix-list/').map(list)],
  };
}
