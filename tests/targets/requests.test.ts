import type { ModifyManagedPrefixListCommandInput as Modify } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import type { Layout, Rule } from '../../lib/plan/layout.js';
import { sorted, type Cidr } from '../../lib/cidr.js';
import { makeRoom } from '../../lib/plan/capacity.js';
import type { PrefixListSnapshot } from '../../lib/targets/prefix-list.js';
import type { Request } from '../../lib/targets/target.js';
import {
  changeTo,
  ipSet,
  listLayout,
  many,
  nets,
  prefixList,
  requestsTo,
  securityGroups,
  rule,
} from './requests/builders.js';
import { authorizeAndRevoke, listModel, modify } from './requests/model.js';

const PrefixListId = 'pl-00000000000000001';
const GroupId = 'sg-00000000000000001';
const described = (Cidr: string) => ({ Cidr, Description: 'doorlist:doorlist/dev/edge pin' });
const [a, b, c] = nets('3.0.0.0/24', '4.0.0.0/24', '5.0.0.0/24') as [Cidr, Cidr, Cidr];

describe('an IP set', () => {
  test('is written whole, with the token of its read and the description that it had', () => {
    const layout: Layout = {
      grain: 'whole',
      portRanges: [''],
      containers: [{ id: 'x', room: 10, rules: [] }],
    };
    const snapshot = { family: 'IPV4', entries: [a], layout, lockToken: 't', description: 'Office' } as const;
    const change = { after: [a, b], add: [], keep: [], steps: [] };
    const set = { Name: 'edge-v4', Scope: 'REGIONAL', Id: 'a1b2c3d4-0001-4000-8000-000000000001' };
    const input = { ...set, Addresses: [a, b], LockToken: 't' };
    expect(ipSet.requests({ ...snapshot, entries: [a] }, change)).toEqual([
      { operation: 'wafv2:UpdateIPSet', input: { ...input, Description: 'Office' } },
    ]);
    expect(ipSet.requests({ ...snapshot, entries: [a], description: undefined }, change)).toEqual([
      { operation: 'wafv2:UpdateIPSet', input },
    ]);
  });
});

describe('a prefix list', () => {
  const inputs = (requests: readonly Request[]) => requests.map(({ input }) => input);

  test.each<[string, Layout, Cidr[], Omit<Modify, 'PrefixListId'>[]]>([
    ['nothing to do', listLayout(10, [rule(a)]), [a], []],
    ['an addition', listLayout(10, [rule(a)]), [a, b], [{ CurrentVersion: 7, AddEntries: [described(b)] }]],
    [
      'a removal',
      listLayout(10, [rule(a), rule(b)]),
      [a],
      [{ CurrentVersion: 7, RemoveEntries: [{ Cidr: b }] }],
    ],
    [
      'both, in one call',
      listLayout(10, [rule(a)]),
      [b],
      [{ CurrentVersion: 7, AddEntries: [described(b)], RemoveEntries: [{ Cidr: a }] }],
    ],
    [
      'both, in a full list',
      listLayout(1, [rule(a)]),
      [b],
      [
        { CurrentVersion: 7, RemoveEntries: [{ Cidr: a }] },
        { CurrentVersion: 8, AddEntries: [described(b)] },
      ],
    ],
  ])('%s', (_, layout, after, expected) => {
    expect(inputs(requestsTo(layout, after))).toEqual(expected.map((input) => ({ PrefixListId, ...input })));
  });

  test('a new size is a call of its own, and makes no version', () => {
    const layout = { ...listLayout(2, [rule(a), rule(b)]), growable: 1_000 };
    const room = makeRoom({ wanted: [a, b, c], foreign: [], evict: new Set() }, [], layout);
    if ('lacking' in room) throw new Error('it does not fit');
    const snapshot: PrefixListSnapshot = { family: 'IPV4', entries: [], layout, version: 7 };
    const add = [{ cidr: c, reason: { kind: 'pin' as const } }];
    expect(
      inputs(prefixList.requests(snapshot, { after: [a, b, c], keep: [], add, ...room.arranged })),
    ).toEqual([
      { PrefixListId, MaxEntries: 4, CurrentVersion: 7 },
      { PrefixListId, CurrentVersion: 7, AddEntries: [described(c)] },
    ]);
  });

  const before = many(245);
  const after = many(245, 45);
  const whole = () => listModel(before, 7, 500);

  test('the sample that sends the first hundred again and again is found out', () => {
    const hundreds = [0, 100, 200];
    const sent = (each: (from: number) => [Cidr[], Cidr[]]): Request[] =>
      hundreds.map((from, i) => {
        const [add, remove] = each(from);
        const input: Modify = {
          PrefixListId,
          CurrentVersion: 7 + i,
          AddEntries: add.map((Cidr) => ({ Cidr })),
          RemoveEntries: remove.map((Cidr) => ({ Cidr })),
        };
        return { operation: 'ec2:ModifyManagedPrefixList', input };
      });
    const slices = (from: number): [Cidr[], Cidr[]] => [
      after.slice(from, from + 100),
      before.slice(from, from + 100),
    ];

    expect(modify(whole(), sent(slices))).toMatchObject({ broken: [], entries: new Set(after) });
    const theirs = modify(
      whole(),
      sent(() => slices(0)),
    );
    expect(theirs.broken).toContain('each network is sent once');
    expect(theirs.broken).toContain('it adds what is not there');
    expect(after.filter((cidr) => !theirs.entries.has(cidr))).toHaveLength(145);
  });

  test('245 entries for 245 others', () => {
    const requests = requestsTo(
      listLayout(
        500,
        before.map((cidr) => rule(cidr)),
      ),
      after,
    );
    const done = modify(whole(), requests);
    expect(done.broken).toEqual([]);
    expect([...done.entries].sort()).toEqual([...after].sort());
    expect(requests).toHaveLength(3);
  });

  test('any list to any other: what comes of it is what was planned, and no call breaks a law', () => {
    const cidrs = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 320 });
    const all = many(401);
    const picked = (numbers: readonly number[]) => sorted(numbers.flatMap((n) => all[n] ?? []));
    fc.assert(
      fc.property(cidrs, cidrs, fc.integer({ min: 0, max: 120 }), (some, others, spare) => {
        const [from, to] = [picked(some), picked(others)];
        const room = Math.max(from.length, to.length) + spare;
        const done = modify(
          listModel(from, 7, room),
          requestsTo(
            listLayout(
              room,
              from.map((cidr) => rule(cidr)),
            ),
            to,
          ),
        );
        expect(done.broken).toEqual([]);
        expect(sorted([...done.entries] as Cidr[])).toEqual(to);
      }),
      { numRuns: 100 },
    );
  });
});

describe('security groups', () => {
  const portRange = 'tcp 443-443';
  const tags = [
    { ResourceType: 'security-group-rule', Tags: [{ Key: 'doorlist', Value: 'doorlist/dev/edge' }] },
  ];

  test('one call a group opens, each network at each port, and one closes by the rules’ ids', () => {
    const target = securityGroups(1, [443, 80]);
    const layout: Layout = {
      grain: 'rule',
      portRanges: [portRange, 'tcp 80-80'],
      quota: 60,
      containers: [{ id: GroupId, room: 60, rules: [rule(a, { portRange, id: 'sgr-1' })] }],
    };
    const change = changeTo(layout, [b, c]);
    const ranges = [b, c].map((CidrIp) => ({ CidrIp, Description: described('').Description }));
    expect(change && target.requests({} as never, change)).toEqual([
      {
        operation: 'ec2:AuthorizeSecurityGroupIngress',
        input: {
          GroupId,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: ranges },
            { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: ranges },
          ],
          TagSpecifications: tags,
        },
      },
      { operation: 'ec2:RevokeSecurityGroupIngress', input: { GroupId, SecurityGroupRuleIds: ['sgr-1'] } },
    ]);
  });

  test('a call opens a hundred rules at most, and closes no more', () => {
    const target = securityGroups(1, [443]);
    const rules = many(120, 44).map((cidr, i) => rule(cidr, { portRange, id: `sgr-${i}` }));
    const containers = [{ id: GroupId, room: 300, rules }];
    const change = changeTo(
      { grain: 'rule', portRanges: [portRange], quota: 300, containers },
      many(120, 45),
    );
    const requests = change ? target.requests({} as never, change) : [];
    expect(requests.map(({ operation }) => operation)).toEqual([
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:RevokeSecurityGroupIngress',
    ]);
    const named = rules.map(({ id = '', cidr }) => [id, `${GroupId} ${portRange} ${cidr}`] as const);
    expect(authorizeAndRevoke({ rules: new Map(named), broken: [] }, requests)).toMatchObject({
      broken: [],
      rules: { size: 120 },
    });
  });

  test('any groups to any others: what comes of it is what was planned, and no call breaks a law', () => {
    const all = many(60);
    const target = securityGroups(3, [443, 80]);
    const ids = [1, 2, 3].map((n) => `sg-0000000000000000${n}`);
    const portRanges = [portRange, 'tcp 80-80'];
    const rules = fc.uniqueArray(
      fc.record({ n: fc.nat(59), at: fc.constantFrom(...portRanges), group: fc.nat(2) }),
      { maxLength: 120, selector: ({ n, at, group }) => `${n} ${at} ${group}` },
    );
    const wanted = fc.uniqueArray(fc.nat(59), { maxLength: 60 });
    fc.assert(
      fc.property(rules, wanted, fc.nat(60), (some, others, spare) => {
        const placed = some.map(({ n, at, group }, i): Rule & { group: number } => ({
          ...rule(all[n] ?? a, { portRange: at, id: `sgr-${i}` }),
          group,
        }));
        const containers = ids.map((id, i) => {
          const own = placed.filter(({ group }) => group === i);
          return { id, room: own.length + spare, rules: own };
        });
        const after = sorted(others.flatMap((n) => all[n] ?? []));
        const change = changeTo({ grain: 'rule', portRanges, quota: 60, containers }, after);
        if (change === undefined) return;
        const rules = placed.map(
          ({ id = '', group, portRange: at, cidr }) => [id, `${ids[group] ?? ''} ${at} ${cidr}`] as const,
        );
        const done = authorizeAndRevoke(
          { rules: new Map(rules), broken: [] },
          target.requests({} as never, change),
        );
        expect(done.broken).toEqual([]);
        const open = [...done.rules.values()].map((rule) => rule.slice(ids[0]?.length).trim());
        expect(open.sort()).toEqual(after.flatMap((cidr) => portRanges.map((at) => `${at} ${cidr}`)).sort());
      }),
      { numRuns: 200 },
    );
  });
});
