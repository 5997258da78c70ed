import { sorted, type Cidr } from '../cidr.js';
import type { Claimed, Layout } from './layout.js';
import type { Proposal } from './plan.js';
import type { Step } from './schedule.js';

/** What of the selection stands in a target and is somebody else's. */
export interface NotOurs {
  entries: number;
  some: Cidr[];
  /** How many of them nobody takes over, by the reason. */
  claimed: Partial<Record<Claimed, number>>;
}

const someFew = 5;

/** Nothing where the file at hand does not tell what is selected, or where there is none of it. */
export function notOursOf(
  { feed, wanted, actual, ours }: Pick<Proposal, 'feed' | 'wanted' | 'actual' | 'ours'>,
  { grain, portRanges, containers }: Layout,
  steps: readonly Step[],
): NotOurs | undefined {
  if (feed !== 'selected') return undefined;
  const selected = new Set(wanted.filter(({ origin }) => origin === 'feed').map(({ cidr }) => cidr));
  const isOurs = new Set(grain === 'whole' ? ours : []);
  const joined = new Set(steps.flatMap(({ join = [] }) => join.map(keyOf)));
  const standing: { cidr: Cidr; claimed?: Claimed }[] =
    grain === 'whole'
      ? actual.filter((cidr) => !isOurs.has(cidr)).map((cidr) => ({ cidr }))
      : containers
          .filter(({ leaving }) => !leaving)
          .flatMap(({ id, rules }) => rules.map((rule) => ({ ...rule, container: id })))
          .filter((rule) => rule.owner === 'foreign' && portRanges.includes(rule.portRange))
          .filter((rule) => !joined.has(keyOf(rule)));
  const foreign = standing.filter(({ cidr }) => selected.has(cidr));
  if (foreign.length === 0) return undefined;
  const cidrs = sorted(foreign.map(({ cidr }) => cidr));
  const claimed = { tags: countOf(foreign, 'tags'), stack: countOf(foreign, 'stack') };
  return {
    entries: cidrs.length,
    some: cidrs.slice(0, someFew),
    claimed: {
      ...(claimed.tags > 0 ? { tags: claimed.tags } : {}),
      ...(claimed.stack > 0 ? { stack: claimed.stack } : {}),
    },
  };
}

function countOf(foreign: readonly { cidr: Cidr; claimed?: Claimed }[], why: Claimed): number {
  return new Set(foreign.filter(({ claimed }) => claimed === why).map(({ cidr }) => cidr)).size;
}

const keyOf = ({ container, cidr, portRange }: { container: string; cidr: Cidr; portRange: string }) =>
  `${container} ${cidr} ${portRange}`;
