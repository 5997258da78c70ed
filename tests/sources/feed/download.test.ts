import { Unavailable } from '../../../lib/errors.js';
import { download, type Transport } from '../../../lib/sources/feed/download.js';

const host = 'feed.example.com';
const limits = { hosts: [host], maxBytes: 100, timeoutMs: 20_000 };
const here = `https://${host}/a/b.json`;

/** A web server that answers by address, and knows what it was asked. */
function server(answers: Record<string, { status?: number; location?: string; chunks?: number[] }>) {
  const asked: string[] = [];
  let given = 0;
  const transport: Transport = async ({ url }) => {
    asked.push(url);
    const { status = 200, location, chunks = [3] } = answers[url] ?? { status: 404 };
    return {
      status,
      headers: location === undefined ? {} : { location },
      body: (async function* () {
        for (const length of chunks) {
          given += length;
          yield new Uint8Array(length);
        }
      })(),
    };
  };
  return { transport, asked, given: () => given };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Unavailable) return error.code;
    throw error;
  }
  return 'it arrived';
}

describe('an address', () => {
  test.each<[string, string, string]>([
    ['of the host', here, 'it arrived'],
    ['in capitals', `HTTPS://FEED.EXAMPLE.COM/a/b.json`, 'it arrived'],
    ['with the port that https has', `https://${host}:443/a/b.json`, 'it arrived'],
    ['with another port', `https://${host}:8443/a/b.json`, 'feed/host'],
    ['with a trailing dot', `https://${host}./a/b.json`, 'feed/host'],
    ['of a host below it', `https://x.${host}/a/b.json`, 'feed/host'],
    ['of a host that ends like it', `https://evil-${host}/a/b.json`, 'feed/host'],
    ['of a host that begins like it', `https://${host}.evil.net/a/b.json`, 'feed/host'],
    ['with a user before the host', `https://user@${host}/a/b.json`, 'feed/host'],
    ['with a password before the host', `https://:secret@${host}/a/b.json`, 'feed/host'],
    ['with the host as a user', `https://${host}@evil.net/a/b.json`, 'feed/host'],
    ['with the host as a path', `https://evil.net/${host}`, 'feed/host'],
    ['with a backslash', `https://evil.net\\@${host}/`, 'feed/host'],
    ['of an IPv4 address', 'https://169.254.169.254/latest/meta-data', 'feed/host'],
    ['without TLS', `http://${host}/a/b.json`, 'feed/not-https'],
    ['of a file', 'file:///etc/passwd', 'feed/not-https'],
    ['with data', 'data:application/json,{}', 'feed/not-https'],
    ['that is none', 'ip-ranges.json', 'feed/not-https'],
    ['that is empty', '', 'feed/not-https'],
  ])('%s', async (_, address, code) => {
    const { transport, asked } = server({ [here]: {} });
    expect(await codeOf(download(transport, address, limits))).toBe(code);
    expect(asked).toEqual(code === 'it arrived' ? [here] : []);
  });
});

describe('a redirect', () => {
  test.each<[string, string, string, string[]]>([
    ['to another path', `https://${host}/c.json`, 'it arrived', [`https://${host}/c.json`]],
    ['to an absolute path', '/c.json', 'it arrived', [`https://${host}/c.json`]],
    ['to a relative path', 'c.json', 'it arrived', [`https://${host}/a/c.json`]],
    ['to the host without a scheme', `//${host}/c.json`, 'it arrived', [`https://${host}/c.json`]],
    ['to another host without a scheme', '//evil.net/c.json', 'feed/host', []],
    ['to another host', 'https://evil.net/c.json', 'feed/host', []],
    ['to the same host without TLS', `http://${host}/c.json`, 'feed/not-https', []],
    ['to a file', 'file:///etc/passwd', 'feed/not-https', []],
  ])('%s', async (_, location, code, then) => {
    const there = { [`https://${host}/c.json`]: {}, [`https://${host}/a/c.json`]: {} };
    const { transport, asked } = server({ [here]: { status: 302, location }, ...there });
    expect(await codeOf(download(transport, here, limits))).toBe(code);
    expect(asked).toEqual([here, ...then]);
  });

  test.each<[number, string]>([
    [3, 'it arrived'],
    [4, 'feed/redirects'],
  ])('followed by others, %d in all', async (count, code) => {
    const at = (n: number) => (n === 0 ? here : `https://${host}/${n}`);
    const chain = Array.from({ length: count }, (_, n) => [at(n), { status: 302, location: at(n + 1) }]);
    const { transport } = server({ ...(Object.fromEntries(chain) as object), [at(count)]: {} });
    expect(await codeOf(download(transport, here, limits))).toBe(code);
  });

  test.each([301, 302, 303, 307, 308])('with status %d', async (status) => {
    const { transport } = server({ [here]: { status, location: '/c' }, [`https://${host}/c`]: {} });
    expect(await codeOf(download(transport, here, limits))).toBe('it arrived');
  });

  test('that says nowhere, or nowhere that is', async () => {
    const nowhere = server({ [here]: { status: 302 } });
    const nothing = server({ [here]: { status: 302, location: 'https://' } });
    expect(await codeOf(download(nowhere.transport, here, limits))).toBe('feed/status-302');
    // Not a connection that broke: trying again would ask in vain.
    expect(await codeOf(download(nothing.transport, here, limits))).not.toBe('feed/connection');
  });
});

describe('a body', () => {
  test.each<[string, number[], string]>([
    ['of no bytes', [], 'it arrived'],
    ['of exactly the limit', [60, 40], 'it arrived'],
    ['of exactly the limit, in one piece', [100], 'it arrived'],
    ['of one byte more', [60, 41], 'feed/too-large'],
    ['of one byte more, in one piece', [101], 'feed/too-large'],
  ])('%s', async (_, chunks, code) => {
    const { transport } = server({ [here]: { chunks } });
    expect(await codeOf(download(transport, here, limits))).toBe(code);
  });

  test('that is too large is not read on', async () => {
    const { transport, given } = server({ [here]: { chunks: Array.from({ length: 1000 }, () => 30) } });
    expect(await codeOf(download(transport, here, limits))).toBe('feed/too-large');
    expect(given()).toBe(120);
  });

  test('arrives byte for byte', async () => {
    const bytes = [[1, 2], [255], [], [0]].map((chunk) => Uint8Array.from(chunk));
    const transport: Transport = async () => ({
      status: 200,
      headers: {},
      body: (async function* () {
        yield* bytes;
      })(),
    });
    expect([...(await download(transport, here, limits))]).toEqual([1, 2, 255, 0]);
  });

  test('that breaks off is a broken connection, with its reason', async () => {
    const transport: Transport = async () => ({
      status: 200,
      headers: {},
      body: (async function* () {
        yield new Uint8Array(3);
        throw new TypeError('terminated', { cause: new Error('other side closed') });
      })(),
    });
    await expect(download(transport, here, limits)).rejects.toMatchObject({
      code: 'feed/connection',
      message: expect.stringContaining('other side closed') as string,
    });
  });
});

test.each([100, 201, 204, 206, 300, 304, 400, 403, 404, 429, 500, 503])(
  'status %d is not the file',
  async (status) => {
    const { transport } = server({ [here]: { status } });
    expect(await codeOf(download(transport, here, limits))).toBe(`feed/status-${status}`);
  },
);

test('the message names no secret of the address', async () => {
  const { transport } = server({});
  await expect(download(transport, `https://user:secret@${host}/`, limits)).rejects.toMatchObject({
    message: expect.not.stringContaining('secret') as string,
  });
});
