import type { Family } from '../../../../lib/cidr.js';
import type { Door, List, SecurityGroupsRef } from '../../../../lib/estate/estate.js';
import { createMark } from '../../../../lib/targets/mark.js';
import type { SimRule } from '../../../aws/ec2/ec2.js';

/** What a rule opens, as EC2 spells it: ICMP otherwise in IPv6, and -1 for everything. */
export type Opening = Pick<SimRule, 'protocol' | 'from' | 'to'>;

export function openingAt(door: Door, family: Family): Opening {
  switch (door.protocol) {
    case 'tcp':
    case 'udp':
      return door;
    case 'icmp':
      return { protocol: family === 'IPV4' ? 'icmp' : 'icmpv6', from: -1, to: -1 };
    case 'all':
      return { protocol: '-1', from: -1, to: -1 };
  }
}

/** The groups that a target is in, and those that it leaves. */
export function groupArns({ region, account, groups, leaving }: SecurityGroupsRef): {
  staying: string[];
  leaving: string[];
} {
  const arn = (id: string) => `arn:aws:ec2:${region}:${account}:security-group/${id}`;
  return { staying: groups.map(arn), leaving: leaving.map(arn) };
}

/** The tag on a list's rules, under the names that the estate is deployed with in the simulator. */
export function markOf({ id }: List): string {
  return createMark('doorlist', 'dev', id).value;
}
