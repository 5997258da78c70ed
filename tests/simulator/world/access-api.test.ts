import type { Access, Estate } from '../../../lib/estate/estate.js';
import { parseEstate } from '../../../lib/estate/parse.js';
import { deploy, type MakeAccess } from '../../../simulator/world/deployed.js';
import { createWorld, type World } from '../../../simulator/world/world.js';
import { estateWithLeases } from '../../harness/leases.js';
import { start } from '../../harness/account.js';
import { developersV4, developersV6, estateText } from '../../harness/developers.js';
import { access as settings } from '../../harness/access.js';
import { POOL, policy } from '../aws/api-gateway/harness.js';

const access: Access = {
  ...settings,
  cognito: {
    scopes: [],
    pools: [{ arn: POOL, issuer: 'https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Staff', groups: {} }],
  },
  throttle: { rate: 1, burst: 1 },
};

/** Says who called what, and of which estate it is. */
const echo: MakeAccess =
  ({ estate }) =>
  async ({ resource, httpMethod, requestContext }) => ({
    statusCode: 200,
    body: JSON.stringify({
      route: `${httpMethod} ${resource}`,
      who: requestContext.identity.userArn,
      account: estate.account,
    }),
  });

let world: World;
afterEach(() => world.stop());

async function deployed(over: Partial<Access> = {}, make: MakeAccess = echo) {
  const estate: Estate = { ...parseEstate(estateText).estate, access: { ...access, ...over } };
  world = await createWorld({ start, seed: 1, account: estate.account });
  const { api } = deploy(world, estate, { scheduled: false, access: make });
  if (!api) throw new Error('no API');
  const ana = world.iam.session('Developer', 'ana', [policy('Allow', api.arn('*/lists/developers/*'))]);
  return { api, ana, pool: world.userPools.plant(POOL) };
}

test('the function answers whom the API lets through, in both trees', async () => {
  const { api, ana, pool } = await deployed();
  const signed = api.request({ method: 'PUT', path: '/lists/developers/leases/me', as: ana });
  expect((await world.clock.drive(signed)).body).toEqual({
    route: 'PUT /lists/{list}/leases/me',
    who: ana.arn,
    account: ana.account,
  });
  const token = await world.clock.drive(pool.idToken({ username: 'ana' }));
  const withToken = api.request({ method: 'DELETE', path: '/user/lists/developers/leases/7', token });
  expect((await world.clock.drive(withToken)).body).toMatchObject({
    route: 'DELETE /user/lists/{list}/leases/{id}',
    who: null,
  });
});

test('each tree takes its own callers only', async () => {
  const { api, ana, pool } = await deployed();
  const token = await world.clock.drive(pool.idToken({ username: 'ana' }));
  const path = '/lists/developers/leases';
  const status = async (request: object) =>
    (await world.clock.drive(api.request({ method: 'GET', path, ...request }))).status;
  expect(await status({ token })).toBe(401);
  expect(await status({ path: `/user${path}`, as: ana })).toBe(401);
});

test.each([
  [{ iam: false }, 401, 200],
  [{ cognito: undefined }, 200, 401],
] as const)('without %j there is no tree of it', async (over, signed, withToken) => {
  const { api, ana, pool } = await deployed(over as Partial<Access>);
  const token = await world.clock.drive(pool.idToken({ username: 'ana' }));
  const path = '/lists/developers/leases';
  const ask = (request: object) => world.clock.drive(api.request({ method: 'GET', path, ...request }));
  expect((await ask({ as: ana })).status).toBe(signed);
  expect((await ask({ path: `/user${path}`, token })).status).toBe(withToken);
});

test('what the API refuses is told as a problem, of the request that it was', async () => {
  const { api, ana } = await deployed({}, () => () => Promise.reject(new Error('oh')));
  const join = { method: 'PUT', path: '/lists/developers/leases/me' };
  const answers = [
    await world.clock.drive(api.request({ method: 'GET', path: '/nowhere' })),
    await world.clock.drive(api.request({ ...join, path: '/lists/others/leases/me', as: ana })),
    await world.clock.drive(api.request({ ...join, path: '/lists/others/leases/me', as: ana })),
    await world.clock.drive(api.request({ method: 'GET', path: '/lists/developers/leases/me', as: ana })),
  ];
  expect(answers.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual([
    [401, 'caller/unknown'],
    [403, 'caller/forbidden'],
    [429, 'request/too-many'],
    [503, 'aws/unavailable'],
  ]);
  for (const { status, headers, body } of answers) {
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ status, requestId: headers['x-amz-apigw-id'] });
  }
});

test('the API lets in from where the estate says', async () => {
  const { api, ana } = await deployed({ allowFrom: ['81.2.69.0/24'] as unknown as Access['allowFrom'] });
  const ask = (sourceIp: string, method: string) =>
    world.clock.drive(api.request({ method, path: '/lists/developers/leases/me', as: ana, sourceIp }));
  expect((await ask('81.2.69.160', 'GET')).status).toBe(200);
  expect((await ask('81.2.70.160', 'PUT')).body).toMatchObject({ status: 403, code: 'caller/forbidden' });
});

test('a container that is free is found again, and is one caller’s at a time', async () => {
  const estate: Estate = {
    ...parseEstate(estateText).estate,
    access: { ...access, throttle: { rate: 100, burst: 100 } },
  };
  world = await createWorld({ start, seed: 1, account: estate.account });
  let made = 0;
  const make: MakeAccess = () => {
    made += 1;
    return async () => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return { statusCode: 204, body: '' };
    };
  };
  const { api } = deploy(world, estate, { scheduled: false, access: make, warm: true });
  const as = world.iam.user('ana', [policy('Allow', '*')]);
  const ask = () => api?.request({ method: 'GET', path: '/me', as });
  await world.clock.drive(Promise.all([ask(), ask()]));
  await world.clock.drive(Promise.all([ask(), ask()]));
  expect(made).toBe(2);
});

test('the real function lets in where the connection comes from, whatever a header says', async () => {
  const estate: Estate = { ...estateWithLeases(), access };
  const ipSets = [developersV4, developersV6].map((arn) => ({ arn, addresses: [] }));
  world = await createWorld({ start, seed: 1, account: estate.account, ipSets });
  const { api } = deploy(world, estate, { scheduled: false });
  const as = world.iam.session('Developer', 'ana', [policy('Allow', '*')]);
  const joined = api?.request({
    method: 'PUT',
    path: '/lists/developers/leases/me',
    headers: { 'X-Forwarded-For': '82.132.99.1' },
    body: { for: '1h', why: 'webhook' },
    sourceIp: '82.132.10.7',
    as,
  });
  expect(await world.clock.drive(Promise.resolve(joined))).toMatchObject({
    status: 200,
    body: { state: 'in', address: '82.132.10.7' },
  });
  expect(world.waf.contents(developersV4)).toContain('82.132.10.7/32');
  expect(world.waf.contents(developersV4)).not.toContain('82.132.99.1/32');
});
