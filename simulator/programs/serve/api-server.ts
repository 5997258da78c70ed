import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RawRequest } from '../../aws/api-gateway/request.js';
import type { Stage } from '../../aws/api-gateway/api-gateway.js';

export interface ApiServer {
  /** With the stage, without a slash at its end. */
  url: string;
  close(): Promise<void>;
}

export interface ApiServerOptions {
  /** 0: any that is free. */
  port: number;
  /** Where all calls come from, as far as the API can see; no header says otherwise. */
  sourceIp: string;
}

/** What API Gateway turns away as too large, without keeping more of it. */
const MOST_BYTES = 10 * 1024 * 1024 + 1;

/** A stage over HTTP on loopback. @throws where the port is taken */
export async function serveApi(stage: Stage, { port, sourceIp }: ApiServerOptions): Promise<ApiServer> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const here = (server.address() as AddressInfo).port;
  // A page in a browser may have any name point at 127.0.0.1; it cannot change the Host that it then sends.
  const hosts = [`127.0.0.1:${here}`, `localhost:${here}`];

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await read(incoming, sourceIp);
    if (!hosts.includes(incoming.headers.host ?? '')) {
      outgoing.writeHead(403, { 'Content-Type': 'application/json' }).end('{"message":"Forbidden"}');
      return;
    }
    const { status, headers, body } = await stage.send(request);
    const length = ['Content-Length', String(Buffer.byteLength(body))];
    outgoing.writeHead(status, [...headers.flat(), ...length]).end(body);
  }

  return {
    url: `http://127.0.0.1:${here}/${stage.api.stage}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(incoming: IncomingMessage, sourceIp: string): Promise<RawRequest> {
  const { method = 'GET', url: target = '/', rawHeaders } = incoming;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    if (bytes < MOST_BYTES) chunks.push(chunk);
    bytes += chunk.length;
  }
  const names = rawHeaders.filter((_, i) => i % 2 === 0);
  const headers = names.map((name, i) => [name, rawHeaders[2 * i + 1] ?? ''] as const);
  return { method, target, headers, body: Buffer.concat(chunks), sourceIp };
}
