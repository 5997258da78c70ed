import type { SecurityGroupsRef, TargetRef } from '../../lib/estate/estate.js';
import { account } from '../harness/account.js';
import { arn, complaints, ec2, fed, people, pl, read, sg } from '../harness/estate.js';

const group = (n: number, place?: Parameters<typeof ec2>[1]) => ec2(sg(n), place);
const origin = (...targets: unknown[]) => ({ origin: { feed: { services: ['EC2'] }, targets } });
const refs = (...targets: unknown[]): TargetRef[] =>
  read(origin(...targets)).estate.lists.flatMap((list) => list.targets);
const groupsOf = (...targets: unknown[]) =>
  refs(...targets).filter((ref): ref is SecurityGroupsRef => ref.kind === 'security-groups');
const portRangesOf = (target: object) => groupsOf({ arn: group(1), ...target })[0]?.doors;
const tcp = (from: number, to = from) => ({ protocol: 'tcp', from, to });

describe('a security group', () => {
  it('is two targets, one for each family', () => {
    const shared = {
      kind: 'security-groups',
      arn: group(1),
      account,
      region: 'eu-west-2',
      groups: [sg(1)],
      leaving: [],
      doors: [tcp(443)],
    };
    expect(refs({ arn: group(1), ports: [443] })).toStrictEqual([
      { ...shared, family: 'IPV4', key: `${group(1)} origin IPV4`, name: `${sg(1)} IPv4` },
      { ...shared, family: 'IPV6', key: `${group(1)} origin IPV6`, name: `${sg(1)} IPv6` },
    ]);
  });

  it('is spread over others, and leaves some', () => {
    const [ipv4, ipv6] = groupsOf({
      spreadOver: [group(2), group(1), group(3)],
      leaving: [group(4)],
      ports: [443],
    });
    expect(ipv4).toMatchObject({
      key: `${group(2)} origin IPV4`,
      arn: group(2),
      name: `${sg(2)} and 2 more, IPv4`,
      groups: [sg(2), sg(1), sg(3)],
      leaving: [sg(4)],
    });
    expect(ipv6).toMatchObject({ name: `${sg(2)} and 2 more, IPv6`, leaving: [sg(4)] });
    expect(groupsOf({ arn: group(1), leaving: [group(2)], ports: [443] })[0]?.leaving).toEqual([sg(2)]);
    expect(groupsOf({ spreadOver: [group(1)], ports: [443] })[0]?.name).toBe(`${sg(1)} IPv4`);
  });

  it.each<[string, object, object[]]>([
    ['ports', { ports: [8443, 443, '8000-8100'] }, [tcp(8443), tcp(443), tcp(8000, 8100)]],
    ['the lowest and highest', { ports: [0, 65_535, '1-65534'] }, [tcp(0), tcp(65_535), tcp(1, 65_534)]],
    ['a range of one', { ports: ['443-443'] }, [tcp(443)]],
    ['udp', { protocol: 'udp', ports: [53] }, [{ protocol: 'udp', from: 53, to: 53 }]],
    ['tcp', { protocol: 'tcp', ports: [53] }, [tcp(53)]],
    ['icmp', { protocol: 'icmp' }, [{ protocol: 'icmp' }]],
    ['all', { protocol: 'all' }, [{ protocol: 'all' }]],
  ])('opens %s', (_about, target, portRanges) => {
    expect(portRangesOf(target)).toStrictEqual(portRanges);
  });

  it('may be in several lists, and in several stages', () => {
    const target = (port: number) => ({ flush: {}, targets: [{ arn: group(1), ports: [port] }] });
    const elsewhere = [{ file: 'doorlist.prod.yml', raw: { lists: { c: target(3) } } }];
    const { estate, warnings } = read({ a: target(1), b: target(2) }, {}, { elsewhere });
    expect(estate.lists.flatMap(({ targets }) => targets.map(({ key }) => key))).toEqual([
      `${group(1)} a IPV4`,
      `${group(1)} a IPV6`,
      `${group(1)} b IPV4`,
      `${group(1)} b IPV6`,
    ]);
    expect(warnings).toEqual([]);
  });
});

describe('a prefix list', () => {
  it.each([
    [{}, false],
    [{ resize: true }, true],
  ])('with %j', (more, resize) => {
    const own = ec2(pl(1));
    expect(refs({ arn: own, ...more })).toStrictEqual([
      {
        kind: 'prefix-list',
        key: own,
        arn: own,
        account,
        region: 'eu-west-2',
        name: pl(1),
        id: pl(1),
        resize,
      },
    ]);
  });
});

describe('a renamed list', () => {
  it('keeps its first name for what is marked in AWS', () => {
    const { name, id, targets } = read({
      origin: { ...fed, id: 'edge', targets: [{ arn: group(1), ports: [1] }] },
    }).estate.lists[0] ?? { name: '', id: '', targets: [] };
    expect([name, id, targets[0]?.key]).toEqual(['origin', 'edge', `${group(1)} edge IPV4`]);
  });
});

it('flushes foreign entries of security groups and prefix lists where it is told to', () => {
  const targets = [{ arn: ec2(pl(1)) }, { arn: arn('set') }];
  const lists = { people: { flush: {}, foreign: 'flush', targets } };
  expect(read(lists).estate.lists[0]?.foreign).toBe('flush');
});

type Case = [about: string, lists: unknown, ...complaints: (string | RegExp)[]];

const at = 'lists.origin.targets[0]';
const open = (...ports: unknown[]) => origin({ arn: group(1), ports });

const cases: Case[] = [
  [
    'a target of nothing',
    origin({}),
    `${at}: names nothing; give it the arn of an IP set, a security group or a prefix list, or several security groups as spreadOver`,
  ],
  [
    'arn and spreadOver',
    origin({ arn: group(1), spreadOver: [group(2)], ports: [443] }),
    `${at}.arn: arn and spreadOver exclude each other; name every group in spreadOver`,
  ],
  [
    'no groups',
    origin({ spreadOver: [], ports: [443] }),
    `${at}.spreadOver: is empty; name at least one group, or take the key out`,
  ],
  [
    '17 groups',
    origin({ spreadOver: Array.from({ length: 17 }, (_, i) => group(i)), ports: [443] }),
    `${at}.spreadOver: names more than 16 groups; AWS attaches no more to an interface`,
  ],
  [
    '17 groups that are left',
    origin({ arn: group(20), leaving: Array.from({ length: 17 }, (_, i) => group(i)), ports: [443] }),
    `${at}.leaving: names more than 16 groups; take out those that doorlist has left`,
  ],
  [
    'one group without brackets',
    origin({ spreadOver: group(1), ports: [443] }),
    /^lists.origin.targets\[0\].spreadOver: must be a list such as .*; put it in brackets$/,
  ],
  [
    'a group twice in a spread',
    origin({ spreadOver: [group(1), group(1)], ports: [443] }),
    `${at}.spreadOver[1]: is there twice; keep one`,
  ],
  [
    'a group left twice',
    origin({ arn: group(2), leaving: [group(1), group(1)], ports: [443] }),
    `${at}.leaving[1]: is there twice; keep one`,
  ],
  [
    'a prefix list in a spread',
    origin({ spreadOver: [ec2(pl(1))], ports: [443] }),
    /targets\[0\].spreadOver\[0\]: .* is a prefix list, and only security groups can stand here/,
  ],
  [
    'an IP set that is left',
    origin({ arn: group(1), leaving: [arn('set')], ports: [443] }),
    /targets\[0\].leaving\[0\]: .* is an IP set, and only security groups can stand here/,
  ],
  [
    'a spread over Regions',
    origin({ spreadOver: [group(1), group(2, { region: 'eu-west-1' })], ports: [443] }),
    `${at}.spreadOver[1]: is in eu-west-1, and the target's first group is in eu-west-2; the groups of a target are attached to the same interfaces`,
  ],
  [
    'a group that is left in another Region',
    origin({ arn: group(1), leaving: [group(2, { region: 'eu-west-1' })], ports: [443] }),
    /leaving\[0\]: is in eu-west-1/,
  ],
  [
    'groups of two accounts',
    origin({ spreadOver: [group(1), group(2, { of: '999988887777' })], ports: [443] }),
    /^lists.origin.targets\[0\].spreadOver\[1\]: is in account 999988887777, and this estate is in 111122223333/,
  ],
  [
    'a group of another account that is left',
    origin({ arn: group(1), leaving: [group(2, { of: '999988887777' })], ports: [443] }),
    /^lists.origin.targets\[0\].leaving\[0\]: is in account 999988887777/,
  ],
  [
    'a prefix list of another account',
    origin({ arn: ec2(pl(1)) }, { arn: ec2(pl(2), { of: '999988887777' }) }),
    /^lists.origin.targets\[1\].arn: is in account 999988887777.* changes only what is in its own account/,
  ],

  [
    'a group that is in use and left',
    origin({ spreadOver: [group(1), group(2)], leaving: [group(2)], ports: [443] }),
    `${at}.leaving[0]: is in use by this target (${at}.spreadOver[1]), so the target cannot leave it; keep one`,
  ],
  [
    'the one group, left',
    origin({ arn: group(1), leaving: [group(1)], ports: [443] }),
    /leaving\[0\]: is in use by this target \(lists.origin.targets\[0\].arn\)/,
  ],
  [
    'a group in two targets of a list',
    origin({ arn: group(1), ports: [443] }, { arn: group(1), ports: [80] }),
    `lists.origin.targets[1].arn: is in ${at} already; a security group is in one target of a list, with all its ports there, and for another protocol in a list of its own`,
  ],
  [
    'a group in a spread and alone',
    origin({ spreadOver: [group(1), group(2)], ports: [443] }, { arn: group(2), ports: [443] }),
    /^lists.origin.targets\[1\].arn: is in lists.origin.targets\[0\] already/,
  ],
  [
    'a group that one target leaves and another uses',
    origin({ arn: group(1), leaving: [group(2)], ports: [443] }, { arn: group(2), ports: [80] }),
    /^lists.origin.targets\[1\].arn: is in lists.origin.targets\[0\] already/,
  ],
  [
    'a group that two targets leave',
    origin(
      { arn: group(1), leaving: [group(3)], ports: [443] },
      { arn: group(2), leaving: [group(3)], ports: [80] },
    ),
    /^lists.origin.targets\[1\].leaving\[0\]: is in lists.origin.targets\[0\] already/,
  ],
  [
    'a prefix list in two lists',
    { ...origin({ arn: ec2(pl(1)) }), people: { flush: {}, targets: [{ arn: ec2(pl(1)) }] } },
    'lists.people.targets[0].arn: is a target of lists.origin.targets[0].arn already; a prefix list belongs to one list in one stage',
  ],

  [
    'no ports',
    origin({ arn: group(1) }),
    `${at}.ports: is missing; say which tcp ports to open, such as [443, 8000-8100], or name a protocol without ports: icmp or all`,
  ],
  [
    'no ports of udp',
    origin({ spreadOver: [group(1)], protocol: 'udp' }),
    /ports: is missing; say which udp/,
  ],
  ['an empty list of ports', open(), `${at}.ports: is empty; name at least one port`],
  [
    'ports of icmp',
    origin({ arn: group(1), protocol: 'icmp', ports: [443] }),
    `${at}.ports: the protocol icmp has no ports; take them out, or say tcp or udp`,
  ],
  [
    'ports of everything',
    origin({ arn: group(1), protocol: 'all', ports: [443] }),
    /ports: the protocol all has no ports/,
  ],
  [
    'a protocol that is no choice',
    origin({ arn: group(1), protocol: 'tcpp', ports: [443] }),
    `${at}.protocol: must be tcp or udp or icmp or all, and is "tcpp"; did you mean tcp or icmp?`,
  ],
  [
    'a port without brackets',
    origin({ arn: group(1), ports: 443 }),
    `${at}.ports: must be a list such as [443,"8000-8100"], and is 443; put it in brackets`,
  ],
  ['a port below 0', open(-1), `${at}.ports[0]: must be a port from 0 to 65535`],
  ['a port above 65535', open(65_536), `${at}.ports[0]: must be a port from 0 to 65535`],
  ['half a port', open(1.5), `${at}.ports[0]: must be a whole number or a text, and is 1.5`],
  ['a port that is nothing', open(null), /^lists.origin.targets\[0\].ports\[0\]: is empty/],
  ['a port in quotes', open('443'), `${at}.ports[0]: "443" is a text; for one port write 443 without quotes`],
  [
    'a port by name',
    open('https'),
    `${at}.ports[0]: "https" is not a range of ports; write 443 for one port, 8000-8100 for a range`,
  ],
  ['a range with spaces', open('8000 - 8100'), /is not a range of ports/],
  ['a range with leading zeros', open('0443-0444'), /is not a range of ports/],
  ['a range without end', open('8000-'), /is not a range of ports/],
  ['three ends', open('1-2-3'), /is not a range of ports/],
  ['a range above 65535', open('65000-65536'), `${at}.ports[0]: "65000-65536" has a port above 65535`],
  ['a range backwards', open('8100-8000'), `${at}.ports[0]: "8100-8000" runs backwards; write 8000-8100`],
  ['a port twice', open(443, 80, 443), `${at}.ports[2]: 443 is there twice; keep one`],
  ['a range twice', open('1-2', '1-2'), `${at}.ports[1]: 1-2 is there twice; keep one`],
  [
    'a port within a range',
    open('8000-8100', 8100),
    `${at}.ports[1]: 8100 overlaps 8000-8100 (${at}.ports[0]); write one range, or ranges apart`,
  ],
  ['a range around a port', open(8000, '8000-8100'), /ports\[1\]: 8000-8100 overlaps 8000 /],
  ['ranges that overlap', open('1-10', '20-30', '10-20'), /ports\[2\]: 10-20 overlaps 1-10 /],

  [
    'ports of an IP set',
    origin({ arn: arn('set'), ports: [443] }),
    `${at}.ports: ports belongs to a security group, and this is an IP set; take it out`,
  ],
  [
    'keys of a security group on a prefix list',
    origin({ arn: ec2(pl(1)), ports: [443], protocol: 'tcp', leaving: [group(1)] }),
    `${at}.ports: ports belongs to a security group, and this is a prefix list; take it out`,
    /protocol: protocol belongs to a security group/,
    /leaving: leaving belongs to a security group/,
  ],
  [
    'resize of a security group',
    origin({ arn: group(1), ports: [443], resize: true }),
    `${at}.resize: resize belongs to a prefix list, and this is a security group; take it out`,
  ],
  [
    'resize of a spread',
    origin({ spreadOver: [group(1)], ports: [443], resize: true }),
    /resize: resize belongs to a prefix list/,
  ],
  ['resize of an IP set', origin({ arn: arn('set'), resize: true }), /and this is an IP set; take it out$/],
  [
    'keys of a target whose ARN is wrong, of which only that is told',
    origin({ arn: 'sg-1', ports: [443], resize: true }),
    /arn: "sg-1" is only an id; write the whole ARN/,
  ],
  [
    'port in place of ports',
    origin({ arn: group(1), port: 443 }),
    /port: "port" is not a key here; .*did you mean ports\?$/,
    /port: must be a list .*; put it in brackets$/,
  ],

  [
    'an id that is no name',
    { origin: { ...fed, id: 'Edge' } },
    'lists.origin.id: must begin with a letter and have at most 40 lower-case letters, digits and hyphens',
  ],
  [
    'an id that is the name of another list',
    { edge: fed, origin: { ...people, id: 'edge' } },
    'lists.origin.id: "edge" is the name of another list (lists.edge); an id is the first name of one list only',
  ],
  [
    'an id that another list has',
    { edge: { ...fed, id: 'x' }, origin: { ...people, id: 'x' } },
    'lists.origin.id: "x" is the id of another list (lists.edge.id); an id is the first name of one list only',
  ],

  [
    'foreign: flush without a flush',
    { origin: { ...fed, foreign: 'flush', targets: [{ arn: ec2(pl(1)) }] } },
    'lists.origin.foreign: foreign: flush says what a flush removes, and this list has none; give it a flush, or take foreign out',
  ],
  [
    'foreign on IP sets',
    { people: { ...people, foreign: 'flush' } },
    'lists.people.foreign: foreign is about security groups and prefix lists, and this list has none; take it out (a flush removes foreign entries from IP sets anyway)',
  ],
  [
    'foreign: keep on IP sets, which a flush would not heed',
    { people: { ...people, foreign: 'keep' } },
    /^lists.people.foreign: foreign is about security groups and prefix lists/,
  ],
  [
    'a foreign that is no choice',
    { people: { flush: {}, foreign: 'flsh', targets: [{ arn: ec2(pl(1)) }] } },
    'lists.people.foreign: must be keep or flush, and is "flsh"; did you mean flush?',
  ],
  [
    'adopt in a prefix list that a flush takes foreign entries out of',
    {
      origin: { ...fed, flush: {}, foreign: 'flush', adopt: true, targets: [{ arn: ec2(pl(1)) }] },
    },
    'lists.origin.adopt: a flush removes foreign entries anyway; take adopt out',
  ],
  [
    'adopt beside a flush where one target is an IP set',
    {
      origin: { ...fed, flush: {}, adopt: true, targets: [{ arn: ec2(pl(1)) }, { arn: arn('set') }] },
    },
    'lists.origin.adopt: a flush removes foreign entries anyway; take adopt out',
  ],
  [
    'adopt where a target cannot be read, which may be an IP set',
    { origin: { ...fed, adopt: true, targets: [{ arn: ec2(pl(1)) }, { arn: 'developers' }] } },
    /targets\[1\].arn: "developers" is not an ARN/,
  ],
];

describe('a mistake', () => {
  it.each(cases)('is made by %s', (_about, lists, ...expected) => {
    expect(complaints(lists)).toEqual(
      expected.map((text): unknown => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
  });

  it.each([
    ['ports that touch', open('1-10', 11)],
    ['an id that is its own name', { origin: { ...fed, id: 'origin' } }],
    ['an id that was the name of a list before', { edge: { ...fed, id: 'origin' } }],
    [
      'foreign: keep with a prefix list',
      { origin: { ...fed, foreign: 'keep', targets: [{ arn: ec2(pl(1)) }] } },
    ],
    ['adopt with a prefix list', { origin: { ...fed, adopt: true, targets: [{ arn: ec2(pl(1)) }] } }],
    [
      'adopt beside a flush that leaves foreign entries in a prefix list',
      { origin: { ...fed, flush: {}, adopt: true, targets: [{ arn: ec2(pl(1)) }] } },
    ],
    [
      'adopt with an IP set among others',
      { origin: { ...fed, adopt: true, targets: [{ arn: ec2(pl(1)) }, { arn: arn('set') }] } },
    ],
    [
      'a group that one list leaves and another uses',
      {
        ...origin({ arn: group(1), leaving: [group(2)], ports: [443] }),
        people: { flush: {}, targets: [{ arn: group(2), ports: [443] }] },
      },
    ],
  ])('is not made by %s', (_about, lists) => {
    expect(complaints(lists)).toEqual([]);
  });
});

it('tells a prefix list that two stages claim', () => {
  const elsewhere = [{ file: 'doorlist.prod.yml', raw: { lists: origin({ arn: ec2(pl(1)) }) } }];
  expect(complaints(origin({ arn: ec2(pl(1)) }), {}, { elsewhere })).toEqual([
    `${at}.arn: is claimed by ${at}.arn in doorlist.prod.yml too; a prefix list belongs to one list in one stage`,
  ]);
});

describe('a warning', () => {
  const spread = (count: number) =>
    origin({ spreadOver: Array.from({ length: count }, (_, i) => group(i)), ports: [443] });

  it('tells of more groups than AWS attaches unasked', () => {
    expect(read(spread(5)).warnings).toEqual([]);
    expect(read(spread(6)).warnings).toEqual([
      `doorlist.yml:1: ${at}.spreadOver: spreads over 6 groups, and AWS attaches 5 to an interface unless that quota was raised`,
    ]);
  });

  const list = (target: object) => ({ flush: {}, targets: [target] });
  const warnings = (one: object, other: object, elsewhere: object[] = []) =>
    read(
      { one: list(one), other: list(other) },
      {},
      {
        elsewhere: elsewhere.map((target) => ({
          file: 'doorlist.prod.yml',
          raw: { lists: { theirs: list(target) } },
        })),
      },
    ).warnings;

  it('tells of a port range that another stage opens', () => {
    expect(
      warnings(
        { spreadOver: [group(1), group(2), group(3)], ports: [443, 80, '1-2'] },
        { arn: group(4), protocol: 'icmp' },
        [{ spreadOver: [group(3), group(2)], ports: ['80-80', '1-2', '5-6'] }],
      ),
    ).toEqual([
      `doorlist.yml:1: lists.one.targets[0]: opens ${group(2)}, ${group(3)} at tcp 80, tcp 1-2, as lists.theirs.targets[0] in doorlist.prod.yml does: for a network that both want AWS takes one rule only, so the stage that comes second is refused it until the other lets go`,
    ]);
  });

  it('is not given for a port range that two lists of one estate open, who share its rules', () => {
    const target = { arn: group(1), protocol: 'all' };
    expect(warnings(target, target)).toEqual([]);
  });

  it.each<[string, object, object]>([
    [
      'a spread that has another group as well',
      { spreadOver: [group(1), group(2)], ports: [443] },
      { spreadOver: [group(2), group(3)], ports: [443] },
    ],
    ['other groups', { arn: group(1), ports: [443] }, { arn: group(2), ports: [443] }],
    ['other ports', { arn: group(1), ports: [443] }, { arn: group(1), ports: ['443-444'] }],
    ['another protocol', { arn: group(1), ports: [443] }, { arn: group(1), protocol: 'udp', ports: [443] }],
    [
      'a group that is left',
      { arn: group(1), ports: [443] },
      { arn: group(2), leaving: [group(1)], ports: [443] },
    ],
  ])('is not given for %s', (_about, one, other) => {
    expect(warnings(one, one, [other])).toEqual([]);
  });
});
