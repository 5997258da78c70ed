import type {
  AuthorizeSecurityGroupIngressCommandInput as Authorize,
  ModifyManagedPrefixListCommandInput as Modify,
  RevokeSecurityGroupIngressCommandInput as Revoke,
} from '@aws-sdk/client-ec2';
import type { Request } from '../../../lib/targets/target.js';

/** A prefix list as AWS keeps one: it says which law a call breaks, and does it otherwise. */
export interface ListModel {
  entries: Set<string>;
  version: number;
  maxEntries: number;
  /** How often each network was sent. */
  sent: Map<string, number>;
  broken: string[];
}

export function listModel(entries: readonly string[], version: number, maxEntries: number): ListModel {
  return { entries: new Set(entries), version, maxEntries, sent: new Map(), broken: [] };
}

export function modify(list: ListModel, requests: readonly Request[]): ListModel {
  for (const { operation, input } of requests) {
    const { AddEntries, RemoveEntries, CurrentVersion, MaxEntries } = input as Modify;
    const law = lawOf(list.broken);
    const [add, remove] = [AddEntries, RemoveEntries].map((some) =>
      (some ?? []).map(({ Cidr = '' }) => Cidr),
    );
    if (!add || !remove) continue;
    law(operation === 'ec2:ModifyManagedPrefixList', 'it is a call that changes a list');
    law(CurrentVersion === list.version, 'it names the version that the call before it made');
    law(AddEntries?.length !== 0 && RemoveEntries?.length !== 0, 'it has no empty array');
    law(add.length + remove.length > 0 || MaxEntries !== undefined, 'it changes something');
    law(add.length <= 100 && remove.length <= 100, 'it has at most a hundred either way');
    law(MaxEntries === undefined || add.length + remove.length === 0, 'size and entries are changed apart');
    law(
      add.every((cidr) => !remove.includes(cidr)),
      'nothing is added and removed at once',
    );
    law(
      new Set(add).size === add.length && add.every((cidr) => !list.entries.has(cidr)),
      'it adds what is not there',
    );
    law(
      remove.every((cidr) => list.entries.has(cidr)),
      'it removes what is there',
    );
    law(
      list.entries.size + add.length <= (MaxEntries ?? list.maxEntries),
      'it fits before anything is removed',
    );
    for (const cidr of remove) list.entries.delete(cidr);
    for (const cidr of add) list.entries.add(cidr);
    for (const cidr of [...add, ...remove]) list.sent.set(cidr, (list.sent.get(cidr) ?? 0) + 1);
    if (add.length + remove.length > 0) list.version += 1;
    list.maxEntries = MaxEntries ?? list.maxEntries;
  }
  if ([...list.sent.values()].some((times) => times > 1)) list.broken.push('each network is sent once');
  return list;
}

const lawOf = (broken: string[]) => (holds: boolean, law: string) => {
  if (!holds) broken.push(law);
};

/** Security groups as AWS keeps them: `sg-1 tcp 443-443 3.0.0.0/24`, by the id of the rule. */
export interface GroupsModel {
  rules: Map<string, string>;
  broken: string[];
}

export function authorizeAndRevoke(groups: GroupsModel, requests: readonly Request[]): GroupsModel {
  const law = lawOf(groups.broken);
  for (const { operation, input } of requests) {
    const { GroupId = '' } = input as Authorize & Revoke;
    if (operation === 'ec2:AuthorizeSecurityGroupIngress') {
      const rules = opened(input as Authorize).map((rule) => `${GroupId} ${rule}`);
      const there = new Set(groups.rules.values());
      law(rules.length > 0 && rules.length <= 100, 'it opens something, and a hundred at most');
      law(
        new Set(rules).size === rules.length && rules.every((rule) => !there.has(rule)),
        'it opens what is not open',
      );
      for (const rule of rules) groups.rules.set(`new ${groups.rules.size} ${rule}`, rule);
    } else {
      const { SecurityGroupRuleIds: ids = [] } = input as Revoke;
      law(operation === 'ec2:RevokeSecurityGroupIngress', 'it opens or it closes');
      law(ids.length > 0 && ids.length <= 100, 'it closes something, and a hundred at most');
      law(
        new Set(ids).size === ids.length && ids.every((id) => groups.rules.has(id)),
        'it closes what is open',
      );
      law(
        ids.every((id) => groups.rules.get(id)?.startsWith(`${GroupId} `) ?? true),
        'in the group where it is',
      );
      for (const id of ids) groups.rules.delete(id);
    }
  }
  return groups;
}

function opened({ IpPermissions = [] }: Authorize): string[] {
  return IpPermissions.flatMap(({ IpProtocol = '', FromPort, ToPort, IpRanges = [], Ipv6Ranges = [] }) =>
    [...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)].map(
      (cidr = '') => `${IpProtocol} ${FromPort ?? -1}-${ToPort ?? -1} ${cidr}`,
    ),
  );
}
