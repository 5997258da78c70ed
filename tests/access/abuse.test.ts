import { eventOf, home, type AskedOf } from './event.js';
import { setUpAccess, otherPool, pool } from './harness.js';
import { tearDown } from '../harness/world.js';
import { hour } from '../harness/account.js';

afterEach(tearDown);

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const member = { iss: pool, sub: 'a1', 'cognito:groups': 'developers' };

const refused: [string, AskedOf, number, string, RegExp][] = [
  ['an address in the body', { body: { address: '9.9.9.9' } }, 400, 'request/body', /comes from/],
  ['an address in the query', { query: { address: '9.9.9.9' } }, 400, 'request/query', /comes from/],
  [
    'another key of the object’s own making',
    { text: '{"__proto__":{"for":"1h"}}' },
    400,
    'request/body',
    /keys are/,
  ],
  ['999 hours', { body: { for: '999h' } }, 400, 'request/for', /from 5m to 12h on developers/],
  ['a negative time', { body: { for: '-4h' } }, 400, 'request/for', /"90m", "4h" or "1d"/],
  ['no time', { body: { for: '0' } }, 400, 'request/for', /from 5m/],
  ['a moment', { body: { for: '1m' } }, 400, 'request/for', /from 5m/],
  ['a number of no unit', { body: { for: 4 } }, 400, 'request/for', /is 4;/],
  ['a time that is no number', { text: '{"for": NaN}' }, 400, 'request/body', /not JSON/],
  ['NaN as a text', { body: { for: 'NaN' } }, 400, 'request/for', /"NaN"/],
  ['a time beyond all numbers', { body: { for: `${'9'.repeat(400)}h` } }, 400, 'request/for', /9\.\.\.;/],
  [
    'a body without end',
    { text: `{"why":"${'x'.repeat(5_000)}"}` },
    400,
    'request/body',
    /4096 are the most/,
  ],
  ['a body that nests', { text: nested(2_000) }, 400, 'request/body', /not a JSON object/],
  ['a key that nests', { text: `{"why":${nested(1_500)}}` }, 400, 'request/why', /1 to 100/],
  ['half a body', { text: '{"for":' }, 400, 'request/body', /not JSON/],
  ['a body that is a text', { text: '"4h"' }, 400, 'request/body', /not a JSON object/],
  ['a reason of two lines', { body: { why: 'a\nDEVELOPERS: nobody' } }, 400, 'request/why', /one line/],
  ['a reason turned around', { body: { why: 'a\u202eb' } }, 400, 'request/why', /printable/],
  ['a reason without end', { body: { why: 'x'.repeat(101) } }, 400, 'request/why', /1 to 100/],
  ['a device of markup', { body: { device: '<b>' } }, 400, 'request/device', /at most 40/],
  ['an unknown list', { list: 'developer' }, 404, 'list/unknown', /no list developer\./],
  ['a list of the object’s own making', { list: 'constructor' }, 404, 'list/unknown', /constructor/],
  ['a list without leases', { list: 'edge' }, 409, 'list/no-leases', /grants no leases/],
  ['a way up', { list: 'edge/../developers' }, 404, 'route/unknown', /nothing at this path/],
  ['an encoded way up', { path: '/lists/edge%2f..%2fdevelopers/leases/me' }, 404, 'route/unknown', /nothing/],
  [
    'an encoded slash',
    { list: 'developers/leases', path: '/lists/developers%2Fleases/leases/me' },
    404,
    'route/unknown',
    /nothing/,
  ],
  ['an encoded letter', { path: '/lists/d%65velopers/leases/me' }, 404, 'route/unknown', /nothing/],
  ['a letter of another alphabet', { list: 'dеvelopers' }, 404, 'route/unknown', /nothing/],
  ['a list in wide letters', { list: 'ｄevelopers' }, 404, 'route/unknown', /nothing/],
  ['nobody’s call', { userArn: null }, 403, 'caller/unknown', /not signed/],
  [
    'another person’s lease',
    { method: 'DELETE', tail: 'leases/{id}', id: 'AAAAAAAAAAAAAAAAAAAAAA', claims: member },
    403,
    'caller/forbidden',
    /may not administer/,
  ],
  [
    'everybody’s leases',
    { method: 'GET', tail: 'leases', claims: member },
    403,
    'caller/forbidden',
    /groups/,
  ],
  [
    'a lease that is not there',
    { method: 'DELETE', tail: 'leases/{id}', id: 'AAAA' },
    404,
    'lease/unknown',
    /no lease AAAA/,
  ],
  [
    'a token of another pool',
    { claims: { ...member, iss: 'https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Not00here' } },
    403,
    'caller/unknown',
    /no user pool/,
  ],
  [
    'the admins of another pool',
    { method: 'GET', tail: 'leases', claims: { ...member, iss: otherPool, 'cognito:groups': 'admins' } },
    403,
    'caller/forbidden',
    /may not/,
  ],
  [
    'a wrong group',
    { claims: { ...member, 'cognito:groups': 'testers' } },
    403,
    'caller/forbidden',
    /may not join developers/,
  ],
  [
    'a group of the object’s own making',
    { claims: { ...member, 'cognito:groups': '__proto__,constructor' } },
    403,
    'caller/forbidden',
    /may not join/,
  ],
  ['no group', { claims: { iss: pool, sub: 'a1' } }, 403, 'caller/forbidden', /may not join/],
  [
    'an unknown list, of who may join none',
    { list: 'nowhere', claims: member },
    403,
    'caller/forbidden',
    /may not join nowhere/,
  ],
  ['an IPv4-mapped IPv6 address', { from: '::ffff:81.2.70.7' }, 403, 'address/mapped', /over IPv4/],
  ['the same in hexadecimal', { from: '::ffff:5102:4607' }, 403, 'address/mapped', /over IPv4/],
  ['a private address', { from: '10.1.2.3' }, 403, 'address/private', /private/],
  ['a carrier’s own address', { from: '100.64.1.1' }, 403, 'address/private', /private/],
  ['this very machine', { from: '127.0.0.1' }, 403, 'address/private', /private/],
  ['a private IPv6 address', { from: 'fd12:3456::1' }, 403, 'address/private', /private/],
  ['an address for examples', { from: '198.51.100.7' }, 403, 'address/reserved', /reserved/],
  ['nobody’s IPv6 address', { from: '2001:db8::1' }, 403, 'address/reserved', /reserved/],
  ['an address that carries another', { from: '2002:5102:4607::1' }, 403, 'address/reserved', /reserved/],
  ['AWS itself', { from: 'test-invoke-source-ip' }, 403, 'address/aws', /inside AWS/],
  ['a machine’s own AWS', { from: 'fd00:ec2::254' }, 403, 'address/aws', /inside AWS/],
  ['AWS’s link-local address', { from: '169.254.169.254' }, 403, 'address/aws', /inside AWS/],
];

test.each(refused)('%s is refused and changes nothing', async (_, asked, status, code, detail) => {
  const door = await setUpAccess();
  const replied = await door.call(asked);
  expect(replied).toMatchObject({
    status,
    headers: { 'Content-Type': 'application/problem+json' },
    body: {
      type: 'about:blank',
      status,
      code,
      detail: expect.stringMatching(detail) as string,
      requestId: 'given by AWS',
    },
  });
  expect(JSON.stringify(replied.body)).not.toMatch(/\bat \/|node_modules|\.ts:/);
  expect(door.world.record.of('call').filter(({ operation }) => /Update|PutItem/.test(operation))).toEqual(
    [],
  );
  expect(door.audits).toEqual([]);
});

test('a forwarded address is nobody’s: the connection’s own is let in', async () => {
  const door = await setUpAccess();
  await door.call({
    headers: { 'X-Forwarded-For': '9.9.9.9', Forwarded: 'for=9.9.9.9', 'True-Client-IP': '9.9.9.9' },
  });
  expect(door.holds()).toEqual(['81.2.69.0/24', `${home}/32`]);
});

test('a method that there is not, of a path that there is', async () => {
  const door = await setUpAccess();
  const event = { ...eventOf({}), httpMethod: 'POST' };
  const { payload } = await door.world.clock.drive(door.world.lambda.invoke('access', event));
  expect(payload).toMatchObject({ statusCode: 404 });
});

test('one person has so many leases, and no more', async () => {
  const door = await setUpAccess();
  for (const n of [1, 2, 3]) await door.call({ from: `81.2.70.${n}`, body: { device: `d${n}` } });
  const before = door.holds();
  expect(await door.call({ from: '81.2.70.4', body: { device: 'd4' } })).toMatchObject({
    status: 409,
    body: { code: 'lease/per-person', detail: expect.stringContaining('3 are the most') as string },
  });
  expect(door.holds()).toEqual(before);
});

test('who renews for ever is out when the longest time is over', async () => {
  const door = await setUpAccess();
  const { body } = await door.call({ body: { for: '12h' } });
  const { until } = body['lease'] as { until: string };
  for (let hours = 1; hours <= 11; hours++) {
    await door.world.clock.advanceTo(Date.now() + hour);
    expect((await door.call({ body: { for: '12h' } })).body).toMatchObject({
      capped: true,
      lease: { until },
    });
  }
});
