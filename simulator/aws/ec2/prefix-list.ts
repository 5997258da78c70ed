import type { Family } from '../protocols/network.js';
import { invalidValue } from './errors.js';
import type { PrefixList } from './prefix-lists.js';
import { tagSet } from './tags.js';

/** docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html, by support case only */
const MOST_ENTRIES = 1000;

export function checkSize(maxEntries: number, entries: number): void {
  // The words are of github.com/aws-samples/update-aws-ip-ranges/issues/1
  if (maxEntries < 1 || maxEntries > MOST_ENTRIES)
    throw invalidValue(`Must specify a max size between 1 and ${MOST_ENTRIES}`);
  if (maxEntries < entries)
    throw invalidValue(`The maximum entries (${maxEntries}) cannot be less than the entries (${entries})`);
}

/** "Up to 255 characters in length. The name cannot start with com.amazonaws.": the service model */
export function checkName(name: string): void {
  if (name === '' || name.length > 255 || name.startsWith('com.amazonaws'))
    throw invalidValue(`The prefix list name '${name.slice(0, 255)}' is not valid`);
}

const spelling: Record<Family, string> = { IPV4: 'IPv4', IPV6: 'IPv6' };

/** AWS's own have neither size nor version, nor a state that changes. */
export function described(list: PrefixList) {
  const common = {
    prefixListId: list.id,
    addressFamily: spelling[list.family],
    prefixListArn: list.arn,
    prefixListName: list.name,
    tagSet: tagSet(list.tags),
  };
  if (list.awsWeight !== undefined) return { ...common, ownerId: 'AWS' };
  return {
    ...common,
    ownerId: list.account,
    state: list.state,
    stateMessage: list.stateMessage,
    maxEntries: list.maxEntries,
    version: list.version,
    ipamPrefixListResolverTargetId: list.resolverTarget,
    ipamPrefixListResolverSyncEnabled: list.resolverTarget === undefined ? undefined : true,
  };
}
