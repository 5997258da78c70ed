import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { lowerCased } from './sdk-handler.js';
import type { WireRequest } from '../aws/protocols/wire.js';
import type { World } from './world.js';

export interface Served {
  /** For AWS_ENDPOINT_URL; the feed is at `${url}/ip-ranges.json`. */
  url: string;
  close(): Promise<void>;
}

/** The world over HTTP on loopback, for clients in other processes. They live in real time, so give it `realClock()`. */
export async function serve(world: World): Promise<Served> {
  const server = createServer((incoming, outgoing) => {
    const handled =
      incoming.url === '/ip-ranges.json' ? sendFeed(world, outgoing) : sendAnswer(world, incoming, outgoing);
    // A connection that breaks in the simulator breaks for the client too.
    handled.catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function sendAnswer(world: World, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { status, headers, body } = await world.endpoint(await read(incoming));
  outgoing.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}

async function sendFeed(world: World, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const fetch = world.feed.transport('http');
  const { status, headers, body } = await fetch({
    url: 'https://ip-ranges.amazonaws.com/ip-ranges.json',
    signal: gone.signal,
  });
  outgoing.writeHead(status, headers);
  let left = Number(headers['content-length'] ?? Infinity);
  const counted = async function* () {
    for await (const chunk of body) {
      left -= chunk.length;
      yield chunk;
    }
  };
  await pipeline(counted, outgoing, { end: false });
  // A body that is shorter than promised can only end by breaking off.
  if (left > 0 && left < Infinity) outgoing.destroy();
  else outgoing.end();
}

async function read(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://simulator');
  return {
    method: incoming.method ?? 'GET',
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: lowerCased(
      Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ''].flat().join()]),
      ),
    ),
    body: Buffer.concat(chunks),
  };
}
