import { request as overTcp, type IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';
import { integrationTimeoutMs } from '../../lib/aws-limits.js';
import type { Family } from '../../lib/cidr.js';

export interface Asked {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string;
  /** Connect in this family only; else in whichever answers first. */
  family?: Family;
}

export interface Answered {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: string;
}

/** One HTTP exchange on a connection of its own, redirects not followed; rejects with what the network said. */
export type Exchange = (asked: Asked) => Promise<Answered>;

/** For an answer a little longer than API Gateway gives a function. */
const timeoutMs = { connect: 5_000, answer: integrationTimeoutMs + 6_000 };
const maxBytes = 1024 * 1024;
const numbers: Record<Family, 4 | 6> = { IPV4: 4, IPV6: 6 };

type Timers = Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>;

/** Without an agent, since another connection of the same host may be of the other family. */
export const exchangeBy =
  ({ setTimeout, clearTimeout }: Timers): Exchange =>
  async ({ url, method, headers, body, family }) =>
    new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? overTls : overTcp;
      const options = { method, headers, agent: false, ...(family && { family: numbers[family] }) };
      const sent = send(url, options, (message) => {
        read(message).then(resolve, reject);
      });
      const giveUp = (what: string, ms: number) =>
        setTimeout(() => {
          const error = new Error(`${url.host} ${what} within ${ms / 1000} s`);
          sent.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
        }, ms);
      const connecting = giveUp('took no connection', timeoutMs.connect);
      const answering = giveUp('did not answer', timeoutMs.answer);
      sent.once('socket', (socket) => socket.once('connect', () => clearTimeout(connecting)));
      sent.once('close', () => {
        clearTimeout(connecting);
        clearTimeout(answering);
      });
      sent.once('error', reject);
      sent.end(body);
    });

export const exchange = exchangeBy(globalThis);

async function read(message: IncomingMessage): Promise<Answered> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Whoever sends more is no access API, and of a probed address only the status counts.
    if (size > maxBytes) break;
  }
  const headers = Object.entries(message.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return {
    status: message.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
