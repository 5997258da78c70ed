/** What should be, in words that owe nothing to doorlist's code: what the checker holds the record against. */
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
  lists: readonly ListSpec[];
}

export interface ListSpec {
  name: string;
  pins: readonly string[];
  feed?: FeedSpec;
  /** Whether it is flushed at all. */
  flush: boolean;
  adopt: boolean;
  /** Whether a flush takes foreign entries out of security groups and prefix lists, too. */
  foreign: 'keep' | 'flush';
  holdMs: number;
  guards: { emptied: 'refuse' | 'allow'; coverageLost: number; entriesLost: number; minEntries: number };
  targets: readonly TargetSpec[];
}

export interface FeedSpec {
  services: readonly string[];
  regions?: readonly string[];
  borderGroups?: readonly string[];
}

export type TargetSpec = IpSetSpec | PrefixListSpec | GroupsSpec;

interface AnyTarget {
  /** What its rows of the table are named after. */
  key: string;
}

export interface IpSetSpec extends AnyTarget {
  kind: 'ip-set';
  arn: string;
}

export interface PrefixListSpec extends AnyTarget {
  kind: 'prefix-list';
  arn: string;
  /** `<service>/<stage>/<list>`: what tells doorlist's entries from everybody else's. */
  mark: string;
}

/** One family's rules in security groups of the same interfaces: an address is let in where any of them has it. */
export interface GroupsSpec extends AnyTarget {
  kind: 'security-groups';
  family: 'IPV4' | 'IPV6';
  /** ARNs. */
  groups: readonly string[];
  /** ARNs of those that it is taken out of. */
  leaving: readonly string[];
  portRanges: readonly PortRangeSpec[];
  mark: string;
}

/** In AWS's words: `tcp` 443 to 443; `icmp` or `-1`, all of it, from -1 to -1. */
export interface PortRangeSpec {
  protocol: string;
  from: number;
  to: number;
}
