import type { CallEvent } from '../world/record.js';

/** The parameters that the checker looks at. */
interface Input {
  GroupId?: string;
  PrefixListId?: string | string[];
  CurrentVersion?: string;
  Filter?: { Name?: string; Value?: string[] }[];
  IpPermissions?: Permission[];
  TagSpecification?: { Tag?: { Key?: string; Value?: string }[] }[];
  AddEntry?: { Cidr?: string; Description?: string }[];
  RemoveEntry?: unknown;
}

interface Permission {
  IpProtocol?: string;
  FromPort?: string;
  ToPort?: string;
  IpRanges?: { CidrIp?: string }[];
  Ipv6Ranges?: { CidrIpv6?: string }[];
}

const inputOf = ({ input }: CallEvent) => input as Input;

/** The group or prefix list that a call is to change or to show alone. */
export function ec2ContainerOf(call: CallEvent): string | undefined {
  const { GroupId, PrefixListId } = inputOf(call);
  const container = `arn:aws:ec2:${call.region}:${call.account}`;
  if (GroupId !== undefined) return `${container}:security-group/${GroupId}`;
  return typeof PrefixListId === 'string' ? `${container}:prefix-list/${PrefixListId}` : undefined;
}

/** The groups and prefix lists that a call shows, or the ones it shows to be as they were. */
export function shownBy(call: CallEvent): string[] {
  const { Filter = [], PrefixListId = [] } = inputOf(call);
  if (call.outcome !== 'ok') return [];
  const filtered = (name: string) => Filter.flatMap(({ Name, Value = [] }) => (Name === name ? Value : []));
  const arn = (kind: string) => (id: string) => `arn:aws:ec2:${call.region}:${call.account}:${kind}/${id}`;
  switch (call.operation) {
    case 'DescribeSecurityGroupRules':
      return filtered('group-id').map(arn('security-group'));
    // A version never changes, so to have seen its number is to have seen its entries.
    case 'DescribeManagedPrefixLists':
    case 'GetManagedPrefixListEntries':
      return [...[PrefixListId].flat(), ...filtered('prefix-list-id')].map(arn('prefix-list'));
    default:
      return [];
  }
}

/** What a call would open: sources and port ranges as the record writes them. */
export function askedToOpen(call: CallEvent): { source: string; portRange: string }[] {
  const { IpPermissions = [], AddEntry = [] } = inputOf(call);
  if (!isOpening(call)) return [];
  return [
    ...AddEntry.map(({ Cidr = '' }) => ({ source: Cidr, portRange: '' })),
    ...IpPermissions.flatMap(({ IpProtocol = '', FromPort = '-1', ToPort = '-1', ...permission }) => {
      const { IpRanges = [], Ipv6Ranges = [] } = permission;
      const sources = [
        ...IpRanges.map(({ CidrIp = '' }) => CidrIp),
        ...Ipv6Ranges.map(({ CidrIpv6 = '' }) => CidrIpv6),
      ];
      return sources.map((source) => ({ source, portRange: `${IpProtocol} ${FromPort}-${ToPort}` }));
    }),
  ];
}

/** The mark that a call gives to what it opens. */
export function markIn(call: CallEvent): string | undefined {
  const { TagSpecification = [], AddEntry = [] } = inputOf(call);
  const tag = TagSpecification.flatMap(({ Tag = [] }) => Tag).find(({ Key }) => Key === 'doorlist');
  return tag?.Value ?? /^doorlist:(\S+)/.exec(AddEntry[0]?.Description ?? '')?.[1];
}

const isOpening = ({ operation }: CallEvent): boolean =>
  operation === 'AuthorizeSecurityGroupIngress' || operation === 'ModifyManagedPrefixList';

/** A change of a prefix list's entries that does not say which version it was made on. */
export function saysNoVersion(call: CallEvent): boolean {
  const { AddEntry, RemoveEntry, CurrentVersion } = inputOf(call);
  return (AddEntry ?? RemoveEntry) !== undefined && CurrentVersion === undefined;
}
