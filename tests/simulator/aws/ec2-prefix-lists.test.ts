import {
  CreateManagedPrefixListCommand,
  DeleteManagedPrefixListCommand,
  DescribeManagedPrefixListsCommand,
  GetManagedPrefixListAssociationsCommand,
  GetManagedPrefixListEntriesCommand,
  type CreateManagedPrefixListCommandInput,
  type DescribeManagedPrefixListsCommandInput,
  type GetManagedPrefixListAssociationsCommandInput,
  type GetManagedPrefixListEntriesCommandInput,
  type ModifyManagedPrefixListCommandInput,
} from '@aws-sdk/client-ec2';
import type { World, WorldOptions } from '../../../simulator/world/world.js';
import { tearDown } from '../../harness/world.js';
import { refusal } from '../world/harness.js';
import {
  ec2Of,
  setUpEc2,
  groupArn,
  groupId,
  https,
  LIST,
  listArn,
  listId,
  networks,
  PEER,
  sendForm,
  WEB,
} from './ec2-harness.js';

const SIXES = listId(2);
const RESOLVED = listId(3);
const AWS = listId(4);

let world: World;
let ec2: ReturnType<typeof ec2Of>;
async function begin(options: Partial<WorldOptions> = {}) {
  world = await setUpEc2({
    prefixLists: [
      {
        arn: listArn(LIST),
        name: 'origin',
        family: 'IPV4',
        maxEntries: 3,
        entries: [{ cidr: '192.0.2.0/24', description: 'Office' }],
      },
      { arn: listArn(SIXES), family: 'IPV6', maxEntries: 300 },
      { arn: listArn(RESOLVED), family: 'IPV4', maxEntries: 10, ipamResolver: true },
      {
        arn: `arn:aws:ec2:eu-west-2:aws:prefix-list/${AWS}`,
        name: 'com.amazonaws.global.cloudfront.origin-facing',
        family: 'IPV4',
        maxEntries: 55,
        entries: [{ cidr: '198.51.100.0/24' }],
        awsWeight: 55,
      },
    ],
    ...options,
  });
  ec2 = ec2Of(world);
}
beforeEach(() => begin());
afterEach(tearDown);

/** Until whatever was asked for is done. */
const settle = () => world.clock.advanceTo(world.clock.now() + 8000);
const list = (id = LIST) => world.ec2.prefixList(listArn(id));
const cidrs = (id = LIST) =>
  list(id)
    .entries.map(({ cidr }) => cidr)
    .sort();
const add = (...given: string[]) => ({ AddEntries: given.map((Cidr) => ({ Cidr })) });
const remove = (...given: string[]) => ({ RemoveEntries: given.map((Cidr) => ({ Cidr })) });
async function entries(input: Partial<GetManagedPrefixListEntriesCommandInput> = {}) {
  const command = new GetManagedPrefixListEntriesCommand({ PrefixListId: LIST, ...input });
  const { Entries, NextToken } = await world.clock.drive(ec2.client.send(command));
  return { Entries, NextToken };
}

describe('a change', () => {
  test('takes some seconds, and until then all is as it was', async () => {
    const asked = world.clock.now();
    const { PrefixList } = await ec2.modify({
      CurrentVersion: 1,
      AddEntries: [{ Cidr: '198.51.100.0/24', Description: 'Home' }, { Cidr: '203.0.113.0/24' }],
      ...remove('192.0.2.0/24'),
    });
    const before = {
      PrefixListId: LIST,
      AddressFamily: 'IPv4',
      MaxEntries: 3,
      Version: 1,
      State: 'modify-in-progress',
    };
    expect(PrefixList).toMatchObject(before);
    expect(await ec2.describeList()).toMatchObject(before);
    expect((await entries()).Entries).toEqual([{ Cidr: '192.0.2.0/24', Description: 'Office' }]);
    await settle();
    expect(await ec2.describeList()).toMatchObject({ ...before, Version: 2, State: 'modify-complete' });
    expect((await entries()).Entries).toEqual([
      { Cidr: '198.51.100.0/24', Description: 'Home' },
      { Cidr: '203.0.113.0/24' },
    ]);
    const took = (world.record.of('state').at(-1)?.at ?? 0) - asked;
    expect(took).toBeGreaterThan(1000);
    expect(took).toBeLessThan(8500);
  });

  test('is on record when it takes effect, by who asked', async () => {
    await ec2.modify(add('198.51.100.0/24'));
    const states = () => world.record.of('state').filter(({ target }) => target === listArn(LIST));
    expect(states()).toHaveLength(1);
    await settle();
    const planted = ['192.0.2.0/24 Office'];
    expect(states()).toMatchObject([
      { actor: 'aws', operation: 'CreateManagedPrefixList', before: [], after: planted, capacity: 3 },
      {
        actor: 'cli',
        operation: 'ModifyManagedPrefixList',
        before: planted,
        after: [...planted, '198.51.100.0/24 -'],
        capacity: 3,
      },
    ]);
  });

  test('keeps every version readable', async () => {
    await ec2.modify(add('198.51.100.0/24'));
    await settle();
    expect((await entries({ TargetVersion: 1 })).Entries).toHaveLength(1);
    expect((await entries({ TargetVersion: 2 })).Entries).toHaveLength(2);
    expect(await refusal(entries({ TargetVersion: 3 }))).toBe('InvalidPrefixListVersion.NotFound');
  });

  test('keeps the newest 1,000 versions', async () => {
    await begin({ ec2: { modifyMs: [0, 0] } });
    const modify = { Action: 'ModifyManagedPrefixList', PrefixListId: LIST };
    for (let n = 0; n < 500; n += 1) {
      await sendForm(world, { ...modify, 'RemoveEntry.1.Cidr': '192.0.2.0/24' });
      await sendForm(world, { ...modify, 'AddEntry.1.Cidr': '192.0.2.0/24' });
      if (n % 25 === 24) await world.clock.advanceTo(world.clock.now() + 10_000);
    }
    expect(list().version).toBe(1001);
    await entries({ TargetVersion: 2 });
    expect(await refusal(entries({ TargetVersion: 1 }))).toBe('InvalidPrefixListVersion.NotFound');
  });

  test('of the name or the size makes no version', async () => {
    await ec2.modify({ PrefixListName: 'edge', MaxEntries: 4, CurrentVersion: 1 });
    expect(await ec2.describeList()).toMatchObject({ PrefixListName: 'origin', MaxEntries: 3 });
    await settle();
    const renamed = { PrefixListName: 'edge', MaxEntries: 4, Version: 1, State: 'modify-complete' };
    expect(await ec2.describeList()).toMatchObject(renamed);
    expect(world.record.of('state').at(-1)).toMatchObject({
      before: ['192.0.2.0/24 Office'],
      after: ['192.0.2.0/24 Office'],
      capacity: 4,
    });
  });

  test('leaves alone what it does not name', async () => {
    await ec2.modify({ PrefixListName: 'edge' });
    await settle();
    await ec2.modify(add('198.51.100.0/24'));
    await settle();
    expect(await ec2.describeList()).toMatchObject({ PrefixListName: 'edge', MaxEntries: 3, Version: 2 });
  });

  test('ends with the world', async () => {
    await ec2.modify(add('198.51.100.0/24'));
    world.ec2.stop();
    await settle();
    expect(list().state).toBe('modify-in-progress');
  });

  test('must wait for the one before', async () => {
    await ec2.modify(add('198.51.100.0/24'));
    const next = () => ec2.modify(add('203.0.113.0/24'));
    await expect(next()).rejects.toMatchObject({
      name: 'IncorrectState',
      message: expect.stringContaining('(modify-in-progress)') as string,
    });
    await settle();
    await next();
  });
});

describe('Modify refuses', () => {
  const many = (n: number) => networks(n, 'IPV6');

  test.each<[string, Partial<ModifyManagedPrefixListCommandInput>, string]>([
    ['nothing to change', {}, 'InvalidRequest'],
    [
      'a version that is not current',
      { CurrentVersion: 2, ...add('198.51.100.0/24') },
      'PrefixListVersionMismatch',
    ],
    ['a version below 1', { CurrentVersion: 0, ...add('198.51.100.0/24') }, 'InvalidParameterValue'],
    ['entries and size at once', { MaxEntries: 9, ...add('198.51.100.0/24') }, 'InvalidParameterCombination'],
    [
      'removals and size at once',
      { MaxEntries: 9, ...remove('192.0.2.0/24') },
      'InvalidParameterCombination',
    ],
    ['an entry that is there', add('192.0.2.0/24'), 'InvalidPrefixListModification'],
    ['to remove one that is not', remove('198.51.100.0/24'), 'InvalidPrefixListModification'],
    ['an entry twice', add('198.51.100.0/24', '198.51.100.0/24'), 'InvalidParameterValue'],
    ['a removal twice', remove('192.0.2.0/24', '192.0.2.0/24'), 'InvalidParameterValue'],
    ['host bits', add('198.51.100.1/24'), 'InvalidParameterValue'],
    ['no mask', add('198.51.100.1'), 'InvalidParameterValue'],
    ['the other family', add('2001:db8::/32'), 'InvalidParameterValue'],
    [
      'a description of 256 characters',
      { AddEntries: [{ Cidr: '198.51.100.0/24', Description: 'x'.repeat(256) }] },
      'InvalidParameterValue',
    ],
    [
      'an entry without a network',
      { AddEntries: [{ Cidr: undefined, Description: 'x' }] },
      'MissingParameter',
    ],
    [
      'more than fits',
      add('198.51.100.0/25', '198.51.100.128/25', '203.0.113.0/24'),
      'PrefixListMaxEntriesExceeded',
    ],
    [
      'what fits only once others are gone',
      { ...add('198.51.100.0/25', '198.51.100.128/25', '203.0.113.0/24'), ...remove('192.0.2.0/24') },
      'PrefixListMaxEntriesExceeded',
    ],
    ['a size of 0', { PrefixListId: SIXES, MaxEntries: 0 }, 'InvalidParameterValue'],
    ['a size of 1,001', { MaxEntries: 1001 }, 'InvalidParameterValue'],
    ["AWS's kind of name", { PrefixListName: 'com.amazonaws.mine' }, 'InvalidParameterValue'],
    ['a name of 256 characters', { PrefixListName: 'x'.repeat(256) }, 'InvalidParameterValue'],
    ['a list that is not there', { PrefixListId: listId(9), MaxEntries: 4 }, 'InvalidPrefixListID.NotFound'],
    ['to name no list', { PrefixListId: undefined, MaxEntries: 4 }, 'MissingParameter'],
    [
      'to touch what a resolver keeps',
      { PrefixListId: RESOLVED, ...add('198.51.100.0/24') },
      'IncorrectState',
    ],
    ["to touch AWS's own", { PrefixListId: AWS, ...add('203.0.113.0/24') }, 'UnauthorizedOperation'],
  ])('%s, and changes nothing', async (_, input, code) => {
    expect(await refusal(ec2.modify(input))).toBe(code);
    await settle();
    expect([list().version, list().state, cidrs(), list().maxEntries]).toEqual([
      1,
      'create-complete',
      ['192.0.2.0/24'],
      3,
    ]);
  });

  test('the same network in both, in AWS’s words', async () => {
    await expect(ec2.modify({ ...add('192.0.2.0/24'), ...remove('192.0.2.0/24') })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message:
        'Request cannot contain Cidr 192.0.2.0/24 in both AddPrefixListEntries and RemovePrefixListEntries',
    });
  });

  test('networks by what they are, not how they are spelled', async () => {
    await ec2.modify({ PrefixListId: SIXES, ...add('2001:DB8:0:0::/32') });
    await settle();
    expect(cidrs(SIXES)).toEqual(['2001:db8::/32']);
    expect(await refusal(ec2.modify({ PrefixListId: SIXES, ...add('2001:db8::/32') }))).toBe(
      'InvalidPrefixListModification',
    );
  });

  test('more than 100 additions, or removals, a call', async () => {
    const words = 'The number of entries per request cannot exceeds limit (100)';
    const modify = (input: Partial<ModifyManagedPrefixListCommandInput>) =>
      ec2.modify({ PrefixListId: SIXES, ...input });
    await expect(modify(add(...many(101)))).rejects.toThrow(words);
    await modify(add(...many(100)));
    await settle();
    await modify(add('fd00::/8'));
    await settle();
    await expect(modify(remove(...many(100), 'fd00::/8'))).rejects.toThrow(words);
    await modify({ ...remove(...many(100)), ...add(...many(200).slice(100)) });
    await settle();
    expect(list(SIXES).entries).toHaveLength(101);
  });

  test.each(['AddEntry', 'RemoveEntry'])('an empty %s', async (name) => {
    const form = { Action: 'ModifyManagedPrefixList', PrefixListId: LIST, PrefixListName: 'x', [name]: '' };
    expect((await sendForm(world, form)).text).toContain('<Code>InvalidRequest</Code>');
  });
});

describe('a size', () => {
  test('cannot fall below the entries', async () => {
    await ec2.modify(add('198.51.100.0/24'));
    await settle();
    expect(await refusal(ec2.modify({ MaxEntries: 1 }))).toBe('InvalidParameterValue');
    await ec2.modify({ MaxEntries: 2 });
    await settle();
    expect(list().maxEntries).toBe(2);
  });

  test('is charged to every group that refers to the list', async () => {
    await ec2.authorize([https(LIST), ...networks(57).map((cidr) => https(cidr))]);
    await ec2.modify({ MaxEntries: 4 });
    await settle();
    const { State, StateMessage, MaxEntries, Version } = (await ec2.describeList()) ?? {};
    expect([State, MaxEntries, Version]).toEqual(['modify-failed', 3, 1]);
    expect(StateMessage).toContain(WEB);
    expect(world.record.of('state').filter(({ target }) => target === listArn(LIST))).toHaveLength(1);
    await ec2.revoke({ IpPermissions: [https(networks(1)[0] ?? '')] });
    await ec2.modify({ MaxEntries: 4 });
    await settle();
    expect(await ec2.describeList()).toMatchObject({ State: 'modify-complete', MaxEntries: 4 });
    expect((await ec2.describeList())?.StateMessage).toBeUndefined();
  });

  test('is charged from when it is asked for', async () => {
    await ec2.authorize([https(LIST), ...networks(56).map((cidr) => https(cidr))]);
    await ec2.modify({ MaxEntries: 4 });
    expect(await refusal(ec2.admit(['198.51.100.0/24']))).toBe('RulesPerSecurityGroupLimitExceeded');
    await settle();
    expect(list().maxEntries).toBe(4);
  });

  test('is charged where the list is for egress, too', async () => {
    const rules = [
      { source: LIST, egress: true },
      ...networks(56).map((source) => ({ source, egress: true })),
    ];
    world.ec2.plantGroup({ arn: groupArn(groupId(5)), rules });
    await ec2.modify({ MaxEntries: 4 });
    await settle();
    expect(list().state).toBe('modify-failed');
  });

  test('that shrinks is nobody’s burden', async () => {
    await ec2.authorize([https(LIST), ...networks(57).map((cidr) => https(cidr))]);
    world.quotas.set('111122223333', 'eu-west-2', 50);
    await ec2.modify({ MaxEntries: 2 });
    await settle();
    expect(list()).toMatchObject({ state: 'modify-complete', maxEntries: 2 });
  });

  test('names the first ten groups that cannot take it', async () => {
    world.quotas.set('111122223333', 'eu-west-2', 4);
    for (let n = 10; n < 22; n += 1)
      world.ec2.plantGroup({
        arn: groupArn(groupId(n)),
        rules: [{ source: LIST }, { source: '192.0.2.9/32' }],
      });
    await ec2.modify({ MaxEntries: 4 });
    await settle();
    const named = (await ec2.describeList())?.StateMessage?.match(/sg-\d+/g);
    expect(named).toEqual(Array.from({ length: 10 }, (_, i) => groupId(10 + i)));
  });
});

describe('lists', () => {
  const create = (input: Partial<CreateManagedPrefixListCommandInput> = {}) =>
    world.clock.drive(
      ec2.client.send(
        new CreateManagedPrefixListCommand({
          PrefixListName: 'guests',
          MaxEntries: 5,
          AddressFamily: 'IPv4',
          ...input,
        }),
      ),
    );
  const describeLists = async (input: DescribeManagedPrefixListsCommandInput) =>
    world.clock.drive(ec2.client.send(new DescribeManagedPrefixListsCommand(input)));
  const ids = async (input: DescribeManagedPrefixListsCommandInput) =>
    (await describeLists(input)).PrefixLists?.map(({ PrefixListId }) => PrefixListId);

  test('are created with what they shall hold, which takes some seconds', async () => {
    const { PrefixList } = await create({
      Entries: [{ Cidr: '192.0.2.0/24', Description: 'Guests' }],
      TagSpecifications: [{ ResourceType: 'prefix-list', Tags: [{ Key: 'team', Value: 'platform' }] }],
    });
    const id = PrefixList?.PrefixListId ?? '';
    const created = {
      PrefixListArn: listArn(id),
      PrefixListName: 'guests',
      AddressFamily: 'IPv4',
      MaxEntries: 5,
      Version: 1,
      OwnerId: '111122223333',
      Tags: [{ Key: 'team', Value: 'platform' }],
    };
    expect(PrefixList).toMatchObject({ ...created, State: 'create-in-progress' });
    expect((await entries({ PrefixListId: id })).Entries).toEqual([]);
    expect(await refusal(ec2.modify({ PrefixListId: id, ...add('198.51.100.0/24') }))).toBe('IncorrectState');
    await settle();
    expect(await ec2.describeList(id)).toMatchObject({ ...created, State: 'create-complete' });
    expect((await entries({ PrefixListId: id, TargetVersion: 1 })).Entries).toHaveLength(1);
    expect(world.record.of('state').at(-1)).toMatchObject({
      target: listArn(id),
      after: ['192.0.2.0/24 Guests'],
    });
  });

  test.each<[string, Partial<CreateManagedPrefixListCommandInput>, string]>([
    ["AWS's kind of name", { PrefixListName: 'com.amazonaws.mine' }, 'InvalidParameterValue'],
    ['no name', { PrefixListName: undefined }, 'MissingParameter'],
    ['no size', { MaxEntries: undefined }, 'MissingParameter'],
    ['a size of 1,001', { MaxEntries: 1001 }, 'InvalidParameterValue'],
    ['no family', { AddressFamily: undefined }, 'MissingParameter'],
    ['no such family', { AddressFamily: 'ipv4' }, 'InvalidParameterValue'],
    ['entries of another family', { Entries: [{ Cidr: '2001:db8::/32' }] }, 'InvalidParameterValue'],
    [
      'more entries than fit',
      { MaxEntries: 1, Entries: networks(2).map((Cidr) => ({ Cidr })) },
      'InvalidParameterValue',
    ],
    [
      '101 entries',
      { MaxEntries: 200, Entries: networks(101).map((Cidr) => ({ Cidr })) },
      'InvalidParameterValue',
    ],
    [
      'tags of another kind',
      { TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'a', Value: 'b' }] }] },
      'InvalidParameterValue',
    ],
  ])('with %s are not created', async (_, input, code) => {
    expect(await refusal(create(input))).toBe(code);
  });

  test('are at most 100 in an account and Region, AWS’s own apart', async () => {
    for (let n = 100; n < 196; n += 1)
      world.ec2.plantPrefixList({ arn: listArn(listId(n)), family: 'IPV4', maxEntries: 1 });
    await create();
    expect(await refusal(create())).toBe('PrefixListLimitExceeded');
  });

  test('are found by id or not at all', async () => {
    expect(await refusal(describeLists({ PrefixListIds: [LIST, listId(9)] }))).toBe(
      'InvalidPrefixListID.NotFound',
    );
    expect(await refusal(entries({ PrefixListId: listId(9) }))).toBe('InvalidPrefixListID.NotFound');
    const elsewhere = ec2Of(world, 'cli', 'eu-west-1');
    expect(await refusal(elsewhere.describeList())).toBe('InvalidPrefixListID.NotFound');
  });

  test('are filtered by id, name and owner', async () => {
    const by = (Name: string, ...Values: string[]) => ids({ Filters: [{ Name, Values }] });
    expect(await by('prefix-list-id', LIST, listId(9))).toEqual([LIST]);
    expect(await by('prefix-list-name', 'origin')).toEqual([LIST]);
    expect(await by('prefix-list-name', 'com.amazonaws.*')).toEqual([AWS]);
    expect(await by('owner-id', 'AWS')).toEqual([AWS]);
    expect(await by('owner-id', '111122223333')).toEqual([LIST, SIXES, RESOLVED]);
    expect(await refusal(by('state', 'create-complete'))).toBe('InvalidParameterValue');
  });

  test('are described page by page', async () => {
    const first = await describeLists({ MaxResults: 3 });
    expect(first.PrefixLists).toHaveLength(3);
    expect(await ids({ MaxResults: 3, NextToken: first.NextToken ?? '' })).toEqual([AWS]);
    expect(await refusal(describeLists({ MaxResults: 0 }))).toBe('InvalidParameterValue');
    expect(await refusal(describeLists({ MaxResults: 101 }))).toBe('InvalidParameterValue');
  });

  test('of AWS have no size, version or state, and are everybody’s', async () => {
    expect(await ec2.describeList(AWS)).toEqual({
      PrefixListId: AWS,
      AddressFamily: 'IPv4',
      PrefixListArn: `arn:aws:ec2:eu-west-2:aws:prefix-list/${AWS}`,
      PrefixListName: 'com.amazonaws.global.cloudfront.origin-facing',
      OwnerId: 'AWS',
      Tags: [],
    });
    expect((await entries({ PrefixListId: AWS })).Entries).toEqual([{ Cidr: '198.51.100.0/24' }]);
    expect(await refusal(entries({ PrefixListId: AWS, TargetVersion: 1 }))).toBe('InvalidParameterValue');
  });

  test('that a resolver keeps say so', async () => {
    expect(await ec2.describeList(RESOLVED)).toMatchObject({
      IpamPrefixListResolverTargetId: expect.stringMatching(/^ipam-pl-resolver-target-/) as string,
      IpamPrefixListResolverSyncEnabled: true,
    });
    expect((await ec2.describeList())?.IpamPrefixListResolverTargetId).toBeUndefined();
  });

  test('are deleted, but not from under a rule that refers to them', async () => {
    const destroy = (PrefixListId: string) =>
      world.clock.drive(ec2.client.send(new DeleteManagedPrefixListCommand({ PrefixListId })));
    await ec2.authorize([https(LIST)]);
    expect(await refusal(destroy(LIST))).toBe('DependencyViolation');
    await ec2.revoke({ IpPermissions: [https(LIST)] });
    expect(await destroy(LIST)).toMatchObject({ PrefixList: { State: 'delete-in-progress' } });
    expect(await refusal(ec2.modify(add('198.51.100.0/24')))).toBe('IncorrectState');
    await settle();
    expect(await refusal(ec2.describeList())).toBe('InvalidPrefixListID.NotFound');
    expect(world.record.of('state').at(-1)).toMatchObject({ before: ['192.0.2.0/24 Office'], after: [] });
    expect(await refusal(destroy(AWS))).toBe('UnauthorizedOperation');
  });
});

describe('entries', () => {
  beforeEach(async () => {
    const given = networks(250, 'IPV6').map((cidr) => ({ cidr }));
    world.ec2.plantPrefixList({ arn: listArn(SIXES), family: 'IPV6', maxEntries: 300, entries: given });
  });

  test('come at most a hundred a page, each once', async () => {
    const seen: (string | undefined)[] = [];
    const sizes: number[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await entries({ PrefixListId: SIXES, ...(NextToken && { NextToken }) });
      sizes.push(answer.Entries?.length ?? 0);
      seen.push(...(answer.Entries ?? []).map(({ Cidr }) => Cidr));
      NextToken = answer.NextToken;
    } while (NextToken);
    expect(sizes).toEqual([100, 100, 50]);
    expect(new Set(seen).size).toBe(250);
    expect((await entries({ PrefixListId: SIXES, MaxResults: 7 })).Entries).toHaveLength(7);
  });

  test.each([0, 101])('do not come %i a page', async (MaxResults) => {
    expect(await refusal(entries({ MaxResults }))).toBe('InvalidParameterValue');
  });

  test('of one version stay together, page after page', async () => {
    const first = await entries({ PrefixListId: SIXES, TargetVersion: 1 });
    await ec2.modify({ PrefixListId: SIXES, ...remove('2001:db8:f9::/48') });
    await settle();
    const last = async (TargetVersion?: number) => {
      const found: (string | undefined)[] = [];
      let NextToken = first.NextToken;
      while (NextToken) {
        const input = { PrefixListId: SIXES, NextToken, ...(TargetVersion && { TargetVersion }) };
        const answer = await entries(input);
        found.push(...(answer.Entries ?? []).map(({ Cidr }) => Cidr));
        NextToken = answer.NextToken;
      }
      return found;
    };
    expect([await last(1), await last()].map((found) => found.includes('2001:db8:f9::/48'))).toEqual([
      true,
      false,
    ]);
  });
});

describe('associations', () => {
  async function associations(input: Partial<GetManagedPrefixListAssociationsCommandInput> = {}) {
    const command = new GetManagedPrefixListAssociationsCommand({ PrefixListId: LIST, ...input });
    return world.clock.drive(ec2.client.send(command));
  }

  test('are the groups that refer to a list', async () => {
    await ec2.authorize([https(LIST)]);
    await ec2.authorize([https(AWS)], { GroupId: PEER });
    expect((await associations()).PrefixListAssociations).toEqual([
      { ResourceId: WEB, ResourceOwner: '111122223333' },
    ]);
    expect((await associations({ PrefixListId: AWS })).PrefixListAssociations).toMatchObject([
      { ResourceId: PEER },
    ]);
    expect((await associations({ PrefixListId: SIXES })).PrefixListAssociations).toEqual([]);
  });

  test('come page by page', async () => {
    for (let n = 10; n < 17; n += 1)
      world.ec2.plantGroup({ arn: groupArn(groupId(n)), rules: [{ source: LIST }] });
    const first = await associations({ MaxResults: 5 });
    const second = await associations({ MaxResults: 5, NextToken: first.NextToken ?? '' });
    expect([first, second].map(({ PrefixListAssociations: found }) => found?.length)).toEqual([5, 2]);
    expect(await refusal(associations({ MaxResults: 4 }))).toBe('InvalidParameterValue');
    expect(await refusal(associations({ MaxResults: 256 }))).toBe('InvalidParameterValue');
    expect(await refusal(associations({ PrefixListId: listId(9) }))).toBe('InvalidPrefixListID.NotFound');
  });
});
