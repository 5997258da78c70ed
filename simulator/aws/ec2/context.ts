import type { AwsCall } from '../protocols/wire.js';
import type { Location } from './arn.js';
import type { PrefixLists } from './prefix-lists.js';
import type { SecurityGroups } from './security-groups.js';

/** All that EC2 keeps, for the operations to work on. */
export interface Ec2Context {
  groups: SecurityGroups;
  lists: PrefixLists;
  /** Rules per security group, each way, in each family. */
  quotaOf(location: Location): number;
  newId(kind: 'sg' | 'sgr' | 'pl' | 'ipam-pl-resolver-target'): string;
  /** How old a state of the rules the next answer shows, in milliseconds. */
  drawAge(): number;
}

export type Operations = Readonly<Record<string, (call: AwsCall) => object>>;
