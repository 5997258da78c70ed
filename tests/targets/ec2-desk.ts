import { parseEstate } from '../../lib/estate/parse.js';
import type { TargetReport } from '../../lib/report/report.js';
import type { SimRule } from '../../simulator/aws/ec2/ec2.js';
import { deploy } from '../../simulator/world/deployed.js';
import type { WorldOptions } from '../../simulator/world/world.js';
import { enter, type Desk, type Outcome } from '../reconcile/desk.js';
import { publisher, type FeedEntries } from './feed.js';
import { groupArn, listArn } from './names.js';

export { hour, leave } from '../reconcile/desk.js';
export const minute = 60_000;

/** A list of doorlist.yml. */
export type ListText = Record<string, unknown>;

/** Any estate on AWS on the desk, and what can be asked of its groups and lists. */
export interface Ec2Desk extends Desk {
  publish(...entries: FeedEntries): void;
  later(ms: number): Promise<void>;
  /** The same doorlist with an edited doorlist.yml. */
  redeploy(lists: Record<string, ListText>): void;
  /** The inbound rules of a group: `3.0.0.0/24 tcp 443-443 doorlist/dev/edge`, and `-` where there is no mark. */
  rules(group: number): string[];
  /** The entries of a list: `3.0.0.0/24 by hand` */
  entries(list: number): string[];
  /** What the networks of the rules or entries of some ARNs were at every instant. */
  instants(...arns: string[]): string[][];
}

export const edge = { feed: { services: ['CLOUDFRONT'] } };

export async function enterEc2(
  lists: Record<string, ListText>,
  { feed = [], ...world }: { feed?: FeedEntries } & Omit<Partial<WorldOptions>, 'ipSets'>,
): Promise<Ec2Desk> {
  const desk = await enter({ text: textOf(lists), ...world });
  const { clock, record, ec2 } = desk.world;
  const publish = publisher(desk.world);
  publish(...feed);
  return {
    ...desk,
    publish,
    later: (ms) => clock.advanceTo(clock.now() + ms),
    redeploy: (edited) => void deploy(desk.world, parseEstate(textOf(edited)).estate, { scheduled: false }),
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
  return `${source} ${protocol} ${from}-${to} ${tags['doorlist'] ?? '-'}`;
}

/** What a run that did not fail reports of one target. */
export function reported({ ok, report, error }: Outcome, family = 'IPV4', list = 'edge'): TargetReport {
  if (!ok) throw new Error(`the run failed: ${error}`);
  const targets = report.lists.filter((each) => each.list === list).flatMap((each) => each.targets);
  const target = targets.find((each) => each.family === family);
  if (target === undefined) throw new Error(`nothing is reported of ${list} ${family}`);
  return target;
}
