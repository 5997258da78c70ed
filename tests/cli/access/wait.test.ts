import { afterEach, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { noon } from '../../harness/command-line.js';
import { quickClock } from '../../harness/hand-clock.js';
import { setUpMachine, type DeveloperMachine } from '../../harness/developer-machine.js';

let developer: DeveloperMachine;
let door: Server;
afterEach(async () => {
  await developer.tearDown();
  door.close();
});

/** A protected address that gives these answers, the last of them for good; 0 hangs up. */
async function open(...statuses: number[]): Promise<{ url: string; clock: ReturnType<typeof quickClock> }> {
  const clock = quickClock(noon);
  developer = await setUpMachine({ clock });
  door = createServer((request, response) => {
    const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200;
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end();
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  return { url: `http://127.0.0.1:${(door.address() as AddressInfo).port}/health`, clock };
}

test.each([200, 301, 401, 404, 500])('%d is an answer', async (status) => {
  const { url, clock } = await open(status);
  const { exit, out } = await developer.doorlist('allow', 'developers', '--wait', url);
  expect([exit, out]).toEqual([0, expect.stringContaining(`\n${url} answers (${status}).\n`)]);
  expect(clock.now()).toBe(noon);
});

test('403 is a WAF that blocks yet, and no connection is no answer: both are asked again, ever more slowly', async () => {
  const { url, clock } = await open(403, 403, 0, 200);
  const { exit } = await developer.doorlist('allow', 'developers', '--wait', url);
  expect([exit, clock.now() - noon]).toEqual([0, 2_000 + 3_000 + 4_500]);
});

test('after five minutes it says which address was let in, and exits with 4', async () => {
  const { url, clock } = await open(403);
  const { exit, out, err, json } = await developer.doorlist('allow', 'developers', '--wait', url);
  expect([exit, out]).toEqual([4, expect.stringMatching(/^198\.51\.100\.7\/32 is in developers .*\n$/)]);
  expect(err).toMatch(
    /is still blocked \(403\) after five minutes\. The API sees this machine as 198\.51\.100\.7, and let that in; requests to the protected address may leave through another one \(VPN, proxy, IPv6\)\. Compare/,
  );
  expect(clock.now() - noon).toBeGreaterThan(4.5 * 60_000);
  expect(clock.now() - noon).toBeLessThanOrEqual(5 * 60_000);
  expect(json).toThrow();
});

const failing = (code: string) => Object.assign(new Error(`said ${code}`), { code });

/** A machine that reaches the access API, and whose other requests fail with these errors, then are answered. */
async function openFailing(...errors: Error[]) {
  const opened = await open(200);
  const { exchange } = developer.surroundings.machine;
  developer.surroundings.machine.exchange = async (asked) => {
    const error = asked.url.pathname === '/health' ? errors.shift() : undefined;
    if (error) throw error;
    return exchange(asked);
  };
  return opened;
}

test.each(['ENOTFOUND', 'ECONNREFUSED', 'CERT_HAS_EXPIRED'])(
  '%s is told at once, since no allow-list mends it',
  async (code) => {
    const { url, clock } = await openFailing(failing(code));
    const { exit, err } = await developer.doorlist('allow', 'developers', '--wait', url);
    expect([exit, err]).toEqual([
      4,
      `${url} cannot be reached (said ${code}), and waiting does not change that; check the address, and that it is up.\n`,
    ]);
    expect(clock.now()).toBe(noon);
  },
);

test.each([
  ['DNS that could not be asked', failing('EAI_AGAIN')],
  ['a connection that broke', failing('ECONNRESET')],
  [
    'one address that refuses beside one that is blocked',
    new AggregateError([failing('ECONNREFUSED'), failing('ETIMEDOUT')]),
  ],
])('%s is asked again', async (_, error) => {
  const { url, clock } = await openFailing(error);
  const { exit } = await developer.doorlist('allow', 'developers', '--wait', url);
  expect([exit, clock.now() - noon]).toEqual([0, 2_000]);
});

test('several addresses that all refuse are told at once', async () => {
  const refused = new AggregateError([failing('ECONNREFUSED'), failing('ECONNREFUSED')]);
  const { url } = await openFailing(refused);
  const { exit, err } = await developer.doorlist('allow', 'developers', '--wait', url);
  expect([exit, err]).toEqual([4, expect.stringContaining('(said ECONNREFUSED, said ECONNREFUSED)')]);
});

test('a port that nobody listens at is refused by the machine itself', async () => {
  const { url, clock } = await open(200);
  door.close();
  const { exit, err } = await developer.doorlist('allow', 'developers', '--wait', url);
  expect([exit, err]).toEqual([4, expect.stringContaining('ECONNREFUSED')]);
  expect(clock.now()).toBe(noon);
});

test('somebody at a terminal is told the same at once', async () => {
  const { url } = await open(403, 403, 200);
  let told = '';
  const { doorlist } = await import('../../../cli/program.js');
  await doorlist(['allow', 'developers', '--wait', url], {
    ...developer.surroundings,
    stdout: { write: () => undefined },
    stderr: { write: (text) => (told += text), isTTY: true },
  });
  expect(told.match(/is still blocked \(403\); waiting/g)).toHaveLength(2);
  expect(told.match(/The API sees this machine as 198\.51\.100\.7/g)).toHaveLength(1);
});

test('without an address it is the probe of the list', async () => {
  const { url } = await open(200);
  developer.api.lists['developers'] = { default: '4h', longest: '12h', families: ['IPV4'], probe: url };
  const { json } = await developer.doorlist('allow', 'developers', '--wait', '--json');
  expect(json()).toMatchObject({ wait: { url, probed: { state: 'answers', status: 200 } } });
});

test('without any it says so', async () => {
  await open(200);
  expect(await developer.doorlist('allow', 'developers', '--wait')).toMatchObject({
    exit: 2,
    err: 'error: You are let in, but developers has no probe to wait for; say --wait URL.\n',
  });
});

test('what is no address is refused before anything is asked', async () => {
  await open(200);
  const { exit, err } = await developer.doorlist('allow', '--wait', 'developers');
  expect([exit, err]).toEqual([2, expect.stringContaining('a list goes before --wait')]);
  expect(developer.api.seen).toEqual([]);
});

test('one that answers though AWS had not confirmed it is open', async () => {
  const { url } = await open(200);
  developer.api.slow = 100;
  expect((await developer.doorlist('allow', 'developers', '--wait', url)).exit).toBe(0);
});
