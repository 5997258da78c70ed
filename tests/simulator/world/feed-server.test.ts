import { createHash } from 'node:crypto';
import type { FeedFault } from '../../../simulator/world/feed/faults.js';
import { tearDown } from '../../harness/world.js';
import { setUp, refusal } from './harness.js';
import type { World } from '../../../simulator/world/world.js';

const URL_OF_FEED = 'https://ip-ranges.amazonaws.com/ip-ranges.json';
const version = (syncToken: string) =>
  JSON.stringify({ syncToken, createDate: '2026-08-22-12-00-00', prefixes: [] });

let world: World;
beforeEach(async () => {
  world = await setUp();
  world.feed.publish(version('1'));
  world.feed.publish(version('2'));
});
afterEach(tearDown);

interface Fetched {
  status: number;
  headers: Record<string, string>;
  bytes: number;
  text: string;
}

async function readAll({
  signal,
  url,
  most,
}: {
  signal: AbortSignal;
  url: string;
  most: number;
}): Promise<Fetched> {
  const { status, headers, body } = await world.feed.transport('refresh-1')({ url, signal });
  let [bytes, text] = [0, ''];
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes < 10_000) text += new TextDecoder().decode(chunk);
    if (bytes >= most) break;
  }
  return { status, headers, bytes, text };
}

/** Fetches with a time limit, as a client would. */
function fetchFeed(options: { url?: string; within?: number; most?: number } = {}): Promise<Fetched> {
  const { url = URL_OF_FEED, within = 10_000, most = Infinity } = options;
  const limit = new AbortController();
  setTimeout(() => limit.abort(), within);
  return world.clock.drive(readAll({ signal: limit.signal, url, most }));
}

test('the newest version is served, byte for byte, with its md5 for an ETag', async () => {
  const { status, headers, text } = await fetchFeed();
  expect([status, text]).toEqual([200, version('2')]);
  expect(headers['etag']).toBe(`"${createHash('md5').update(version('2')).digest('hex')}"`);
});

test('a fetch is on record', async () => {
  world.feed.fail({ kind: 'truncated', bytes: 5 });
  await fetchFeed();
  expect(world.record.of('fetch')).toMatchObject([
    { actor: 'refresh-1', url: URL_OF_FEED, status: 200, syncToken: '2', fault: 'truncated' },
  ]);
});

test.each<[string, FeedFault, Partial<Fetched>]>([
  ['a refusal', { kind: 'status', status: 403 }, { status: 403 }],
  [
    'trouble with a body',
    { kind: 'status', status: 503, body: 'Slow down' },
    { status: 503, text: 'Slow down' },
  ],
  ['nothing', { kind: 'empty' }, { status: 200, bytes: 0 }],
  ['half of it', { kind: 'truncated', bytes: 10 }, { status: 200, text: version('2').slice(0, 10) }],
  [
    'somebody’s web page',
    { kind: 'html' },
    { status: 200, headers: expect.objectContaining({ 'content-type': 'text/html' }) as never },
  ],
  [
    'the way elsewhere',
    { kind: 'redirect', to: 'https://example.com/' },
    { status: 302, headers: expect.objectContaining({ location: 'https://example.com/' }) as never },
  ],
  ['other bytes', { kind: 'bytes', body: '{"other":1}' }, { status: 200, text: '{"other":1}' }],
  ['the version before', { kind: 'stale' }, { status: 200, text: version('1') }],
  ['more than anyone asked for', { kind: 'huge' }, { status: 200, bytes: 200 * 1024 * 1024 }],
])('a fault serves %s, once', async (_, fault, served) => {
  world.feed.fail(fault);
  expect(await fetchFeed()).toMatchObject(served);
  expect(await fetchFeed()).toMatchObject({ status: 200, text: version('2') });
});

test('a connection may break', async () => {
  world.feed.fail({ kind: 'refused' }, 2);
  await expect(fetchFeed()).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(fetchFeed()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await fetchFeed()).status).toBe(200);
});

test('a fetch that hangs ends with its signal', async () => {
  world.feed.fail({ kind: 'hang' });
  expect(await refusal(fetchFeed())).toBe('AbortError');
});

test('a trickle comes a byte a second, and ends with its signal', async () => {
  world.feed.fail({ kind: 'trickle' }, 2);
  const began = world.clock.now();
  expect((await fetchFeed({ most: 5 })).text).toBe(version('2').slice(0, 5));
  expect(world.clock.now() - began).toBeGreaterThanOrEqual(5000);
  expect(await refusal(fetchFeed())).toBe('AbortError');
});

test('a body that is given up half-way stops', async () => {
  world.feed.fail({ kind: 'huge' });
  const limit = new AbortController();
  const { body } = await world.clock.drive(
    world.feed.transport('refresh-1')({ url: URL_OF_FEED, signal: limit.signal }),
  );
  const chunks = body[Symbol.asyncIterator]();
  await chunks.next();
  limit.abort();
  expect(await refusal(chunks.next())).toBe('AbortError');
});

test('other hosts are not there, other paths are forbidden', async () => {
  await expect(fetchFeed({ url: 'https://example.com/ip-ranges.json' })).rejects.toMatchObject({
    code: 'ENOTFOUND',
  });
  expect(await fetchFeed({ url: 'https://ip-ranges.amazonaws.com/other.json' })).toMatchObject({
    status: 403,
  });
});

test('an announcement tells each subscribed function of the newest version', async () => {
  world.lambda.register('refresh', { timeoutMs: 3000, memory: 128, start: () => () => 'ok' });
  world.feedTopic.subscribe('refresh');
  world.announceFeed();
  world.announceFeed({ md5: 'wrong' });
  await world.clock.drive(world.lambda.settled());
  const messages = world.record.of('invoke').map(({ event }) => {
    const [first] = (event as { Records: [{ Sns: { Message: string; TopicArn: string } }] }).Records;
    return [first.Sns.TopicArn, JSON.parse(first.Sns.Message)] as const;
  });
  const genuine = {
    'create-time': '2026-08-22-12-00-00',
    synctoken: '2',
    md5: world.feed.newest().md5,
    url: URL_OF_FEED,
  };
  const arn = 'arn:aws:sns:us-east-1:806199016981:AmazonIpSpaceChanged';
  expect(messages).toEqual(
    expect.arrayContaining([
      [arn, genuine],
      [arn, { ...genuine, md5: 'wrong' }],
    ]),
  );
});
