import { Buffer } from 'node:buffer';
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

export interface RawRequest {
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface RawAnswer {
  status: number;
  body: Uint8Array;
}

export type Database = (request: RawRequest) => Promise<RawAnswer>;

/**
 * A database of `dynalite`, which is loaded at the first. A request is handed to its server as the server's event has it,
 * without a socket in between, and without a worker: either would take most of the time.
 */
export function openDatabase(): Database {
  const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => EventEmitter;
  const server = dynalite({ createTableMs: 0 });
  return ({ headers, body }) =>
    new Promise((resolve) => {
      const incoming = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers });
      const outgoing = {
        statusCode: 0,
        setHeader: () => undefined,
        end: (text = '') => resolve({ status: outgoing.statusCode, body: Buffer.from(text) }),
      };
      server.emit('request', incoming, outgoing);
      incoming.emit('data', Buffer.from(body));
      incoming.emit('end');
    });
}
