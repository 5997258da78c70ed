import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { BadRequest } from '../lib/errors.js';
import { download, type DownloadLimits, type Transport } from '../lib/sources/feed/download.js';
import { feedUrl, mostFeedBytes } from '../lib/sources/feed/feed.js';
import { parseIpRanges, type IpRanges } from '../lib/sources/feed/ip-ranges.js';
import { isLoopback } from './loopback.js';
import type { Context } from './surroundings.js';

const isUrl = /^[a-z][a-z\d+.-]*:\/\//i;

/** Nobody waits for long in front of a terminal. */
const limits: DownloadLimits = {
  hosts: [new URL(feedUrl).host],
  maxBytes: mostFeedBytes,
  timeoutMs: 10_000,
};

/**
 * What stands beneath the feed's checks when --feed names a file, plain or gzipped, or another address. Whatever it
 * names has to pass the same checks; an address's own host is then the only one that is asked, redirects included.
 *
 * @throws BadRequest where it can be neither
 */
export async function transportOf(feed: string | undefined, internet: Transport): Promise<Transport> {
  if (feed === undefined) return internet;
  if (!isUrl.test(feed)) {
    const bytes = await fromFile(feed);
    return async () => ok(bytes);
  }
  const url = URL.canParse(feed) ? new URL(feed) : undefined;
  const loopback = url?.protocol === 'http:' && isLoopback(url);
  if (!url || (url.protocol !== 'https:' && !loopback) || url.username !== '')
    throw new BadRequest(
      'usage/feed',
      '--feed takes a file, or an https address without a user name, since the feed is read over TLS only; http is for this machine.',
    );
  const own = { ...limits, hosts: [url.host], loopback };
  return async () => ok(unpacked(await download(internet, url.href, own), feed));
}

/** Of commands that write nothing. What is written comes of AWS's own file, or of the one that was named by hand. */
export function feedToRead({ options, env }: Context<{ feed?: string }>): string | undefined {
  return options.feed ?? (env['DOORLIST_FEED'] || undefined);
}

/**
 * Downloads the feed once; a run would try again.
 *
 * @throws Unavailable
 */
export async function glance(transport: Transport): Promise<IpRanges> {
  return parseIpRanges(await download(transport, feedUrl, limits));
}

const ok = (bytes: Uint8Array): Awaited<ReturnType<Transport>> => ({
  status: 200,
  headers: {},
  body: once(bytes),
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function fromFile(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: unknown): never => {
    throw new BadRequest('usage/feed', `--feed ${path} cannot be read: ${String(error)}.`, { cause: error });
  });
  return unpacked(bytes, path);
}

/** gzip says what it is in its first two bytes: https://www.rfc-editor.org/rfc/rfc1952#page-6 */
function unpacked(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: limits.maxBytes });
  } catch (cause) {
    throw new BadRequest('usage/feed', `--feed ${name} cannot be unpacked: ${String(cause)}.`, { cause });
  }
}
