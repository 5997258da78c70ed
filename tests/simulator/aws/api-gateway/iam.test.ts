import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { RawRequest } from '../../../../simulator/aws/api-gateway/request.js';
import { signed } from '../../../../simulator/aws/api-gateway/sigv4.js';
import { utf8 } from '../../../../simulator/aws/protocols/wire.js';
import { START } from '../../world/harness.js';
import { setUp, errorType, tearDown, policy, type Gateway } from './harness.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await setUp();
});
afterEach(tearDown);

const put = { method: 'PUT', path: '/lists/developers/leases/me?device=a%20b', body: { for: '4h' } };

function changed(raw: RawRequest, name: string, value: string | undefined): RawRequest {
  const others = raw.headers.filter(([each]) => each.toLowerCase() !== name);
  return { ...raw, headers: value === undefined ? others : [...others, [name, value]] };
}

describe('a signature', () => {
  test('lets its signer in, told apart by key, user and ARN', async () => {
    const { ask, ana } = gateway;
    const answer = await ask({ ...put, as: ana });
    expect(answer.body).toMatchObject({
      requestContext: {
        identity: {
          accountId: '111122223333',
          accessKey: ana.accessKeyId,
          caller: ana.userId,
          user: ana.userId,
          userArn: 'arn:aws:iam::111122223333:user/ana',
          cognitoIdentityId: null,
        },
      },
    });
  });

  test('of an assumed role names the session, in its ARN and its id', async () => {
    const { world, api, ask } = gateway;
    const as = world.iam.session('Developer', 'ben@example.com', [policy('Allow', api.arn('*'))]);
    expect((await ask({ ...put, as })).body).toMatchObject({
      requestContext: {
        identity: {
          userArn: 'arn:aws:sts::111122223333:assumed-role/Developer/ben@example.com',
          user: expect.stringMatching(/^AROA[A-Z2-7]{16}:ben@example\.com$/) as string,
        },
      },
    });
  });

  test.each<[string, (raw: RawRequest) => RawRequest, string]>([
    ['is missing', (raw) => changed(raw, 'authorization', undefined), 'MissingAuthenticationTokenException'],
    ['is no signature', (raw) => changed(raw, 'authorization', 'Bearer x'), 'IncompleteSignatureException'],
    [
      'is there twice',
      (raw) => ({ ...raw, headers: [...raw.headers, ...raw.headers.filter(([n]) => n === 'authorization')] }),
      'IncompleteSignatureException',
    ],
    ['is of another body', (raw) => ({ ...raw, body: utf8('{"for":"12h"}') }), 'InvalidSignatureException'],
    [
      'is of another path',
      (raw) => ({ ...raw, target: raw.target.replace('developers', 'admins') }),
      'InvalidSignatureException',
    ],
    [
      'is of another query',
      (raw) => ({ ...raw, target: raw.target.replace('a%20b', 'a') }),
      'InvalidSignatureException',
    ],
    ['is of another method', (raw) => ({ ...raw, method: 'DELETE' }), 'InvalidSignatureException'],
    ['is of another host', (raw) => changed(raw, 'host', 'elsewhere.example'), 'InvalidSignatureException'],
    ['leaves a header of AWS out', (raw) => changed(raw, 'x-amz-extra', '1'), 'InvalidSignatureException'],
    [
      'says another hash than the body has',
      (raw) => changed(raw, 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD'),
      'InvalidSignatureException',
    ],
  ])('that %s is refused', async (_, change, expected) => {
    const { api, ana, drive } = gateway;
    const raw = await drive(api.prepare({ ...put, as: ana }));
    expect(errorType(await drive(api.send(change(raw))))).toBe(`403 ${expected}`);
  });

  test.each<[string, Partial<Record<'region' | 'service', string>>, Record<string, string>, string[]]>([
    ['another Region', { region: 'us-east-1' }, {}, []],
    ['another service', { service: 'lambda' }, {}, []],
    ['no host', {}, {}, ['host']],
    ['a header that is not sent', {}, { 'x-more': '' }, ['x-more']],
    ['no body in particular', {}, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, []],
  ])('for %s is refused, right as it is', async (what, scope, more, left) => {
    const { api, ana, drive } = gateway;
    const raw = await drive(api.prepare({ method: 'GET', path: '/me' }));
    const all = { host: api.stage.host, ...more };
    const headers = Object.fromEntries(
      Object.entries(all).filter(([name]) => what !== 'no host' || name !== 'host'),
    );
    const parts = { method: 'GET', path: raw.target, query: [], headers, body: raw.body };
    const added = await drive(
      signed(parts, ana, { region: 'eu-west-2', service: 'execute-api', at: Date.now(), ...scope }),
    );
    const sent = Object.entries(added).filter(([name]) => name !== 'host' && !left.includes(name));
    const answer = await drive(api.send({ ...raw, headers: [...raw.headers, ...sent] }));
    expect(errorType(answer)).toBe('403 InvalidSignatureException');
  });

  test('with the wrong secret is refused', async () => {
    const { ask, ana } = gateway;
    const as = { ...ana, secretAccessKey: `${ana.secretAccessKey.slice(1)}x` };
    expect(errorType(await ask({ ...put, as }))).toBe('403 InvalidSignatureException');
  });

  test('of a key that nobody has is refused', async () => {
    const { ask, ana } = gateway;
    const answer = await ask({ ...put, as: { ...ana, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' } });
    expect(errorType(answer)).toBe('403 UnrecognizedClientException');
  });

  test.each([
    ['five minutes old is good', 299_000, '200'],
    ['older than that is refused', 301_000, '403 InvalidSignatureException'],
  ])('%s', async (_, age, expected) => {
    const { world, api, ana, drive } = gateway;
    const raw = await drive(api.prepare({ ...put, as: ana }));
    await world.clock.advanceTo(START + age);
    expect(errorType(await drive(api.send(raw)))).toBe(expected);
  });

  test('of a session without its token is refused', async () => {
    const { world, api, ask } = gateway;
    const { sessionToken: _, ...as } = world.iam.session('Developer', 'ben', [policy('Allow', api.arn('*'))]);
    expect(errorType(await ask({ ...put, as }))).toBe('403 UnrecognizedClientException');
  });

  test('of a session that has ended is refused', async () => {
    const { world, api, ask } = gateway;
    const as = world.iam.session('Developer', 'ben', [policy('Allow', api.arn('*'))], 60_000);
    await world.clock.advanceTo(START + 60_000);
    expect(errorType(await ask({ ...put, as }))).toBe('403 ExpiredTokenException');
  });
});

describe('what IAM allows', () => {
  const join = 'PUT/lists/developers/leases/me';
  test.each([
    ['nothing', () => [], '403 AccessDeniedException'],
    ['the method and path', (arn: string) => [policy('Allow', `${arn}${join}`)], '200'],
    [
      'another list',
      (arn: string) => [policy('Allow', `${arn}PUT/lists/admins/leases/me`)],
      '403 AccessDeniedException',
    ],
    [
      'another method',
      (arn: string) => [policy('Allow', `${arn}GET/lists/developers/leases/me`)],
      '403 AccessDeniedException',
    ],
    ['any list', (arn: string) => [policy('Allow', `${arn}*/lists/*/leases/m?`)], '200'],
    [
      'everything but that',
      (arn: string) => [policy('Allow', `${arn}*`), policy('Deny', `${arn}${join}`)],
      '403 AccessDeniedException',
    ],
  ])('%s', async (_, policies, expected) => {
    const { world, api, ask } = gateway;
    const as = world.iam.user('ben', policies(api.arn('')));
    expect(errorType(await ask({ ...put, as }))).toBe(expected);
  });

  test('is told by the path as it was written', async () => {
    const { world, api, ask } = gateway;
    const policies = [policy('Allow', api.arn('*')), policy('Deny', api.arn('PUT/lists/admins/*'))];
    const as = world.iam.user('ben', policies);
    expect(errorType(await ask({ ...put, path: '/lists/admins/leases/me', as }))).toBe(
      '403 AccessDeniedException',
    );
    const encoded = await ask({ ...put, path: '/lists/%61dmins/leases/me', as });
    expect(encoded.body).toMatchObject({ pathParameters: { list: 'admins' } });
  });

  test('with a condition is not weighed at all', () => {
    const { world } = gateway;
    const Statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: {} } as const;
    expect(() => world.iam.user('ben', [{ Version: '2012-10-17', Statement }])).toThrow('Condition');
  });
});

test('STS says who signs, too', async () => {
  const { world, ana, drive } = gateway;
  const sts = new STSClient({
    region: 'eu-west-2',
    credentials: ana,
    requestHandler: world.requestHandler(),
  });
  expect((await drive(sts.send(new GetCallerIdentityCommand()))).Arn).toBe(ana.arn);
});
