import { createHash } from 'node:crypto';
import type { Actors } from '../actors.js';
import { sleep } from './body.js';
import { answer, withFault, type FeedAnswer, type FeedFault } from './faults.js';
import type { RandomSource } from '../random.js';
import type { History } from '../record.js';
import { connectionReset, readUtf8, utf8 } from '../../aws/protocols/wire.js';

export interface FeedRequest {
  url: string;
  signal: AbortSignal;
}

export interface FeedResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
}

/** One fetch, beneath every check of host, size and content; redirects are not followed. */
export type Transport = (request: FeedRequest) => Promise<FeedResponse>;

export interface FeedVersion {
  syncToken: string;
  /** Of the raw bytes. */
  md5: string;
  body: Uint8Array;
}

export interface FeedServer {
  publish(body: Uint8Array | string | FeedVersion): FeedVersion;
  newest(): FeedVersion;
  /** Makes the next `times` fetches fail; faults queue up. */
  fail(fault: FeedFault, times?: number): void;
  /** `ip-ranges.amazonaws.com` as this actor reaches it. */
  transport(actor: string): Transport;
}

export interface FeedServerOptions {
  record: History;
  actors: Actors;
  random: RandomSource;
}

const HOST = 'ip-ranges.amazonaws.com';

function read(content: Uint8Array | string): FeedVersion {
  const body = typeof content === 'string' ? utf8(content) : content;
  const [, syncToken = ''] = /"syncToken"\s*:\s*"(\d+)"/.exec(readUtf8(body)) ?? [];
  return { syncToken, md5: createHash('md5').update(body).digest('hex'), body };
}

export function createFeedServer({ record, actors, random }: FeedServerOptions): FeedServer {
  const versions: FeedVersion[] = [];
  const faults: FeedFault[] = [];

  function version(back: number): FeedVersion {
    const found = versions.at(-1 - back) ?? versions[0];
    if (!found) throw new Error('nothing is published in the simulator: feed.publish(bytes) first');
    return found;
  }

  function serve(url: string, fault: FeedFault | undefined): FeedAnswer {
    const { hostname, pathname } = new URL(url);
    if (hostname !== HOST)
      throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
    if (pathname !== '/ip-ranges.json')
      return answer(403, '<Error><Code>AccessDenied</Code></Error>', 'application/xml');
    const { body, md5, syncToken } = version(fault?.kind === 'stale' ? 1 : 0);
    const genuine = answer(200, body, 'application/json');
    return withFault(
      fault,
      { ...genuine, headers: { ...genuine.headers, etag: `"${md5}"` }, syncToken },
      body,
    );
  }

  async function fetch(actor: string, { url, signal }: FeedRequest): Promise<FeedResponse> {
    await actors.beforeCall({ actor, operation: 'FetchFeed' });
    const fault = faults.shift();
    const note = (served: { status?: number; syncToken?: string }) =>
      record.add(actor, { kind: 'fetch', url, ...served, ...(fault && { fault: fault.kind }) });
    let served: FeedAnswer;
    try {
      await sleep(random.stream(`feed for ${actor}`).int(30, 150), signal);
      if (fault?.kind === 'hang') await sleep(Infinity, signal);
      if (fault?.kind === 'refused') throw connectionReset();
      served = serve(url, fault);
    } catch (error) {
      note({});
      throw error;
    }
    const { status, headers, syncToken } = served;
    note({ status, ...(syncToken !== undefined && { syncToken }) });
    await actors.afterCall({ actor, operation: 'FetchFeed' });
    return { status, headers, body: served.body(signal) };
  }

  return {
    publish(content) {
      const published =
        typeof content === 'string' || content instanceof Uint8Array ? read(content) : content;
      versions.push(published);
      // An edge that lags has the one before; nobody is ever served an older one.
      if (versions.length > 2) versions.shift();
      return published;
    },
    newest: () => version(0),
    fail: (fault, times = 1) => faults.push(...Array.from({ length: times }, () => fault)),
    transport: (actor) => (request) => fetch(actor, request),
  };
}
