import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  DeleteManagedPrefixListCommand,
  DeleteSecurityGroupCommand,
  GetManagedPrefixListEntriesCommand,
  ModifyManagedPrefixListCommand,
  type ModifyManagedPrefixListCommandInput,
} from '@aws-sdk/client-ec2';
import {
  CreateIPSetCommand,
  DeleteIPSetCommand,
  GetIPSetCommand,
  UpdateIPSetCommand,
} from '@aws-sdk/client-wafv2';
import type { Belongings } from './belongings.js';
import type { Place } from './connect.js';
import type { Stack } from './stack.js';
import { settled } from './kinds/prefix-list.js';

/** Something that AWS does and a case stands on. */
export const needs = [
  'a stale lock token is refused',
  'a duplicate rule is refused',
  'each rule has an id of its own',
  'a stale version is refused',
  'more than a hundred entries a call are refused',
  'entries come by the page',
  'MaxEntries is kept to',
  'MaxEntries can be raised',
] as const;
export type Need = (typeof needs)[number];

/** For each need how it was noticed that the endpoint does otherwise; nothing where it does as AWS does. */
export type Strictness = Record<Need, () => Promise<string | undefined>>;

type Probe = (place: Place, belongings: Belongings, stack: Stack) => Promise<string | undefined>;

const probes: Record<Need, Probe> = {
  async 'a stale lock token is refused'({ waf, unique }, belongings) {
    const Name = `${unique}-probe`;
    const set = { Name, Scope: 'REGIONAL' } as const;
    const { Summary } = await waf.send(
      new CreateIPSetCommand({ ...set, IPAddressVersion: 'IPV4', Addresses: [] }),
    );
    const known = { ...set, Id: Summary?.Id };
    const token = async () => (await waf.send(new GetIPSetCommand(known))).LockToken;
    belongings.add(Name, async () =>
      waf.send(new DeleteIPSetCommand({ ...known, LockToken: await token() })),
    );
    const LockToken = await token();
    const write = (cidr: string) =>
      waf.send(new UpdateIPSetCommand({ ...known, LockToken, Addresses: [cidr] }));
    await write('192.0.2.1/32');
    return taken(write('192.0.2.2/32'), 'UpdateIPSet took a lock token a second time');
  },

  async 'a duplicate rule is refused'(place, belongings, stack) {
    const authorize = await emptyGroup(place, belongings, stack, 'duplicate');
    await authorize(['192.0.2.1/32']);
    return taken(authorize(['192.0.2.1/32']), 'AuthorizeSecurityGroupIngress took the same rule twice');
  },

  async 'each rule has an id of its own'(place, belongings, stack) {
    const authorize = await emptyGroup(place, belongings, stack, 'ids');
    const ids = await authorize(['192.0.2.1/32', '192.0.2.2/32']);
    return new Set(ids).size < 2
      ? `AuthorizeSecurityGroupIngress answered with the id ${ids[0] ?? 'of none'} for two rules`
      : undefined;
  },

  async 'a stale version is refused'(place, belongings) {
    const list = await smallList(place, belongings, 'stale', 5);
    await list.modify({ AddEntries: [{ Cidr: '192.0.2.2/32' }], CurrentVersion: 1 });
    return taken(
      list.modify({ AddEntries: [{ Cidr: '192.0.2.3/32' }], CurrentVersion: 1 }),
      'ModifyManagedPrefixList took CurrentVersion 1 of a list that has version 2',
    );
  },

  async 'more than a hundred entries a call are refused'(place, belongings) {
    const { modify } = await smallList(place, belongings, 'many', 200);
    const AddEntries = Array.from({ length: 101 }, (_, i) => ({ Cidr: `198.51.100.${i}/32` }));
    return taken(
      modify({ AddEntries, CurrentVersion: 1 }),
      'ModifyManagedPrefixList took 101 additions in one call',
    );
  },

  async 'entries come by the page'(place, belongings) {
    const { PrefixListId, modify } = await smallList(place, belongings, 'page', 5);
    await modify({ AddEntries: [{ Cidr: '192.0.2.2/32' }, { Cidr: '192.0.2.3/32' }], CurrentVersion: 1 });
    const asked = new GetManagedPrefixListEntriesCommand({ PrefixListId, MaxResults: 2 });
    const { Entries = [] } = await place.ec2.send(asked);
    return Entries.length > 2
      ? `GetManagedPrefixListEntries answered with ${Entries.length} entries where MaxResults was 2`
      : undefined;
  },

  async 'MaxEntries is kept to'(place, belongings) {
    const { modify } = await smallList(place, belongings, 'full', 1);
    return taken(
      modify({ AddEntries: [{ Cidr: '192.0.2.2/32' }], CurrentVersion: 1 }),
      'ModifyManagedPrefixList put a second entry into a list with MaxEntries 1',
    );
  },

  async 'MaxEntries can be raised'(place, belongings) {
    const { PrefixListId, modify } = await smallList(place, belongings, 'grow', 1);
    await modify({ MaxEntries: 5, CurrentVersion: 1 });
    const { MaxEntries = 0 } = await settled(place.ec2, PrefixListId);
    return MaxEntries === 5 ? undefined : `MaxEntries is ${MaxEntries} after it was set to 5`;
  },
};

/** Each is tried once, when a case first needs it. */
export function strictnessOf(place: Place, belongings: Belongings, stack: Stack): Strictness {
  const once = (need: Need) => {
    let tried: Promise<string | undefined> | undefined;
    return () => (tried ??= probes[need](place, belongings, stack));
  };
  return Object.fromEntries(needs.map((need) => [need, once(need)])) as Strictness;
}

/** That AWS would have refused is said where it was not. */
function taken(call: Promise<unknown>, noticed: string): Promise<string | undefined> {
  return call.then(
    () => noticed,
    () => undefined,
  );
}

async function emptyGroup({ ec2, unique }: Place, belongings: Belongings, { vpc }: Stack, what: string) {
  const GroupName = `${unique}-probe-${what}`;
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName, Description: 'made by a test of doorlist', VpcId: vpc }),
  );
  belongings.add(GroupName, () => ec2.send(new DeleteSecurityGroupCommand({ GroupId })));
  return async (cidrs: string[]) => {
    const IpRanges = cidrs.map((CidrIp) => ({ CidrIp }));
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges }];
    const { SecurityGroupRules = [] } = await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }),
    );
    return SecurityGroupRules.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
  };
}

async function smallList({ ec2, unique }: Place, belongings: Belongings, what: string, MaxEntries: number) {
  const PrefixListName = `${unique}-probe-${what}`;
  const Entries = [{ Cidr: '192.0.2.1/32' }];
  const { PrefixList } = await ec2.send(
    new CreateManagedPrefixListCommand({ PrefixListName, MaxEntries, AddressFamily: 'IPv4', Entries }),
  );
  const PrefixListId = PrefixList?.PrefixListId ?? '';
  belongings.add(PrefixListName, async () => {
    await settled(ec2, PrefixListId);
    await ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId }));
  });
  await settled(ec2, PrefixListId);
  const modify = async (change: Omit<ModifyManagedPrefixListCommandInput, 'PrefixListId'>) => {
    await ec2.send(new ModifyManagedPrefixListCommand({ PrefixListId, ...change }));
    await settled(ec2, PrefixListId);
  };
  return { PrefixListId, modify };
}
