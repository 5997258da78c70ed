import { Unavailable } from '../../errors.js';

/** One HTTP exchange, redirects not followed; every rule about what may be asked and answered is above it. */
export type Transport = (request: { url: string; signal: AbortSignal }) => Promise<{
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
}>;

export interface DownloadLimits {
  /** The only hosts that are asked, with every redirect. */
  hosts: readonly string[];
  /** The hosts are this machine, so http will do. */
  loopback?: boolean;
  maxBytes: number;
  /** For the whole exchange, redirects included. */
  timeoutMs: number;
}

const maxRedirects = 3;

/**
 * The raw bytes at an https address, or at an http one of this machine.
 *
 * @throws Unavailable for anything but a 200 from an allowed host, whole, in time and within the size.
 */
export async function download(
  transport: Transport,
  address: string,
  limits: DownloadLimits,
): Promise<Uint8Array> {
  const deadline = new AbortController();
  let expire = () => {};
  const expired = new Promise<never>((_, reject) => {
    expire = () =>
      reject(
        new Unavailable(
          'feed/timeout',
          `${address} did not arrive whole within ${limits.timeoutMs / 1000} s.`,
        ),
      );
  });
  expired.catch(() => undefined);
  const timer = setTimeout(() => {
    expire();
    deadline.abort();
  }, limits.timeoutMs);
  try {
    return await Promise.race([follow(transport, address, limits, deadline.signal), expired]);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    throw new Unavailable('feed/connection', `${address} could not be reached: ${reason(error)}.`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    deadline.abort();
  }
}

async function follow(
  transport: Transport,
  address: string,
  limits: DownloadLimits,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let url = allowed(address, limits);
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const { status, headers, body } = await transport({ url: url.href, signal });
    const location = headers['location'];
    if (status >= 300 && status < 400 && location !== undefined) {
      if (!URL.canParse(location, url.href))
        throw new Unavailable(
          'feed/redirect',
          `${url.href} redirects to ${JSON.stringify(location)}, which is no address.`,
        );
      url = allowed(new URL(location, url).href, limits);
      continue;
    }
    if (status !== 200)
      throw new Unavailable(`feed/status-${status}`, `${url.href} answered with status ${status}, not 200.`);
    return collect(url.href, body, limits.maxBytes);
  }
  throw new Unavailable('feed/redirects', `${address} redirected more than ${maxRedirects} times.`);
}

function allowed(address: string, { hosts, loopback = false }: DownloadLimits): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' && !(loopback && url?.protocol === 'http:'))
    throw new Unavailable('feed/not-https', `${address} is not https, and the feed is read over TLS only.`);
  if (url.username !== '' || url.password !== '')
    throw new Unavailable(
      'feed/host',
      `An address with a user name or password is not one of the feed's; allowed hosts: ${hosts.join(', ')}.`,
    );
  if (!hosts.includes(url.host))
    throw new Unavailable(
      'feed/host',
      `${url.host} is not a host the feed may come from; allowed: ${hosts.join(', ')}.`,
    );
  return url;
}

async function collect(
  address: string,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes)
      throw new Unavailable('feed/too-large', `${address} is larger than ${maxBytes / 1024 / 1024} MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** fetch says only "fetch failed"; its cause says why. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
