import { request } from 'node:http';
import { GetIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { eventLine } from '../../../simulator/programs/serve/events.js';
import { ask, developersV4, setUp, tearDown, plainEstate } from './harness.js';

afterEach(tearDown);

const path = '/lists/developers/leases/me';
const mine = `/user${path}`;

test('a developer who signs lets the stand-in of this machine in, whatever a header says, and out again', async () => {
  const serving = await setUp();
  const lines: (string | undefined)[] = [];
  serving.world.record.listen((event) => lines.push(eventLine(event, serving.estate)));
  const { developer: as } = serving.people;
  const headers = { 'x-forwarded-for': '9.9.9.9' };
  const joined = await ask(serving, path, {
    method: 'PUT',
    body: { for: '1h', why: 'webhook' },
    headers,
    as,
  });
  expect(joined).toMatchObject({ status: 200, body: { state: 'in', address: '1.2.3.4' } });
  expect(serving.world.waf.contents(developersV4)).toEqual(['1.2.3.4/32']);
  expect(await ask(serving, path, { method: 'DELETE', as })).toMatchObject({
    status: 200,
    body: { state: 'out' },
  });
  expect(serving.world.waf.contents(developersV4)).toEqual([]);
  const told = lines.filter((line) => line?.includes('holds'));
  expect(told.map((line) => line?.slice('12:00:00Z '.length))).toEqual([
    'developers-v4 (eu-west-2): +1.2.3.4/32. It holds 1.2.3.4/32.',
    'developers-v4 (eu-west-2): -1.2.3.4/32. It holds nothing.',
  ]);
});

test('an administrator sees everybody’s leases, a developer does not', async () => {
  const serving = await setUp({ sourceIp: '2a00:1234:5678:9::1' });
  const { developer, administrator } = serving.people;
  const leases = '/lists/developers/leases';
  expect(await ask(serving, '/me', { as: developer })).toMatchObject({
    status: 200,
    body: { address: '2a00:1234:5678:9::1', lists: [{ name: 'developers' }] },
  });
  expect((await ask(serving, leases, { as: administrator })).status).toBe(200);
  expect(await ask(serving, leases, { as: developer })).toMatchObject({
    status: 403,
    body: { code: 'caller/forbidden' },
  });
});

test('callers without rights are refused: unsigned, with a wrong secret, with an expired token, with another pool’s', async () => {
  const serving = await setUp();
  const { developer, token } = serving.people;
  const pool = serving.world.userPools.plant(token.pool);
  const other = serving.world.userPools.plant(`${token.pool}2`);
  const user = { username: 'ana', groups: [token.group] };
  const refused = [
    await ask(serving, path),
    await ask(serving, path, { as: { ...developer, secretAccessKey: 'wrong' } }),
    await ask(serving, path, { token: token.value }),
    await ask(serving, mine, { as: developer }),
    await ask(serving, mine, { token: await pool.idToken({ ...user, lastsMs: -1000 }) }),
    await ask(serving, mine, { token: await other.idToken(user) }),
    await ask(serving, mine, { token: await pool.forge(user) }),
  ];
  for (const answer of refused)
    expect(answer).toMatchObject({ status: 401, body: { code: 'caller/unknown' } });
  expect(await ask(serving, mine, { token: token.value })).toMatchObject({
    status: 200,
    body: { leases: [] },
  });
});

test('a path is taken as it was sent', async () => {
  const serving = await setUp();
  const { hostname, port } = new URL(serving.url);
  const authorization = `Bearer ${serving.people.token.value}`;
  const status = (raw: string) =>
    new Promise((resolve, reject) => {
      request({ hostname, port, path: raw, headers: { authorization } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
  expect(await status('/dev/user/me')).toBe(200);
  for (const raw of ['/dev/user/lists/../me', '/dev//user/me', '/dev/user%2fme', '/dev/x/../user/me'])
    expect(await status(raw)).toBe(401);
});

test('a name that somebody else has point here is answered nothing', async () => {
  const serving = await setUp();
  const { port } = new URL(serving.url);
  const status = await new Promise((resolve, reject) => {
    request(
      { hostname: '127.0.0.1', port, path: '/dev/me', headers: { host: `evil.example:${port}` } },
      (answer) => {
        answer.resume();
        resolve([answer.statusCode, answer.headers['x-amzn-requestid']]);
      },
    )
      .on('error', reject)
      .end();
  });
  expect(status).toEqual([403, undefined]);
});

test('AWS is there, too, for whoever looks what the set holds', async () => {
  const serving = await setUp();
  const { accessKeyId, secretAccessKey } = serving.people.administrator;
  const waf = new WAFV2Client({
    region: 'eu-west-2',
    endpoint: serving.aws,
    credentials: { accessKeyId, secretAccessKey },
  });
  const [, Name = '', Id = ''] = /ipset\/(.+)\/(.+)$/.exec(developersV4) ?? [];
  const { IPSet } = await waf.send(new GetIPSetCommand({ Name, Id, Scope: 'REGIONAL' }));
  expect(IPSet?.Addresses).toEqual([]);
});

test('what the file says of access holds, but for where calls may come from', async () => {
  const access = {
    iam: false,
    wait: 1_000,
    throttle: { rate: 1, burst: 1 },
    allowFrom: ['203.0.113.0/24' as never],
    auditDays: 30,
    accessLogs: 'off' as const,
    cloudTrail: false,
  };
  const serving = await setUp({ estate: { ...plainEstate(), access } });
  const { developer: as } = serving.people;
  expect(serving.estate.access).toMatchObject({ wait: 1_000, iam: true });
  const all = await Promise.all([ask(serving, '/me', { as }), ask(serving, '/me', { as })]);
  expect(all.map(({ status }) => status).sort()).toEqual([200, 429]);
});
