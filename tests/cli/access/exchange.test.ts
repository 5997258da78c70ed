import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createClock } from '@sinonjs/fake-timers';
import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exchange, exchangeBy } from '../../../cli/access/exchange.js';

let answer: RequestListener;
let server: Server;
let port: number;
beforeEach(async () => {
  server = createServer((request, response) => answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const get = { method: 'GET', headers: {} };
const url = (host = '127.0.0.1') => new URL(`http://${host}:${port}/`);

test('connects in the family that was asked for, and in no other', async () => {
  answer = (_, response) => response.end('here');
  expect(await exchange({ ...get, url: url('localhost'), family: 'IPV4' })).toMatchObject({ body: 'here' });
  expect(await exchange({ ...get, url: url('localhost') })).toMatchObject({ body: 'here' });
  await expect(exchange({ ...get, url: url('localhost'), family: 'IPV6' })).rejects.toMatchObject({
    code: expect.stringMatching(/^E/),
  });
});

test('makes a connection of its own each time', async () => {
  const connections = new Set<unknown>();
  answer = ({ socket }, response) => response.end(`${connections.add(socket).size}`);
  await exchange({ ...get, url: url() });
  expect((await exchange({ ...get, url: url() })).body).toBe('2');
});

test('does not follow a redirect', async () => {
  answer = (_, response) => response.writeHead(302, { Location: '/elsewhere' }).end();
  expect(await exchange({ ...get, url: url() })).toMatchObject({
    status: 302,
    headers: { location: '/elsewhere' },
  });
});

test('reads no more than it would ever need', async () => {
  answer = (_, response) => {
    const more = () => {
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  };
  const { body } = await exchange({ ...get, url: url() });
  expect(body.length).toBeLessThan(2 * 1024 * 1024);
});

describe('patience', () => {
  const clock = createClock(0);
  const timed = exchangeBy(clock as unknown as typeof globalThis);

  test('for a connection is five seconds', async () => {
    const asked = timed({ ...get, url: url() });
    clock.tick(5_000);
    await expect(asked).rejects.toMatchObject({
      code: 'ETIMEDOUT',
      message: `127.0.0.1:${port} took no connection within 5 s`,
    });
  });

  test('for an answer goes on once the connection is there', async () => {
    answer = (_, response) => {
      clock.tick(34_999);
      response.end('late');
    };
    expect(await timed({ ...get, url: url() })).toMatchObject({ body: 'late' });
  });

  test('for an answer ends, too', async () => {
    answer = () => clock.tick(35_000);
    await expect(timed({ ...get, url: url() })).rejects.toMatchObject({
      code: 'ETIMEDOUT',
      message: `127.0.0.1:${port} did not answer within 35 s`,
    });
  });
});
