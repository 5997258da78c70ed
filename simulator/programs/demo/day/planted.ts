import { familyOf, overlaps, parseCidr } from '../../../../lib/cidr.js';
import type { Estate } from '../../../../lib/estate/estate.js';
import { markTag } from '../../../../lib/targets/mark.js';
import type { PlantedGroup, PlantedPrefixList, PlantedRule } from '../../../aws/ec2/ec2.js';
import type { WorldIpSet } from '../../../world/world.js';
import { groupArns, markOf, openingAt } from './rules.js';
import type { DayTarget } from './targets.js';

export interface Planted {
  ipSets: WorldIpSet[];
  prefixLists: PlantedPrefixList[];
  securityGroups: PlantedGroup[];
}

/** What is there before doorlist comes: empty sets and lists, and groups with rules of other people's. */
export function plantedFor(estate: Estate, targets: readonly DayTarget[]): Planted {
  const planted: Planted = { ipSets: [], prefixLists: [], securityGroups: [] };
  for (const target of targets) {
    const { ref, family, list } = target;
    const { arn } = ref;
    switch (ref.kind) {
      case 'ip-set':
        planted.ipSets.push({ arn, addresses: [], description: `For ${list.name}`, family });
        break;
      case 'prefix-list':
        planted.prefixLists.push({ arn, family, maxEntries: sizeFor(target, ref.resize) });
        break;
      case 'security-groups':
        break;
      default:
        ref satisfies never;
    }
  }
  return { ...planted, securityGroups: groupsFor(estate, targets) };
}

const smallest = 60;
/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const largest = 1_000;

/** Its owner left room to grow, unless doorlist sees to it. */
function sizeFor({ wanted }: DayTarget, resize: boolean): number {
  return resize ? smallest : Math.min(largest, Math.max(smallest, Math.ceil(wanted.length * 1.2)));
}

/** Lists may share a group: the first says where the office comes in. */
function groupsFor({ lists }: Estate, targets: readonly DayTarget[]): PlantedGroup[] {
  const pins = lists.flatMap((list) => list.pins.map((pin) => pin.cidr));
  const office = offices.find((each) => !overlaps([each], pins));
  const groups = new Map<string, PlantedRule[]>();
  for (const { ref, family, list } of targets) {
    if (ref.kind !== 'security-groups' || family !== 'IPV4') continue;
    const openings = ref.doors.map((portRange) => openingAt(portRange, family));
    const rules = [
      ssh,
      ...openings
        .slice(0, 1)
        .flatMap((first) => (office ? [{ source: office, ...first, description: 'Office' }] : [])),
    ];
    const [pin] = list.pins.filter(({ cidr }) => familyOf(cidr) === family);
    const ours = pin
      ? openings.map((each) => ({ source: pin.cidr, ...each, tags: { [markTag]: markOf(list) } }))
      : [];
    const { staying, leaving } = groupArns(ref);
    for (const arn of staying) if (!groups.has(arn)) groups.set(arn, rules);
    for (const arn of leaving) if (!groups.has(arn)) groups.set(arn, [...rules, ...ours]);
  }
  return [...groups].map(([arn, rules]) => ({ arn, rules }));
}

/** Of the networks for documentation (RFC 5737), so that nobody real can be meant. */
const ssh = { source: '192.0.2.44/32', from: 22, to: 22, description: 'SSH for Jonas' };
const offices = ['192.0.2.192/28', '198.51.100.192/28', '203.0.113.192/28'].map(parseCidr);
