import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Unavailable } from '../../../lib/errors.js';
import { parseIpRanges } from '../../../lib/sources/feed/ip-ranges.js';
import { sampleFeed } from '../../../simulator/world/feed/sample.js';
import { event2017, message2022, message2024 } from './genuine.js';
import { bytesOf, fileOf, linesOf, written } from '../../harness/ip-ranges.js';
import { feedDir, index, real, snapshot, version } from './snapshots.js';

/*
 * Where the files come from that the tests of the feed read, and that the parser reads them as they are.
 */

const source = real
  ? `AWS's own files in ${feedDir}`
  : 'our own sample of the feed, since there are no real files';

beforeAll(() => void process.stderr.write(`Tests of the feed read ${source}.\n`));

const sample = () => Buffer.from(sampleFeed());
/** The shape of before 2020-04-01. */
const old = ({ ipv6 }: { ipv6: boolean }) => {
  const { syncToken, createDate, prefixes, ipv6_prefixes } = fileOf(1512067332, linesOf(sample()));
  const bare = (entries: typeof prefixes) =>
    entries.map((entry) => ({ ...entry, network_border_group: undefined }));
  return bytesOf({
    syncToken,
    createDate,
    prefixes: bare(prefixes),
    ...(ipv6 && { ipv6_prefixes: bare(ipv6_prefixes) }),
  });
};

const refusal = (bytes: Uint8Array) => {
  try {
    parseIpRanges(bytes);
  } catch (error) {
    if (error instanceof Unavailable) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'it is read';
};

test.each([
  ['of 2016, without IPv6 and border groups', 1458824536, { ipv6: false }, 'ipv6_prefixes'],
  ['of 2017, without border groups', 1512067332, { ipv6: true }, 'prefixes.0.network_border_group'],
  ['of June 2019, with an entry twice', 1561659545, { ipv6: true }, 'prefixes.0.network_border_group'],
  ['of the end of 2019', 1576875789, { ipv6: true }, 'prefixes.0.network_border_group'],
])('a file %s is refused, naming the first thing it lacks', (_, syncToken, shape, lacks) => {
  expect(refusal(real ? snapshot(syncToken) : old(shape))).toContain(
    `feed/shape: ip-ranges.json has not the shape that AWS documents: ${lacks} `,
  );
});

interface Known {
  syncToken: number;
  v4: number;
  v6: number;
  md5: string;
}

/** What the index of the real files says of one, or our own sample of itself. */
function known(syncToken: number, bytes: Uint8Array): Known | undefined {
  if (real) return index().find((row) => row.syncToken === syncToken);
  const lines = linesOf(bytes);
  const v6 = lines.filter(([cidr]) => cidr.includes(':')).length;
  return { syncToken, v4: lines.length - v6, v6, md5: createHash('md5').update(bytes).digest('hex') };
}

// The first and the last of today's shape, and one whose md5 AWS told of.
test.each([1613994252, 1651086206, 1787433425])('file %d is read to its last entry', (syncToken) => {
  const bytes = version(syncToken, () => written(syncToken, linesOf(sample())));
  const file = parseIpRanges(bytes);
  const entries = [...file.entries, ...file.dropped];
  const v6 = entries.filter(({ cidr }) => cidr.includes(':')).length;
  expect(known(syncToken, bytes)).toMatchObject({
    syncToken: file.syncToken,
    v4: entries.length - v6,
    v6,
    md5: createHash('md5').update(bytes).digest('hex'),
  });
  expect(file.dropped).toEqual([]);
});

test('the messages are those that were found', () => {
  const found: unknown = real
    ? JSON.parse(readFileSync(resolve(feedDir, 'sns-real-messages.json'), 'utf8'))
    : { full_event_2017: event2017, message_2022: message2022, message_2024_handmade: message2024 };
  expect(found).toMatchObject({
    full_event_2017: event2017,
    message_2022: message2022,
    message_2024_handmade: message2024,
  });
  expect(event2017.Records).toHaveLength(1);
});
