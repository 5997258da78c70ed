import { createFeed } from '../../../lib/sources/feed/feed.js';
import type { FeedFault } from '../../../simulator/world/feed/faults.js';
import { tearDown } from '../../harness/world.js';
import type { Setting, News } from './harness.js';
import { followed, type Followed } from './good-feed.js';
import { bytesOf, type FeedFile } from '../../harness/ip-ranges.js';

/*
 * Whatever is wrong with the feed: nothing is written, one mail says so however often Lambda tries, the event ends
 * among the dead letters, and the next good run is told of once and brings everything up to date.
 */

let harness: Followed;
let received = 0;

const counting: Setting['wire'] = (transport) => async (request) => {
  const response = await transport(request);
  return { ...response, body: counted(response.body) };
};

async function* counted(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    received += chunk.length;
    yield chunk;
  }
}

/** What befalls each fetch of three attempts, and how often an attempt asks before it gives up. */
interface Bad {
  fault: FeedFault | ((file: FeedFile) => FeedFault);
  asks?: number;
  /** In the mail. */
  says: string;
}

const bytes = (change: (file: FeedFile) => object, says: string): Bad => ({
  fault: (file) => ({ kind: 'bytes', body: bytesOf(change(file)) }),
  says,
});
const text = (body: string, says: string): Bad => ({ fault: { kind: 'bytes', body }, says });
/** One entry put wrong. */
const entry = (wrong: object, says: string, key: 'prefixes' | 'ipv6_prefixes' = 'prefixes'): Bad =>
  bytes((file) => ({ ...file, [key]: [{ ...file[key][0], ...wrong }, ...file[key].slice(1)] }), says);
const lacking = (key: string): Bad =>
  bytes((file) => ({ ...file, [key]: undefined }), `has not the shape that AWS documents: ${key}`);
const lackingInEntry = (key: string, family: 'prefixes' | 'ipv6_prefixes'): Bad =>
  entry({ [key]: undefined }, `has not the shape that AWS documents: ${family}.0.${key}`, family);
const cut = (part: (length: number) => number): Bad => ({
  fault: (file) => ({ kind: 'truncated', bytes: part(bytesOf(file).length) }),
  says: 'is not JSON',
});
const elsewhere = (to: string, says: string): Bad => ({ fault: { kind: 'redirect', to }, says });
/** What a moment may mend is asked for four times. */
const stubborn = (fault: FeedFault, says: string): Bad => ({ fault, asks: 4, says });

const feedUrl = 'https://ip-ranges.amazonaws.com/ip-ranges.json';

const wire: Record<string, Bad> = {
  '0 bytes': { fault: { kind: 'empty' }, says: 'came back with 0 bytes' },
  'cut after one byte': cut(() => 1),
  'cut in the middle': cut((length) => Math.floor(length / 2)),
  'cut before the last brace': cut((length) => length - 1),
  'somebody’s web page with status 200': {
    fault: { kind: 'html' },
    says: 'it may be cut short or an error page',
  },
  'status 403': { fault: { kind: 'status', status: 403 }, says: 'answered with status 403, not 200' },
  'status 404': { fault: { kind: 'status', status: 404 }, says: 'answered with status 404, not 200' },
  'status 204': {
    fault: { kind: 'status', status: 204, body: '' },
    says: 'answered with status 204, not 200',
  },
  'status 500': stubborn({ kind: 'status', status: 500 }, 'answered with status 500, not 200'),
  'status 503': stubborn({ kind: 'status', status: 503 }, 'answered with status 503, not 200'),
  'a redirect to another host': elsewhere(
    'https://ip-ranges.example.com/ip-ranges.json',
    'ip-ranges.example.com is not a host the feed may come from',
  ),
  'a redirect to the same host without TLS': elsewhere(
    'http://ip-ranges.amazonaws.com/ip-ranges.json',
    'is not https',
  ),
  'redirects without end': {
    fault: { kind: 'redirect', to: feedUrl },
    asks: 4,
    says: 'redirected more than 3 times',
  },
  'a connection that breaks': stubborn({ kind: 'refused' }, 'ip-ranges.json could not be reached: '),
  'a connection that hangs': { fault: { kind: 'hang' }, says: 'did not arrive whole within 20 s' },
  'a byte a second': { fault: { kind: 'trickle' }, says: 'did not arrive whole within 20 s' },
  'an older file than announced': stubborn({ kind: 'stale' }, 'older than the announced'),
};

const contents: Record<string, Bad> = {
  null: text('null', 'has not the shape'),
  'an array': text('[]', 'has not the shape'),
  'a number': text('5', 'has not the shape'),
  'no syncToken': lacking('syncToken'),
  'no createDate': lacking('createDate'),
  'no prefixes': lacking('prefixes'),
  'no ipv6_prefixes': lacking('ipv6_prefixes'),
  'an entry without ip_prefix': lackingInEntry('ip_prefix', 'prefixes'),
  'an entry without region': lackingInEntry('region', 'prefixes'),
  'an entry without service': lackingInEntry('service', 'prefixes'),
  'an entry without network_border_group': lackingInEntry('network_border_group', 'prefixes'),
  'an entry without ipv6_prefix': lackingInEntry('ipv6_prefix', 'ipv6_prefixes'),
  'an IPv6 entry without region': lackingInEntry('region', 'ipv6_prefixes'),
  'an IPv6 entry without service': lackingInEntry('service', 'ipv6_prefixes'),
  'an IPv6 entry without network_border_group': lackingInEntry('network_border_group', 'ipv6_prefixes'),
  'no IPv4 entry at all': bytes(
    (file) => ({ ...file, prefixes: [] }),
    'has not the shape that AWS documents: prefixes',
  ),
  'no IPv6 entry at all': bytes(
    (file) => ({ ...file, ipv6_prefixes: [] }),
    'has not the shape that AWS documents: ipv6_prefixes',
  ),
  'prefixes that are no list': bytes(
    (file) => ({ ...file, prefixes: {} }),
    'has not the shape that AWS documents: prefixes',
  ),
  'a syncToken that is a number': bytes(
    (file) => ({ ...file, syncToken: Number(file.syncToken) }),
    'has not the shape that AWS documents: syncToken',
  ),
  'a syncToken that is a word': bytes(
    (file) => ({ ...file, syncToken: 'newest' }),
    'has not the shape that AWS documents: syncToken',
  ),
  'a createDate that is none': bytes(
    (file) => ({ ...file, createDate: 'today' }),
    'has not the shape that AWS documents: createDate',
  ),
  'an entry that is null': bytes(
    (file) => ({ ...file, prefixes: [null, ...file.prefixes] }),
    'has not the shape that AWS documents: prefixes.0',
  ),
  'a prefix that is a number': entry(
    { ip_prefix: 5 },
    'has not the shape that AWS documents: prefixes.0.ip_prefix',
  ),
  'an empty service': entry({ service: '' }, 'has not the shape that AWS documents: prefixes.0.service'),
  'host bits': entry({ ip_prefix: '5.10.0.1/24' }, 'lists "5.10.0.1/24" under CLOUDFRONT'),
  'the whole Internet': entry({ ip_prefix: '0.0.0.0/0' }, 'lists "0.0.0.0/0"'),
  'the whole Internet of IPv6': entry({ ipv6_prefix: '::/0' }, 'lists "::/0"', 'ipv6_prefixes'),
  'no prefix length': entry({ ip_prefix: '5.10.0.0' }, 'lists "5.10.0.0"'),
  octal: entry({ ip_prefix: '05.010.0.0/24' }, 'lists "05.010.0.0/24"'),
  'white space': entry({ ip_prefix: ' 5.10.0.0/24' }, 'lists " 5.10.0.0/24"'),
  'IPv6 among the prefixes': entry({ ip_prefix: '2600:9000::/48' }, 'is no network of that family'),
  'IPv4 among the IPv6 prefixes': entry(
    { ipv6_prefix: '5.10.0.0/24' },
    'is no network of that family',
    'ipv6_prefixes',
  ),
  'IPv4-mapped IPv6': entry(
    { ipv6_prefix: '::ffff:5.10.0.0/120' },
    'lists "::ffff:5.10.0.0/120"',
    'ipv6_prefixes',
  ),
};

function expectFailed(news: News, { asks = 1, says }: Bad, tries = 3): void {
  const outcomes = Array.from({ length: tries }, () => 'error');
  expect(news).toMatchObject({ outcomes, deadLetters: 1, writes: 0, fetches: tries * asks });
  expect(news.mails).toHaveLength(1);
  expect(news.mails[0]?.subject).toContain('refresh FAILED');
  // Once, however many targets it concerns.
  expect(news.mails[0]?.body.split(says)).toHaveLength(2);
}

/** The next good run: everything is brought up to date, and told of. */
async function expectRecovery(): Promise<void> {
  const news = await harness.check();
  expect(news).toMatchObject({ outcomes: ['ok'], deadLetters: 0, writes: 1 });
  const [edge, works, ...more] = news.mails.map(({ subject }) => subject).sort();
  expect([edge, more]).toEqual(['doorlist dev: edge: 1 added', []]);
  expect(works).toContain('refresh works again');
}

async function suffer(row: Bad, tries?: number): Promise<void> {
  const file = await harness.next();
  const fault = typeof row.fault === 'function' ? row.fault(file) : row.fault;
  harness.world.feed.fail(fault, (tries ?? 3) * (row.asks ?? 1));
  expectFailed(await harness.announce(), row, tries);
  await expectRecovery();
}

describe('on the way', () => {
  beforeAll(async () => {
    harness = await followed({ wire: counting });
  });
  afterAll(tearDown);

  test.each(Object.entries(wire))('%s', (_, row) => suffer(row));

  test('200 MB are not read to the end', async () => {
    await harness.next();
    harness.world.feed.fail({ kind: 'huge' }, 3);
    received = 0;
    expectFailed(await harness.announce(), { fault: { kind: 'huge' }, says: 'is larger than 32 MiB' });
    expect(received / 3).toBeGreaterThan(32 * 1024 * 1024);
    expect(received / 3).toBeLessThan(33 * 1024 * 1024);
    await expectRecovery();
  });

  test('the announced version with another md5', async () => {
    await harness.next();
    const md5 = '0123456789abcdef0123456789abcdef';
    expectFailed(await harness.announce({ md5 }), {
      fault: { kind: 'empty' },
      says: `but ${md5} was announced`,
    });
    await expectRecovery();
  });

  test('trouble that lasts for days is told of once, and its end once', async () => {
    await harness.next();
    harness.world.feed.fail({ kind: 'status', status: 403 }, 15);
    const all: News[] = [];
    for (let day = 0; day < 5; day += 1) {
      all.push(await harness.check());
      await harness.until(harness.world.clock.now() + 24 * 3600_000);
    }
    expect(all.flatMap(({ mails }) => mails)).toHaveLength(1);
    expect(all.flatMap(({ writes }) => writes)).toEqual([0, 0, 0, 0, 0]);
    await expectRecovery();
  });

  test('what a moment mends is not told of', async () => {
    await harness.next();
    harness.world.feed.fail({ kind: 'stale' }, 2);
    harness.world.feed.fail({ kind: 'status', status: 503 }, 1);
    const news = await harness.announce();
    expect(news).toMatchObject({ outcomes: ['ok'], fetches: 4, writes: 1 });
    expect(news.mails.map(({ subject }) => subject)).toEqual(['doorlist dev: edge: 1 added']);
  });

  test('what Lambda’s second try mends is told of twice: that it failed, and that it works again', async () => {
    await harness.next();
    harness.world.feed.fail({ kind: 'html' }, 1);
    const news = await harness.announce();
    expect(news).toMatchObject({ outcomes: ['error', 'ok'], fetches: 2, writes: 1, deadLetters: 0 });
    expect(news.mails.map(({ subject }) => subject.slice(0, 36)).sort()).toEqual([
      'doorlist dev: edge: 1 added',
      'doorlist dev: refresh FAILED: ip-ran',
      'doorlist dev: refresh works again: i',
    ]);
  });
});

/** Without Lambda's retries, which tell these apart as little as those above. */
describe('in the file', () => {
  beforeAll(async () => {
    harness = await followed({ retries: 0 });
  });
  afterAll(tearDown);

  test.each(Object.entries(contents))('%s', (_, row) => suffer(row, 1));
});

describe('configured wrongly', () => {
  afterAll(tearDown);

  test('an address that is configured without TLS is never asked', async () => {
    const http = await followed({
      mutate: (composition) => ({
        ...composition,
        deps: {
          ...composition.deps,
          feed: createFeed(() => Promise.reject(new Error('it was asked')), feedUrl.replace('https', 'http')),
        },
      }),
    });
    await http.next();
    const news = await http.announce();
    expect(news).toMatchObject({
      outcomes: ['error', 'error', 'error'],
      deadLetters: 1,
      fetches: 0,
      writes: 0,
    });
    expect(http.world.record.of('mail').map(({ body }) => body)).toEqual([
      expect.stringContaining('is not https, and the feed is read over TLS only'),
    ]);
  });
});
