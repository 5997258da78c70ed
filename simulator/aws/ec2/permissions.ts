import { AwsError } from '../protocols/wire.js';
import type { Family } from '../protocols/network.js';
import { readCidr } from './cidr.js';
import { invalidValue, need } from './errors.js';
import { readPortRange } from './ports.js';
import { keyOf, type Opening } from './rule.js';
import { checkRuleDescription } from './rule-description.js';
import { integer, list, struct, text } from './shape.js';

export const permissions = list(
  struct({
    IpProtocol: text,
    FromPort: integer,
    ToPort: integer,
    IpRanges: list(struct({ CidrIp: text, Description: text })),
    Ipv6Ranges: list(struct({ CidrIpv6: text, Description: text })),
    PrefixListIds: list(struct({ PrefixListId: text, Description: text })),
    Groups: list(struct({ GroupId: text, UserId: text, Description: text })),
  }),
);
type Permission = ReturnType<typeof permissions>[number];

/** What a rule may refer to; throws for what is not there. */
export interface References {
  familyOf(prefixListId: string): Family;
  checkGroup(groupId: string, owner?: string): void;
}

/** The rules that a request names, each once. */
export function readPermissions(given: readonly Permission[], references: References): Opening[] {
  const openings = given.flatMap((permission) => readPermission(permission, references));
  // As reported in github.com/hashicorp/terraform-provider-aws/issues/29492
  if (new Set(openings.map(keyOf)).size < openings.length)
    throw invalidValue('The same permission must not appear multiple times');
  return openings;
}

function readPermission(permission: Permission, references: References): Opening[] {
  const portRange = readPortRange(permission);
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], Groups = [] } = permission;
  const openings = [
    ...IpRanges.map(({ CidrIp, Description }) => network('IPV4', need(CidrIp, 'CidrIp'), Description)),
    ...Ipv6Ranges.map(({ CidrIpv6, Description }) =>
      network('IPV6', need(CidrIpv6, 'CidrIpv6'), Description),
    ),
    ...PrefixListIds.map(({ PrefixListId, Description }) => {
      const source = need(PrefixListId, 'PrefixListId');
      return { source, family: references.familyOf(source), ...described(Description, false) };
    }),
    ...Groups.map(({ GroupId, UserId, Description }) => {
      const source = need(GroupId, 'GroupId');
      references.checkGroup(source, UserId);
      return { source, ...described(Description, false) };
    }),
  ];
  if (openings.length === 0) throw malformed('The permission has no source');
  return openings.map((opening) => checked({ ...opening, ...portRange }));
}

function network(family: Family, text: string, description: string | undefined) {
  const cidr = readCidr(text);
  if (cidr?.family !== family) throw invalidValue(`CIDR block ${text} is malformed`);
  return { source: cidr.text, family, ...described(description, true) };
}

function described(description: string | undefined, network: boolean) {
  if (description !== undefined) checkRuleDescription(description, network);
  return { description };
}

/** Undocumented; the harsh reading is that either family takes its own kind of ICMP only. */
function checked(opening: Opening): Opening {
  const { protocol, family } = opening;
  if ((protocol === 'icmp' && family === 'IPV6') || (protocol === 'icmpv6' && family === 'IPV4'))
    throw malformed(`${protocol} is not for ${opening.source}`);
  return opening;
}

const malformed = (message: string) => new AwsError('InvalidPermission.Malformed', message);
