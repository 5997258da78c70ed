import { isGroup, isPrefixList, type Opening } from './rule.js';

/** Rules as DescribeSecurityGroups and Revoke show them, one permission for each port range. */
export function permissionSet(openings: readonly Opening[], owner: string) {
  const permissions = new Map<string, Opening[]>();
  for (const opening of openings) {
    const portRange = `${opening.protocol} ${opening.from} ${opening.to}`;
    permissions.set(portRange, [...(permissions.get(portRange) ?? []), opening]);
  }
  return [...permissions.values()].map((together) => permission(together, owner));
}

function permission(openings: readonly Opening[], owner: string) {
  const [first] = openings;
  const networks = openings.filter(({ source }) => !isPrefixList(source) && !isGroup(source));
  return {
    ipProtocol: first?.protocol,
    ...(first?.protocol !== '-1' && { fromPort: first?.from, toPort: first?.to }),
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
