import { parseEstate } from '../../lib/estate/parse.js';
import type { TargetReport } from '../../lib/report/report.js';
import type { SimRule } from '../../simulator/aws/ec2/ec2.js';
import { marksIn } from '../../simulator/aws/ec2/rule.js';
import { deploy } from '../../simulator/world/deployed.js';
import type { WorldOptions } from '../../simulator/world/world.js';
import { groupArn, listArn } from './account.js';
import { setUp, type Harness } from './deployed.js';
import type { FeedEntries } from './feed-file.js';
import { publisher } from './publisher.js';
import type { Ended } from './world.js';

/** A list of doorlist.yml. */
export type ListText = Record<string, unknown>;

/** A deployed estate, and what can be asked of its security groups and prefix lists. */
export interface Ec2Harness extends Harness {
  publish(...entries: FeedEntries): void;
  later(ms: number): Promise<void>;
  /** The same doorlist with an edited doorlist.yml. */
  redeploy(lists: Record<string, ListText>): void;
  /** The inbound rules of a group: `3.0.0.0/24 tcp 443-443 doorlist/dev/edge`, with every mark, and `-` where there is none. */
  rules(group: number): string[];
  /** The entries of a list: `3.0.0.0/24 by hand` */
  entries(list: number): string[];
  /** What the networks of the rules or entries of some ARNs were at every instant. */
  instants(...arns: string[]): string[][];
}

export const edge = { feed: { services: ['CLOUDFRONT'] } };

export async function setUpEc2(
  lists: Record<string, ListText>,
  { feed = [], ...world }: { feed?: FeedEntries } & Omit<Partial<WorldOptions>, 'ipSets'>,
): Promise<Ec2Harness> {
  const harness = await setUp({ text: textOf(lists), ...world });
  const { clock, record, ec2 } = harness.world;
  const publish = publisher(harness.world);
  publish(...feed);
  return {
    ...harness,
    publish,
    later: (ms) => clock.advanceTo(clock.now() + ms),
    redeploy: (edited) =>
      void deploy(harness.world, parseEstate(textOf(edited)).estate, { scheduled: false }),
    rules: (group) =>
      ec2
        .rules(groupArn(group))
        .filter(({ isEgress }) => !isEgress)
        .map(lineOf)
        .sort(),
    entries: (list) =>
      ec2
        .prefixList(listArn(list))
        .entries.map(({ cidr, description = '-' }) => `${cidr} ${description}`)
        .sort(),
    instants(...arns) {
      const now = new Map<string, readonly string[]>();
      return record
        .of('state')
        .filter(({ target }) => arns.includes(target))
        .map(({ target, after }) => {
          now.set(target, after);
          return [...now.values()].flat().map((line) => line.split(' ', 1)[0] ?? '');
        });
    },
  };
}

function textOf(lists: Record<string, ListText>): string {
  return JSON.stringify({ alerts: { email: ['platform@example.com'] }, lists });
}

function lineOf({ source, protocol, from, to, tags }: SimRule): string {
  return `${source} ${protocol} ${from}-${to} ${marksIn(tags).join(',') || '-'}`;
}

/** What a run that did not fail reports of one target. */
export function reported({ ok, report, error }: Ended, family = 'IPV4', list = 'edge'): TargetReport {
  if (!ok) throw new Error(`the run failed: ${error}`);
  const targets = report.lists.filter((each) => each.list === list).flatMap((each) => each.targets);
  const target = targets.find((each) => each.family === family);
  if (target === undefined) throw new Error(`nothing is reported of ${list} ${family}`);
  return target;
}
