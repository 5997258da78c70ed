import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import type { Family } from '../../../lib/cidr.js';
import type { PlantedRule } from '../../../simulator/aws/ec2/ec2.js';
import type { World } from '../../../simulator/world/world.js';
import { groupArn, groupId } from '../../harness/account.js';
import { many, foreignRule } from '../../harness/networks.js';
import { exhausted } from './exhausted.js';
import type { Hand, Kind } from './kind.js';

const quota = 60;

export interface Port {
  protocol: string;
  from: number;
  to: number;
}

export function securityGroups({
  name,
  family,
  groups = 1,
  ports = [{ protocol: 'tcp', from: 443, to: 443 }],
}: {
  name: string;
  family: Family;
  groups?: number;
  ports?: Port[];
}): Kind {
  const numbers = Array.from({ length: groups }, (_, i) => i + 1);
  const arns = numbers.map(groupArn);
  const portRanges = ports.map(({ protocol, from, to }) => `${protocol} ${from}-${to}`);
  const isOpen = (states: readonly (readonly string[])[], cidr: string) =>
    portRanges.every((portRange) =>
      states.some((rules) => rules.some((rule) => rule.startsWith(`${cidr} ${portRange} `))),
    );
  const apart = groups > 1 ? { 'ec2:DescribeSecurityGroups': 1 } : {};

  /** Rules for something else: inbound ones take room, outbound ones only pages. */
  const others = (n: number, egress: boolean): PlantedRule[] =>
    many(n, (of, i) => foreignRule(of, i + 1_000), family).map((source) => ({
      source,
      from: 22,
      to: 22,
      egress,
    }));

  return {
    name,
    family,
    target: {
      ...(groups === 1 ? { arn: arns[0] } : { spreadOver: arns }),
      ports: ports.map(({ from, to }) => (from === to ? from : `${from}-${to}`)),
    },
    marks: true,
    flushesForeign: false,
    lockMs: 310_000,
    opening: 'AuthorizeSecurityGroupIngress',
    closing: 'RevokeSecurityGroupIngress',
    conflict: 'InvalidPermission.Duplicate',
    throttled: 'RequestLimitExceeded',
    atRest: { 'ec2:DescribeSecurityGroupRules': 1, ...apart },
    atRestCrowded: { 'ec2:DescribeSecurityGroupRules': 2, ...apart },
    remedy: `room for ${2 * ports.length} rules of this family: ${ports.length} too few; 1 more group or a quota of ${groups === 1 ? quota + ports.length : quota + 1} rules per group would fit.`,
    plant(foreign, { room, crowded = false } = {}) {
      const first = foreign.flatMap((source) => ports.map((port) => ({ source, ...port })));
      const rules = (i: number) => (i === 0 ? foreign.length * ports.length : 0) + share(room ?? 0, i);
      const share = (all: number, i: number) =>
        Math.floor((all * ports.length) / groups) + (i < (all * ports.length) % groups ? 1 : 0);
      return {
        securityGroups: numbers.map((n, i) => ({
          arn: groupArn(n),
          rules: [
            ...(i === 0 ? first : []),
            ...(room === undefined ? [] : others(quota - rules(i), false)),
            ...(crowded ? others(Math.ceil(1_100 / groups), true) : []),
          ],
        })),
      };
    },
    arns,
    open: (states) =>
      [...new Set(states.flat().map((rule) => rule.split(' ', 1)[0] ?? ''))].filter((cidr) =>
        isOpen(states, cidr),
      ),
    hand: (world) => handOn(world, arns, ports),
    exhaust: (world) =>
      exhausted(world, (client) =>
        client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId(99) })),
      ),
  };
}

/** Adds at each port of the first group, and removes from whichever has it. */
function handOn(world: World, groups: readonly string[], ports: readonly Port[]): Hand {
  const [first = ''] = groups;
  return {
    async add(source) {
      for (const port of ports) await world.console.allow(first, { source, ...port }, 'alice');
    },
    async remove(source) {
      for (const group of groups)
        if (world.ec2.rules(group).some((rule) => rule.source === source))
          await world.console.revokeRule(group, source, 'alice');
    },
    async unmark(source) {
      for (const group of groups)
        if (world.ec2.rules(group).some((rule) => rule.source === source))
          await world.console.untag(group, source, ['doorlist'], 'alice');
    },
  };
}
