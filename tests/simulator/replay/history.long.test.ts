import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseIpRanges } from '../../../lib/sources/feed/ip-ranges.js';
import { readIpRanges } from '../../../simulator/checker/ip-ranges.js';
import { editions, history, type HistoryVersion } from '../../../simulator/programs/replay/history.js';
import type { Span } from '../../../simulator/programs/replay/span.js';
import { feedDir, index, real, snapshot } from '../../sources/feed/snapshots.js';
import { firstToken, linesOf, textOf, tidy, written, type Line, type Row } from './histories.js';

afterAll(tidy);

const edge: Row = ['3.0.0.0/24', 'GLOBAL', 'CLOUDFRONT', ''];
const ec2: Row = ['3.1.0.0/24', 'us-west-2', 'EC2', ''];
const zone: Row = ['3.2.0.0/24', 'us-west-2', 'EC2', 'us-west-2-lax-1'];
const six: Row = ['2600:9000::/28', 'GLOBAL', 'CLOUDFRONT', 'GLOBAL'];
const now = ([cidr, region, service]: Row): Row => [cidr, region, service, region];

/** IPv6 comes with the second version, border groups with the third. */
const lines = linesOf(
  { n: [2, 0], a: [ec2, edge] },
  { n: [2, 1], a: [six] },
  { n: [3, 1], a: [now(edge), now(ec2), zone], r: [edge, ec2] },
  { n: [1, 1], r: [zone, now(ec2)] },
);
const token = (version: number) => String(firstToken + version * 3600);

const versionsOf = (text: string | Uint8Array, span: Span = {}): HistoryVersion[] => [
  ...history(written(text), span),
];
const of = (some: readonly Line[], span?: Span) => versionsOf(textOf(some), span);
const text = ({ body }: HistoryVersion) => Buffer.from(body).toString();
const listed = ({ body }: HistoryVersion) =>
  readIpRanges(body)?.entries.map(({ cidr, service, region, borderGroup }) =>
    [cidr, region, service, borderGroup].join(' '),
  );

test('a version is AWS’s layout, sorted, with border groups filled in and a placeholder for IPv6', () => {
  const [first] = of(lines);
  expect(first && text(first)).toBe(`{
  "syncToken": "${token(0)}",
  "createDate": "2020-03-31-12-00-00",
  "prefixes": [
    {
      "ip_prefix": "3.0.0.0/24",
      "region": "GLOBAL",
      "service": "CLOUDFRONT",
      "network_border_group": "GLOBAL"
    },
    {
      "ip_prefix": "3.1.0.0/24",
      "region": "us-west-2",
      "service": "EC2",
      "network_border_group": "us-west-2"
    }
  ],
  "ipv6_prefixes": [
    {
      "ipv6_prefix": "2001:db8::/32",
      "region": "PLACEHOLDER",
      "service": "PLACEHOLDER",
      "network_border_group": "PLACEHOLDER"
    }
  ]
}`);
});

test('each version has the entries of its day and says so', () => {
  const found = of(lines);
  expect(found.map(listed)).toEqual(
    [
      [now(edge), now(ec2), ['2001:db8::/32', 'PLACEHOLDER', 'PLACEHOLDER', 'PLACEHOLDER']],
      [now(edge), now(ec2), six],
      [now(edge), now(ec2), zone, six],
      [now(edge), six],
    ].map((rows) => rows.map((row) => row.join(' '))),
  );
  expect(found.map(({ syncToken, createDate, entries }) => [syncToken, createDate, entries])).toEqual([
    [token(0), '2020-03-31-12-00-00', { n4: 2, n6: 0 }],
    [token(1), '2020-03-31-13-00-00', { n4: 2, n6: 1 }],
    [token(2), '2020-03-31-14-00-00', { n4: 3, n6: 1 }],
    [token(3), '2020-03-31-15-00-00', { n4: 1, n6: 1 }],
  ]);
});

test('the md5 is that of the bytes', () => {
  for (const { md5, body } of of(lines)) expect(md5).toBe(createHash('md5').update(body).digest('hex'));
});

test('doorlist takes every version, and the placeholder is nobody’s', () => {
  const files = of([...lines, ...emptied]).map(({ body }) => parseIpRanges(body));
  expect(files.map(({ entries }) => entries.length)).toEqual([2, 3, 4, 2, 1]);
  expect(files.map(({ dropped }) => dropped.map(({ cidr }) => cidr))).toEqual([
    ['2001:db8::/32'],
    [],
    [],
    [],
    ['192.0.2.0/24'],
  ]);
});

const emptied: Line[] = [
  { ...(lines[3] as Line), t: firstToken + 4 * 3600, n4: 0, n6: 1, a: [], r: [now(edge)] },
];

test('a change is told as it looks in today’s shape', () => {
  const cidrs = (entries: HistoryVersion['added']) => entries.map(({ cidr }) => cidr);
  expect(of(lines).map(({ added, removed }) => [cidrs(added), cidrs(removed)])).toEqual([
    [['3.1.0.0/24', '3.0.0.0/24'], []],
    [['2600:9000::/28'], []],
    [['3.2.0.0/24'], []],
    [[], ['3.2.0.0/24', '3.1.0.0/24']],
  ]);
});

test('the order of bytes is the file’s own, whatever way led there', () => {
  const rows = Array.from({ length: 700 }, (_, i): Row => [
    `3.${i % 7}.${Math.floor(i / 7)}.0/24`,
    'eu-west-2',
    i % 3 ? 'S3' : 'EC2',
    '',
  ]);
  const [straight] = of(linesOf({ n: [600, 0], a: rows.slice(100) }));
  const detour = of(
    linesOf(
      { n: [400, 0], a: rows.slice(0, 400).reverse() },
      { n: [700, 0], a: rows.slice(400) },
      { n: [600, 0], r: rows.slice(0, 100) },
    ),
  );
  const body = (version: HistoryVersion | undefined) => version && text(version).replace(/^.*\n.*\n.*\n/, '');
  expect(body(detour.at(-1))).toBe(body(straight));
  // And the placeholder.
  expect(detour.map((version) => listed(version)?.length)).toEqual([401, 701, 601]);
  const prefixes = straight && listed(straight)?.filter((entry) => !entry.includes('PLACEHOLDER'));
  expect(prefixes).toEqual(prefixes?.toSorted());
  expect(prefixes).toHaveLength(600);
});

test.each<[string, (plain: string) => Uint8Array | string]>([
  ['gzipped', (plain) => gzipSync(plain)],
  ['without a last newline', (plain) => plain.trimEnd()],
])('a history may be %s', (_, change) => {
  expect(versionsOf(change(textOf(lines)))).toEqual(of(lines));
});

describe('a part of it', () => {
  test.each<[string, Span, number[]]>([
    ['from a syncToken', { from: token(2) }, [2, 3]],
    ['from between two', { from: String(firstToken + 1) }, [1, 2, 3]],
    ['up to a syncToken', { to: token(1) }, [0, 1]],
    ['just one', { from: token(1), to: token(1) }, [1]],
    ['from a day', { from: '2020-03-31' }, [0, 1, 2, 3]],
    ['from a time', { from: '2020-03-31T13:30' }, [2, 3]],
    ['up to a time', { to: '2020-03-31T13:00:00Z' }, [0, 1]],
    ['from before it', { from: '2016-01-01' }, [0, 1, 2, 3]],
  ])('%s', (_, span, which) => {
    const part = of(lines, span);
    const bytes = (versions: readonly HistoryVersion[]) => versions.map(text);
    expect(bytes(part)).toEqual(which.map((version) => of(lines).map(text)[version]));
  });

  test('begins with all its entries as added', () => {
    const [first] = of(lines, { from: token(2) });
    expect(first?.added.map(({ cidr }) => cidr).sort()).toEqual([
      '2600:9000::/28',
      '3.0.0.0/24',
      '3.1.0.0/24',
      '3.2.0.0/24',
    ]);
    expect(first?.removed).toEqual([]);
  });

  test.each<[string, Span, string]>([
    [
      'after its end',
      { from: '2030-01-01' },
      `has no version from 2030-01-01 on; the last that was read is ${token(3)}.`,
    ],
    ['before its beginning', { to: '2016-01-01' }, 'has no version up to 2016-01-01'],
    ['that ends before it begins', { from: token(2), to: token(1) }, 'No version is from'],
    ['from nonsense', { from: 'yesterday' }, 'from is "yesterday", which is neither a syncToken such as'],
    ['to a day that is none', { to: '2020-13-31' }, 'to is "2020-13-31"'],
  ])('%s is refused', (_, span, says) => {
    expect(() => of(lines, span)).toThrow(says);
  });
});

describe('what is no history is refused in a sentence', () => {
  const [first, second] = lines as [Line, Line];
  const line = (change: object) => textOf([{ ...first, ...change }]);
  test.each<[string, string | Uint8Array, string]>([
    [
      'another number of IPv4',
      textOf([{ ...first, n4: 3 }]),
      'comes to 2 IPv4 and 0 IPv6 entries, but its line says 3 and 0.',
    ],
    [
      'another number of IPv6',
      textOf([first, { ...second, n6: 0 }]),
      'comes to 2 IPv4 and 1 IPv6 entries, but its line says 2 and 0.',
    ],
    [
      'a removal of what is not there',
      textOf([first, { ...second, a: [], r: [six] }]),
      'removes an entry that is not there: 2600:9000::/28 of CLOUDFRONT in GLOBAL.',
    ],
    [
      'an addition of what is there',
      textOf([first, { ...second, a: [edge] }]),
      'adds an entry that is there already: 3.0.0.0/24 of CLOUDFRONT in GLOBAL.',
    ],
    [
      'the same version again',
      textOf([first, { ...first, a: [] }]),
      `lists version ${token(0)} after ${token(0)}, which is not older.`,
    ],
    ['nothing', '', 'has no version at all'],
    ['a web page', '<html>\n', 'is not JSON, so this is no history of ip-ranges.json.'],
    [
      'an ip-ranges.json',
      '{"syncToken":"1","prefixes":[]}',
      'is no version of ip-ranges.json: t is missing or of another kind.',
    ],
    ['no additions', line({ a: undefined }), 'a is missing'],
    [
      'an entry cut short',
      line({ a: [['3.0.0.0/24', 'GLOBAL', 'S3']] }),
      'a.0 is missing or of another kind',
    ],
    [
      'an entry that is no network',
      line({ a: [['3.0.0.1/24', 'GLOBAL', 'S3', '']] }),
      'a.0.0 is missing or of another kind',
    ],
    ['a createDate that is none', line({ cd: 'today' }), 'cd is missing'],
    ['a count that is none', line({ n6: -1 }), 'n6 is missing'],
    [
      'half a gzip file',
      gzipSync(textOf(lines)).subarray(0, 90),
      'begins like a gzip file, but cannot be unpacked.',
    ],
  ])('%s', (_, content, says) => {
    expect(() => versionsOf(content)).toThrow(says);
    expect(() => versionsOf(content)).toThrow(expect.objectContaining({ name: 'BadHistory' }) as Error);
  });

  test('a file that is not there', () => {
    expect(() => [...history('nowhere.jsonl')]).toThrow(
      'nowhere.jsonl cannot be read: there is no such file.',
    );
  });

  test('also before the part that is asked for', () => {
    const wrong = textOf(lines.map((each, i) => (i === 1 ? { ...each, n4: 9 } : each)));
    expect(() => versionsOf(wrong, { from: token(3) })).toThrow('its line says 9 and 1');
  });

  test('but what comes after it is not read', () => {
    const wrong = textOf(lines.map((each, i) => (i === 3 ? { ...each, n4: 9 } : each)));
    expect(versionsOf(wrong, { to: token(1) })).toHaveLength(2);
  });
});

const file = resolve(feedDir, 'history-deltas.jsonl.gz');
const served = real && existsSync(file) ? index() : [];

const theRealHistory = () => {
  const rebuilt = new Map<number, Uint8Array>();
  let versions = 0;

  beforeAll(() => {
    for (const { delta, edition } of editions(file)) {
      versions += 1;
      const isServed = served.some(({ syncToken }) => syncToken === delta.syncToken);
      if (isServed) rebuilt.set(delta.syncToken, edition.bytes(delta));
    }
  });

  test('has the counts of every version', () => {
    expect(versions).toBe(5660);
  });

  test.each(served)('$syncToken is the file that AWS served', ({ syncToken, v6, bytes }) => {
    const body = rebuilt.get(syncToken) ?? new Uint8Array();
    const ours = JSON.parse(Buffer.from(body).toString()) as File;
    const theirs = JSON.parse(Buffer.from(snapshot(syncToken)).toString()) as File;
    expect([ours.syncToken, ours.createDate]).toEqual([theirs.syncToken, theirs.createDate]);
    const entries = entriesOf(ours).filter((entry) => !entry.includes('PLACEHOLDER'));
    expect(new Set(entries)).toEqual(new Set(entriesOf(theirs)));
    expect(entries).toHaveLength(new Set(entries).size);
    expect(parseIpRanges(body).dropped).toHaveLength(v6 === 0 ? 1 : 0);
    // Of today's shape: only the order is another.
    if (theirs.prefixes[0]?.network_border_group) expect(body).toHaveLength(bytes);
  });
};

if (served.length > 0) describe('the real history', theRealHistory);
else process.stderr.write('The real history is not tried: there are no real files of the feed.\n');

interface File {
  syncToken: string;
  createDate: string;
  prefixes: (Place & { ip_prefix: string })[];
  ipv6_prefixes?: (Place & { ipv6_prefix: string })[];
}

interface Place {
  region: string;
  service: string;
  network_border_group?: string;
}

/** Border groups filled in. */
function entriesOf({ prefixes, ipv6_prefixes = [] }: File): string[] {
  const spelled = (cidr: string, { region, service, network_border_group = region }: Place) =>
    [cidr, region, service, network_border_group].join(' ');
  return [
    ...prefixes.map((entry) => spelled(entry.ip_prefix, entry)),
    ...ipv6_prefixes.map((entry) => spelled(entry.ipv6_prefix, entry)),
  ];
}
