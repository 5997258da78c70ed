import type { Cidr, Family } from '../cidr.js';
import type { LeasePolicy } from '../leases/lease.js';

/** Everything in `doorlist.yml`, parsed. Plain JSON, since it is bundled into the handlers as such. */
export interface Estate {
  /** The one AWS account that every target is in. */
  account: string;
  alerts: { email: string[] };
  /** How people reach doorlist; absent where no list grants leases. */
  access?: Access;
  /** In the file's order. */
  lists: List[];
}

/** The REST API by which people let themselves in, and who they are. It has at least one kind of caller. */
export interface Access {
  /** Callers who sign with AWS credentials: what they may is IAM's. */
  iam: boolean;
  /** Callers with a user pool's token: what they may is their groups'. */
  cognito?: Cognito;
  /** How long an answer may wait for AWS, in milliseconds. */
  wait: number;
  /** Of each method, whoever calls: requests a second, and at once. */
  throttle: Throttle;
  /** Callers show an API key, by which AWS meters them. */
  usagePlan?: Throttle & { perDay?: number };
  /** Where calls may come from; empty: from everywhere. */
  allowFrom: Cidr[];
  domain?: Domain;
  /** How long the log of who let themselves in is kept: one of the retentions that CloudWatch knows. */
  auditDays: number;
  /**
   * API Gateway's own log of requests. It writes with a role that a whole account has one of in each Region:
   * `role` sets it, `account` finds it set.
   */
  accessLogs: 'role' | 'account' | 'off';
  /** Whether EventBridge tells of CloudTrail's UpdateIPSet, so that a mail can name who edited a set by hand. */
  cloudTrail: boolean;
}

export interface Cognito {
  /** Access tokens with any of these; empty: ID tokens. */
  scopes: string[];
  pools: UserPool[];
}

export interface UserPool {
  arn: string;
  /** The `iss` of its tokens. */
  issuer: string;
  /** By group: the names of the lists that its members may join, and administer. */
  groups: Record<string, { join: string[]; administer: string[] }>;
}

export interface Throttle {
  rate: number;
  burst: number;
}

export interface Domain {
  name: string;
  /** Of ACM, in the Region of the API. */
  certificate: string;
  /** `s3://BUCKET/KEY`: callers show a certificate that it vouches for (mutual TLS). */
  truststore?: string;
}

/** A named allow-list: its sources, its targets, its policy. It has a feed, a flush or leases, or several of them. */
export interface List {
  name: string;
  /** Under which its rules and entries are marked in AWS; the name that it had first, where it was renamed. */
  id: string;
  pins: Pin[];
  feed?: FeedSelection;
  flush?: FlushSchedule;
  /** How people let themselves in; absent: nobody does. */
  leases?: LeasePolicy;
  /** An address behind the list that answers whoever is in, for `doorlist allow --wait`. */
  probe?: string;
  guards: Guards;
  /** How long an address that the feed dropped is kept, in milliseconds. */
  hold: number;
  /** Whether feed entries are merged exactly; otherwise the feed's own entries are kept. */
  aggregate: boolean;
  /**
   * Whether others' entries become doorlist's: in IP sets all of them, which removes what is not wanted; elsewhere those
   * that are identical to what pins and the feed want.
   */
  adopt: boolean;
  /** Whether a flush removes foreign entries from security groups and prefix lists, too. */
  foreign: 'keep' | 'flush';
  /** After how long a sweep removes a foreign entry, in milliseconds; absent: it waits for the flush. */
  grace?: number;
  /** A foreign entry with a shorter prefix is mailed at once. */
  tooWide: Record<Family, number>;
  targets: TargetRef[];
}

export interface Pin {
  cidr: Cidr;
  note?: string;
}

/** A selection of ip-ranges.json. An absent filter admits everything. */
export interface FeedSelection {
  services: string[];
  regions?: string[];
  borderGroups?: string[];
}

export interface FlushSchedule {
  /** The six fields of an AWS cron expression, without `cron()`; absent: by hand only. */
  cron?: string;
  /** An IANA time zone. */
  timezone: string;
  leases: 'keep' | 'end';
}

/** Shares are in per cent, judged per target; see the table of guards in docs/architecture.md. */
export interface Guards {
  emptied: 'refuse' | 'allow';
  coverageLost: number;
  entriesLost: number;
  /** Shares are judged from this many entries up. */
  minEntries: number;
}

export type TargetRef = IpSetRef | SecurityGroupsRef | PrefixListRef;

interface AnyRef {
  /** Of its own in the estate, and lasting: what is remembered of a target is kept under it. */
  key: string;
  arn: string;
  account: string;
  region: string;
  /** For a person. */
  name: string;
}

/** A WAFv2 IP set, all of it read from its ARN. */
export interface IpSetRef extends AnyRef {
  kind: 'ip-set';
  /** The region is us-east-1 where this is CLOUDFRONT. */
  scope: 'REGIONAL' | 'CLOUDFRONT';
  id: string;
}

/**
 * One family's rules in one or several security groups that are attached to the same interfaces. AWS counts the
 * families apart, so a target of the file is two of these. `arn` is the first group's.
 */
export interface SecurityGroupsRef extends AnyRef {
  kind: 'security-groups';
  family: Family;
  /** Their ids, in the file's order. */
  groups: string[];
  /** Groups that the target is taken out of: doorlist's rules there move to the others. */
  leaving: string[];
  doors: PortRange[];
}

/** What a rule opens. `icmp` is every ICMP message of the rule's family; `all` is all traffic. */
export type PortRange = { protocol: 'tcp' | 'udp'; from: number; to: number } | { protocol: 'icmp' | 'all' };

/** A customer-managed prefix list; its family is read from AWS. */
export interface PrefixListRef extends AnyRef {
  kind: 'prefix-list';
  id: string;
  /** Whether doorlist may raise its MaxEntries. */
  resize: boolean;
}
