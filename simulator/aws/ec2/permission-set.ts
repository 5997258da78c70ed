import { isGroup, isPrefixList, type Opening } from './rule.js';

/** Rules as DescribeSecurityGroups and Revoke show them, one permission a door. */
export function permissionSet(openings: readonly Opening[], owner: string) {
  const doors = new Map<string, Opening[]>();
  for (const opening of openings) {
    const door = `${opening.protocol} ${opening.from} ${opening.to}`;
    doors.set(door, [...(doors.get(door) ?? []), opening]);
  }
  return [...doors.values()].map((behind) => permission(behind, owner));
}

function permission(openings: readonly Opening[], owner: string) {
  const [door] = openings;
  const networks = openings.filter(({ source }) => !isPrefixList(source) && !isGroup(source));
  return {
    ipProtocol: door?.protocol,
    ...(door?.protocol !== '-1' && { fromPort: door?.from, toPort: door?.to }),
    ipRanges: networks
      .filter(({ family }) => family === 'IPV4')
      .map(({ source, description }) => ({ cidrIp: source, description })),
    ipv6Ranges: networks
      .filter(({ family }) => family === 'IPV6')
      .map(({ source, description }) => ({ cidrIpv6: source, description })),
    prefixListIds: openings
      .filter(({ source }) => isPrefixList(source))
      .map(({ source, description }) => ({ prefixListId: source, description })),
    groups: openings
      .filter(({ source }) => isGroup(source))
      .map(({ source, description }) => ({ groupId: source, userId: owner, description })),
  };
}
