import { isGroup, isPrefixList, type Opening } from './rule.js';

/** Rules as DescribeSecurityGroups and Revoke show them, one permission a port range. */
export function permissionSet(openings: readonly Opening[], owner: string) {
  const doors = new Map<string, Opening[]>();
  for (const opening of openings) {
    const portRange = `${opening.protocol} ${opening.from} ${opening.to}`;
    doors.set(portRange, [...(doors.get(portRange) ?? []), opening]);
  }
  return [...doors.values()].map((behind) => permission(behind, owner));
}

function permission(openings: readonly Opening[], owner: string) {
  const [portRange] = openings;
  const networks = openings.filter(({ source }) => !isPrefixList(source) && !isGroup(source));
  return {
    ipProtocol: portRange?.protocol,
    ...(portRange?.protocol !== '-1' && { fromPort: portRange?.from, toPort: portRange?.to }),
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
