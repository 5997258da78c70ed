import { Unavailable } from '../../../lib/errors.js';
import { parseIpRanges } from '../../../lib/sources/feed/ip-ranges.js';
import { firstToken } from './good-feed.js';
import { bytesOf, fileOf, type FeedFile, type Line } from '../../harness/ip-ranges.js';

const lines: Line[] = [
  ['3.0.0.0/24', 'CLOUDFRONT', 'GLOBAL'],
  ['3.0.4.0/24', 'EC2', 'us-west-2', 'us-west-2-lax-1'],
  ['2600::/48', 'CLOUDFRONT', 'GLOBAL'],
];
const file = fileOf(firstToken, lines);
const read = (change: (file: FeedFile) => object = (same) => same) => parseIpRanges(bytesOf(change(file)));

test('each entry is read with its service, region and border group', () => {
  expect(read()).toEqual({
    syncToken: firstToken,
    createDate: '2026-08-22-12-00-00',
    entries: [
      { cidr: '3.0.0.0/24', service: 'CLOUDFRONT', region: 'GLOBAL', borderGroup: 'GLOBAL' },
      { cidr: '3.0.4.0/24', service: 'EC2', region: 'us-west-2', borderGroup: 'us-west-2-lax-1' },
      { cidr: '2600::/48', service: 'CLOUDFRONT', region: 'GLOBAL', borderGroup: 'GLOBAL' },
    ],
    dropped: [],
  });
});

describe('what is new is no mistake', () => {
  test.each<[string, (file: FeedFile) => object]>([
    ['a key of the file', (same) => ({ ...same, comment: 'hello' })],
    [
      'a key of an entry',
      (same) => ({ ...same, prefixes: same.prefixes.map((each) => ({ ...each, vpc: 1 })) }),
    ],
    [
      'a service',
      (same) => ({ ...same, prefixes: same.prefixes.map((each) => ({ ...each, service: 'NEW' })) }),
    ],
    [
      'a region',
      (same) => ({ ...same, prefixes: same.prefixes.map((each) => ({ ...each, region: 'xx-new-1' })) }),
    ],
    ['the other spelling of createDate', (same) => ({ ...same, createDate: '2026-08-22T12:00:00+00:00' })],
  ])('%s', (_, change) => {
    expect(read(change).entries).toHaveLength(3);
  });
});

test.each<[string, string]>([
  ['2600:0:0::/48', '2600::/48'],
  ['2600:0000:0000:0000:0000:0000:0000:0000/48', '2600::/48'],
  ['2A05:D070::/32', '2a05:d070::/32'],
])('%s is %s', (spelled, cidr) => {
  const v6 = { ipv6_prefix: spelled, service: 'S3', region: 'GLOBAL', network_border_group: 'GLOBAL' };
  expect(read((same) => ({ ...same, ipv6_prefixes: [v6] })).entries.at(-1)?.cidr).toBe(cidr);
});

describe('what nobody can have on the Internet is left out', () => {
  test.each([
    '252.0.0.0/10',
    '10.0.0.0/8',
    '127.0.0.0/8',
    '100.64.0.0/10',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/24',
    '224.0.0.0/4',
    '255.255.255.255/32',
    // Holds more than what is routable.
    '8.0.0.0/5',
    'fc01:1::/32',
    'fe80::/10',
    'ff00::/8',
    '::1/128',
    '2001:db8::/32',
    '64:ff9b::/96',
  ])('%s', (cidr) => {
    const { entries, dropped } = parseIpRanges(
      bytesOf(fileOf(firstToken, [...lines, [cidr, 'EC2', 'GLOBAL']])),
    );
    expect(entries).toHaveLength(3);
    expect(dropped).toEqual([{ cidr, service: 'EC2', region: 'GLOBAL', borderGroup: 'GLOBAL' }]);
  });

  test.each(['252.0.0.0/10', 'fc01:1::/32'])('%s, in every entry and every reading', (cidr) => {
    const twice: Line[] = [...lines, [cidr, 'EC2', 'GLOBAL'], [cidr, 'AMAZON', 'GLOBAL']];
    for (const _ of [1, 2]) {
      expect(parseIpRanges(bytesOf(fileOf(firstToken, twice))).dropped).toHaveLength(2);
    }
  });

  test.each(['3.0.0.0/11', '223.255.255.0/24', '2600::/12', '2a05:d000::/128'])('but not %s', (cidr) => {
    expect(parseIpRanges(bytesOf(fileOf(firstToken, [...lines, [cidr, 'EC2', 'GLOBAL']]))).dropped).toEqual(
      [],
    );
  });
});

describe('bytes that are no file', () => {
  test.each<[string, Uint8Array, string]>([
    ['none', new Uint8Array(), 'feed/empty'],
    ['a web page', Buffer.from('<!DOCTYPE html><html>'), 'feed/json'],
    ['half a file', bytesOf(file).subarray(0, 200), 'feed/json'],
    ['two files', Buffer.concat([bytesOf(file), bytesOf(file)]), 'feed/json'],
    ['noise', Buffer.from([0xff, 0xfe, 0x00, 0x80]), 'feed/json'],
    ['a string', Buffer.from('"ip-ranges"'), 'feed/shape'],
    ['an empty object', Buffer.from('{}'), 'feed/shape'],
  ])('%s', (_, bytes, code) => {
    expect(() => parseIpRanges(bytes)).toThrow(Unavailable);
    expect(() => parseIpRanges(bytes)).toThrow(expect.objectContaining({ code }) as Error);
  });

  test('are quoted only as far as a person needs', () => {
    const page = Buffer.from(`<html>${'x'.repeat(100_000)}</html>`);
    expect(() => parseIpRanges(page)).toThrow(/^.{1,200}$/);
  });
});

describe('a syncToken', () => {
  test.each<[string, boolean]>([
    ['1787433425', true],
    ['999999999', true],
    ['', false],
    ['0', false],
    ['1787433425.5', false],
    ['-1787433425', false],
    ['1e9', false],
    ['0x6a8a6f11', false],
    [' 1787433425', false],
    ['178743342500', false],
  ])('%j', (syncToken, good) => {
    const outcome = () => read((same) => ({ ...same, syncToken })).syncToken;
    if (good) expect(outcome()).toBe(Number(syncToken));
    else expect(outcome).toThrow('has not the shape that AWS documents: syncToken');
  });
});
