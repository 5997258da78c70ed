import type { PortRange, Estate, List, SecurityGroupsRef, TargetRef } from '../../lib/estate/estate.js';
import type { FeedVersion } from './feed/server.js';
import type { Spec, SpecList, SpecTarget } from '../checker/checker.js';

export interface SpecOptions {
  /** Where it is deployed, which its marks say. */
  service?: string;
  stage?: string;
  rulesPerGroup?: number;
  /** The ARNs of prefix lists that stacks own. */
  ofStacks?: readonly string[];
}

/** What the checker is to compare a record with, where one estate was deployed all the time. */
export function specOf(estate: Estate, published: Iterable<FeedVersion>, options?: SpecOptions): Spec {
  return specOfEditions([{ from: 0, estate }], published, options);
}

/** `from`: how many events the record had when the estate was deployed. */
export function specOfEditions(
  editions: readonly { from: number; estate: Estate }[],
  published: Iterable<FeedVersion>,
  { service = 'doorlist', stage = 'dev', rulesPerGroup = 60, ofStacks = [] }: SpecOptions = {},
): Spec {
  const place = `${service}/${stage}`;
  return {
    files: new Map([...published].map(({ syncToken, body }) => [syncToken, body])),
    editions: editions.map(({ from, estate }) => ({
      from,
      lists: estate.lists.map((list) => specOfList(list, place, ofStacks)),
    })),
    rulesPerGroup,
  };
}

function specOfList(
  { id, name, pins, leases, feed, flush, adopt, foreign, hold, guards, targets }: List,
  place: string,
  ofStacks: readonly string[],
): SpecList {
  return {
    name,
    id,
    leases: leases !== undefined,
    pins: pins.map((pin) => pin.cidr),
    ...(feed ? { feed } : {}),
    flush: flush !== undefined,
    adopt,
    foreign,
    holdMs: hold,
    guards,
    targets: targets.map((target) => specOfTarget(target, `${place}/${id}`, ofStacks)),
  };
}

function specOfTarget(ref: TargetRef, mark: string, ofStacks: readonly string[]): SpecTarget {
  const { key, arn } = ref;
  switch (ref.kind) {
    case 'ip-set':
      return { kind: ref.kind, key, arn };
    case 'prefix-list':
      return { kind: ref.kind, key, arn, mark, ...(ofStacks.includes(arn) ? { ofStack: true } : {}) };
    case 'security-groups':
      return specOfGroups(ref, mark);
  }
}

function specOfGroups(ref: SecurityGroupsRef, mark: string): SpecTarget {
  const { kind, key, family } = ref;
  const arnOf = (id: string) => `arn:aws:ec2:${ref.region}:${ref.account}:security-group/${id}`;
  return {
    ...{ kind, key, family, mark },
    groups: ref.groups.map(arnOf),
    leaving: ref.leaving.map(arnOf),
    portRanges: ref.doors.map((door) => inAwsWords(door, family)),
  };
}

/** docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
function inAwsWords(portRange: PortRange, family: SecurityGroupsRef['family']) {
  switch (portRange.protocol) {
    case 'tcp':
    case 'udp':
      return { protocol: portRange.protocol, from: portRange.from, to: portRange.to };
    case 'icmp':
      return { protocol: family === 'IPV4' ? 'icmp' : 'icmpv6', from: -1, to: -1 };
    case 'all':
      return { protocol: '-1', from: -1, to: -1 };
  }
}
