import { SignJWT } from 'jose';
import type { PoolUser, SimUserPool } from '../../../../simulator/aws/cognito/user-pools.js';
import { START } from '../../world/harness.js';
import { setUp, errorType, tearDown, OTHER_POOL, type Gateway } from './harness.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await setUp();
});
afterEach(tearDown);

const user: PoolUser = { username: 'ana', groups: ['developers', 'admins'], email: 'ana@example.com' };
const other = () => gateway.world.userPools.plant(OTHER_POOL);

async function outcome(path: string, make: (pool: SimUserPool) => Promise<string> | string): Promise<string> {
  const { ask, pool, drive } = gateway;
  const token = await drive(Promise.resolve(make(pool)));
  return errorType(await ask({ method: path === '/user/me' ? 'GET' : 'PUT', path, token }));
}

describe('a method without scopes', () => {
  test('takes an ID token and hands over its claims as texts', async () => {
    const { ask, pool, drive } = gateway;
    const token = await drive(pool.idToken(user));
    const answer = await ask({ method: 'GET', path: '/user/me', token });
    expect(answer.body).toMatchObject({
      requestContext: {
        identity: { userArn: null, accountId: null },
        authorizer: {
          claims: {
            'cognito:groups': 'developers,admins',
            'cognito:username': 'ana',
            token_use: 'id',
            aud: pool.clientId,
            iss: pool.issuer,
            email_verified: 'true',
            iat: 'Sat Aug 22 12:00:00 UTC 2026',
            exp: 'Sat Aug 22 13:00:00 UTC 2026',
            auth_time: String(START / 1000),
          },
        },
      },
    });
  });

  test.each<[string, (pool: SimUserPool) => Promise<string> | string]>([
    ['an access token', (pool) => pool.accessToken(user)],
    [
      'an access token for this client',
      (pool) => pool.accessToken({ ...user, claims: { aud: pool.clientId } }),
    ],
    ['another pool’s token', () => other().idToken(user)],
    [
      'another pool’s token that names this one',
      (pool) => other().idToken({ ...user, claims: { iss: pool.issuer } }),
    ],
    ['a token with a key of one’s own', (pool) => pool.forge(user)],
    ['a token for another client', (pool) => pool.idToken({ ...user, claims: { aud: 'elsewhere' } })],
    ['a token without an end', (pool) => pool.idToken({ ...user, claims: { exp: undefined } })],
    [
      'a token signed with a password',
      (pool) =>
        new SignJWT({
          iss: pool.issuer,
          sub: 'ana',
          exp: START / 1000 + 60,
          token_use: 'id',
          aud: pool.clientId,
        })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new Uint8Array(32)),
    ],
    ['a text', () => 'a.b.c'],
    ['nothing', () => ''],
  ])('refuses %s', async (_, make) => {
    expect(await outcome('/user/me', make)).toBe('401 UnauthorizedException');
  });

  test('refuses two tokens, whichever is good', async () => {
    const { api, pool, drive } = gateway;
    const token = await drive(pool.idToken(user));
    const raw = await drive(api.prepare({ method: 'GET', path: '/user/me', token }));
    const headers = [...raw.headers, ['authorization', 'x'] as const];
    expect(errorType(await drive(api.send({ ...raw, headers })))).toBe('401 UnauthorizedException');
  });

  test('hands over a group whose name has a comma as two', async () => {
    const { ask, pool, drive } = gateway;
    const token = await drive(pool.idToken({ ...user, groups: ['x,admins'] }));
    expect((await ask({ method: 'GET', path: '/user/me', token })).body).toMatchObject({
      requestContext: { authorizer: { claims: { 'cognito:groups': 'x,admins' } } },
    });
  });

  test('refuses no token at all', async () => {
    const answer = await gateway.ask({ method: 'GET', path: '/user/me' });
    expect([errorType(answer), answer.body]).toEqual([
      '401 UnauthorizedException',
      { message: 'Unauthorized' },
    ]);
  });

  test('refuses a token from the second at which it ends', async () => {
    const { world, api, pool, drive } = gateway;
    const token = await drive(pool.idToken({ ...user, lastsMs: 60_000 }));
    const ask = async () => errorType(await drive(api.request({ method: 'GET', path: '/user/me', token })));
    await world.clock.advanceTo(START + 58_000);
    expect(await ask()).toBe('200');
    await world.clock.advanceTo(START + 60_000);
    const late = await drive(api.request({ method: 'GET', path: '/user/me', token }));
    expect([late.status, late.body]).toEqual([401, { message: 'The incoming token has expired' }]);
  });
});

describe('a method with scopes', () => {
  test('takes an access token that has one of them', async () => {
    const scopes = ['openid', 'doorlist/join'];
    expect(await outcome('/user/scoped', (pool) => pool.accessToken({ ...user, scopes }))).toBe('200');
  });

  test.each<[string, (pool: SimUserPool) => Promise<string>]>([
    ['an access token without', (pool) => pool.accessToken({ ...user, scopes: ['doorlist/joining'] })],
    [
      'an ID token',
      (pool) => pool.idToken({ ...user, claims: { scope: 'doorlist/join', client_id: pool.clientId } }),
    ],
    [
      'another client’s token',
      (pool) => pool.accessToken({ ...user, scopes: ['doorlist/join'], claims: { client_id: 'x' } }),
    ],
  ])('refuses %s', async (_, make) => {
    expect(await outcome('/user/scoped', make)).toBe('401 UnauthorizedException');
  });
});

test('a user keeps the subject from token to token, and has another in another pool', async () => {
  const { pool, drive } = gateway;
  const subject = async (of: SimUserPool) =>
    (JSON.parse(atob((await drive(of.idToken(user))).split('.')[1] ?? '')) as { sub: string }).sub;
  const [first, again, elsewhere] = [await subject(pool), await subject(pool), await subject(other())];
  expect(again).toBe(first);
  expect(elsewhere).not.toBe(first);
});
