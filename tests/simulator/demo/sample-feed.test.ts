import { createHash } from 'node:crypto';
import { aggregate, ofFamily } from '../../../lib/cidr.js';
import { parseIpRanges } from '../../../lib/sources/feed/ip-ranges.js';
import { sampleFeed } from '../../../simulator/world/feed/sample.js';
import { newest, sample } from './feeds.js';

const text = Buffer.from(sample.bytes).toString();
const { entries, dropped } = sample.file;
const cidrs = entries.map((entry) => entry.cidr);
const named = (service: string) =>
  entries.filter((entry) => entry.service === service).map(({ cidr }) => cidr);

test('it has the real file’s layout and size', () => {
  expect(text.length).toBeGreaterThan(2.3e6);
  expect(text.length).toBeLessThan(3e6);
  expect(text).toMatch(
    /^\{\n {2}"syncToken": "\d{10}",\n {2}"createDate": "2026-08-20-21-20-00",\n {2}"prefixes": \[\n {4}\{\n {6}"ip_prefix": "/,
  );
  expect(text.endsWith(']\n}')).toBe(true);
});

test('it has the real file’s numbers of entries, services and regions', () => {
  const count = (of: (entry: (typeof entries)[number]) => string) => new Set(entries.map(of)).size;
  expect(ofFamily(cidrs, 'IPV4').length).toBeCloseTo(10_700, -2);
  expect(ofFamily(cidrs, 'IPV6').length).toBeCloseTo(6_200, -2);
  expect(count((entry) => entry.service)).toBe(28);
  expect(count((entry) => entry.region)).toBe(43);
  expect(count((entry) => entry.borderGroup)).toBeGreaterThan(100);
  expect(entries.filter((entry) => entry.region === 'GLOBAL').length).toBeGreaterThan(300);
});

test('neighbours merge, and prefixes stand under several services', () => {
  const merged = aggregate(ofFamily(named('AMAZON'), 'IPV4')).length;
  expect(merged).toBeGreaterThan(1_500);
  expect(merged).toBeLessThan(2_500);
  expect(cidrs.length - new Set(cidrs).size).toBeGreaterThan(3_000);
});

test('AMAZON covers every address', () => {
  expect(aggregate(named('AMAZON'))).toEqual(aggregate(cidrs));
});

test('every address is routable, and none is AWS’s', () => {
  expect(dropped).toEqual([]);
  if (newest === sample) return;
  const theirs = newest.file.entries.map((entry) => entry.cidr);
  expect(aggregate([...cidrs, ...theirs]).length).toBe(aggregate(cidrs).length + aggregate(theirs).length);
});

test('it is always the same, but for its seed and time', () => {
  const md5 = (feed: string) => createHash('md5').update(feed).digest('hex');
  expect(md5(sampleFeed())).toBe(md5(text));
  expect(md5(sampleFeed({ seed: 2 }))).not.toBe(md5(text));
  expect(parseIpRanges(Buffer.from(sampleFeed({ syncToken: 1_700_000_000 })))).toMatchObject({
    syncToken: 1_700_000_000,
    createDate: '2023-11-14-22-13-20',
  });
});
