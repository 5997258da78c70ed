/** What should be, in words that owe nothing to doorlist's code: what the checker compares the record with. */
export interface Spec {
  /** The raw bytes of every version of ip-ranges.json that was ever published, by syncToken. */
  files: ReadonlyMap<string, Uint8Array>;
  /** The estates that were deployed, one after the other. */
  editions: readonly Edition[];
  /** How many rules AWS allows a security group, of each family. */
  rulesPerGroup: number;
}

export interface Edition {
  /** How many events the record had when it was deployed. */
  from: number;
  lists: readonly SpecList[];
}

export interface SpecList {
  name: string;
  /** What its rows of leases and its marks are named after. */
  id: string;
  /** Whether people may let themselves in. */
  leases: boolean;
  pins: readonly string[];
  feed?: SpecFeed;
  /** Whether it is flushed at all. */
  flush: boolean;
  adopt: boolean;
  /** Whether a flush takes foreign entries out of security groups and prefix lists, too. */
  foreign: 'keep' | 'flush';
  holdMs: number;
  guards: { emptied: 'refuse' | 'allow'; coverageLost: number; entriesLost: number; minEntries: number };
  targets: readonly SpecTarget[];
}

export interface SpecFeed {
  services: readonly string[];
  regions?: readonly string[];
  borderGroups?: readonly string[];
}

export type SpecTarget = SpecIpSet | SpecPrefixList | SpecGroups;

interface AnyTarget {
  /** What its rows of the table are named after. */
  key: string;
}

export interface SpecIpSet extends AnyTarget {
  kind: 'ip-set';
  arn: string;
}

export interface SpecPrefixList extends AnyTarget {
  kind: 'prefix-list';
  arn: string;
  /** A stack such as CloudFormation's owns it: AWS has put a tag of its own on it. */
  ofStack?: boolean;
  /** `<service>/<stage>/<list>`: what tells doorlist's entries from everybody else's. */
  mark: string;
}

/** One family's rules in security groups of the same interfaces: an address is let in where any of them has it. */
export interface SpecGroups extends AnyTarget {
  kind: 'security-groups';
  family: 'IPV4' | 'IPV6';
  /** ARNs. */
  groups: readonly string[];
  /** ARNs of those that it is taken out of. */
  leaving: readonly string[];
  portRanges: readonly SpecPortRange[];
  mark: string;
}

/** In AWS's words: `tcp` 443 to 443; `icmp` or `-1`, all of it, from -1 to -1. */
export interface SpecPortRange {
  protocol: string;
  from: number;
  to: number;
}
