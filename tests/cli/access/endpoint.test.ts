import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '../../harness/command-line.js';
import { setUpMachine, write, type DeveloperMachine } from '../../harness/developer-machine.js';

let developer: DeveloperMachine;
beforeEach(async () => {
  developer = await setUpMachine();
});
afterEach(() => developer.tearDown());

/** With nothing in the environment but what is given. */
const doorlist = async (env: Record<string, string>, ...argv: string[]) =>
  call({ ...developer.surroundings, env }, ...argv);
const url = () => `http://localhost:${developer.api.port}`;
const paths = () => developer.api.seen.map(({ path }) => path);

describe('the address of the API', () => {
  test('is what --url says, then DOORLIST_URL, then the nearest .doorlist.json', async () => {
    write(developer, '.doorlist.json', { url: `${url()}/file` });
    const below = join(developer.folder, 'a', 'b');
    mkdirSync(below, { recursive: true });
    developer.surroundings.machine.cwd = below;
    await doorlist({}, 'leases', 'x');
    await doorlist({ DOORLIST_URL: `${url()}/env` }, 'leases', 'x');
    await doorlist({ DOORLIST_URL: `${url()}/env` }, 'leases', 'x', '--url', `${url()}/dev/`);
    expect(paths()).toEqual(['/file/lists/x/leases/me', '/env/lists/x/leases/me', '/dev/lists/x/leases/me']);
  });

  test('has to be told', async () => {
    expect(await doorlist({}, 'whoami')).toMatchObject({
      exit: 2,
      err: 'error: The address of the access API is not known; say it with --url, DOORLIST_URL, or "url" in a .doorlist.json here or above.\n',
    });
  });

  test.each([
    ['http://access.example.com', 'must be https; http is for this machine only'],
    ['http://127.example.com', 'must be https'],
    ['ftp://127.0.0.1', 'must be https'],
    ['access.example.com', 'is not an address; write one such as https://'],
    ['https://a.example.com/?stage=dev', 'must not have a query or a fragment'],
    ['https://ann:secret@a.example.com', 'must not hold a user name or a password'],
  ])('%s is refused', async (text, why) => {
    const { exit, err } = await doorlist({}, 'whoami', '--url', text);
    expect([exit, err]).toEqual([2, expect.stringContaining(why)]);
    expect(err).toMatch(/^error: --url/);
    expect(err).not.toContain('secret');
  });
});

describe('.doorlist.json', () => {
  test('says list, device, region and how to sign', async () => {
    write(developer, '.doorlist.json', {
      url: url(),
      list: 'developers',
      device: 'desk',
      region: 'eu-north-1',
    });
    expect((await doorlist({}, 'allow')).exit).toBe(0);
    expect(developer.api.live()).toEqual(['198.51.100.7/32 desk']);
    expect(developer.api.seen[0]?.headers.authorization).toContain('/eu-north-1/execute-api/aws4_request');
    write(developer, '.doorlist.json', { url: url(), auth: 'token' });
    expect((await doorlist({}, 'whoami')).err).toContain('There is no token');
  });

  test.each([
    [
      { regoin: 'x' },
      '"regoin" is not a key here; allowed are url, list, auth, region, device; did you mean',
    ],
    [
      { regoin: 'x', region: 'eu-west-2' },
      '"regoin" is not a key here; allowed are url, list, auth, region, device.\n',
    ],
    [{ token: 'x' }, '"token" must not stand in a file that a team commits; a token comes from --token-file'],
    [{ auth: 'cognito' }, 'auth must be "iam" or "token"'],
    [{ list: 7 }, 'list must be a text'],
    ['[]', 'it must be a JSON object with url, list'],
    ['{', 'is not JSON'],
  ])('%j is refused', async (content, why) => {
    const path = write(developer, '.doorlist.json', content);
    const { exit, err } = await doorlist({ DOORLIST_URL: url() }, 'whoami');
    expect([exit, err]).toEqual([2, expect.stringContaining(why)]);
    expect(err).toContain(path);
  });
});

describe('signing', () => {
  test('is for the region that is said, or that the environment says', async () => {
    const env = { DOORLIST_URL: url() };
    await doorlist({ ...env, AWS_REGION: 'eu-west-1' }, 'whoami', '--region', 'eu-west-3');
    await doorlist({ ...env, AWS_REGION: 'eu-west-1' }, 'whoami');
    await doorlist({ ...env, AWS_DEFAULT_REGION: 'eu-west-2' }, 'whoami');
    await doorlist(env, 'whoami');
    expect(developer.api.seen.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(
      developer.api.seen.map(
        ({ headers }) => /\/([a-z\d-]+)\/execute-api/.exec(headers.authorization ?? '')?.[1],
      ),
    ).toEqual(['eu-west-3', 'eu-west-1', 'eu-west-2', 'us-east-1']);
  });

  test.each([
    ['https://a1b2c3.execute-api.eu-west-2.amazonaws.com/prod', {}, 'eu-west-2'],
    ['https://a1b2c3.execute-api.cn-north-1.amazonaws.com.cn/prod', {}, 'cn-north-1'],
    ['https://access.example.com', { AWS_REGION: 'eu-south-1' }, 'eu-south-1'],
  ])('for %s with %j is for %s', async (address, env, region) => {
    const asked: string[] = [];
    developer.surroundings.machine.exchange = async ({ headers }) => {
      asked.push(headers['authorization'] ?? '');
      throw new Error('that is all');
    };
    await doorlist(env, 'leases', 'x', '--url', address);
    expect(asked).toEqual([expect.stringContaining(`/${region}/execute-api/aws4_request`)]);
  });

  test('has to know the region', async () => {
    expect(await doorlist({}, 'whoami', '--url', 'https://access.example.com')).toMatchObject({
      exit: 2,
      err: expect.stringContaining(
        'The region of access.example.com cannot be told from its name; say it with',
      ),
    });
  });

  test('keeps to what API Gateway verifies, whatever stands in path, query and body', async () => {
    developer.api.lists['ü lïst'] = { default: '4h', longest: '12h', families: ['IPV4'] };
    const env = { DOORLIST_URL: url() };
    const device = ['--device', 'my 2nd_phone.x-1'];
    expect((await doorlist(env, 'allow', 'ü lïst', ...device, '--why', 'żółć')).exit).toBe(0);
    expect((await doorlist(env, 'revoke', 'ü lïst', ...device)).exit).toBe(0);
    expect(developer.api.live()).toEqual([]);
  });

  test.each([
    [
      'no credentials',
      async () =>
        Promise.reject(Object.assign(new Error('None found'), { name: 'CredentialsProviderError' })),
      'There are no AWS credentials to use (None found); sign in, for example with aws sso login, or set AWS_PROFILE.',
    ],
    [
      'expired ones',
      async () => ({ accessKeyId: 'ann', secretAccessKey: 'x', expiration: new Date(0) }),
      'Your AWS credentials expired at 1970-01-01T00:00:00.000Z; sign in again, for example with aws sso login.',
    ],
    ['wrong ones', { accessKeyId: 'ann', secretAccessKey: 'x' }, 'Who you are is not known.'],
  ])('with %s fails in one sentence', async (_, credentials, why) => {
    developer.surroundings.aws = { credentials };
    expect(await doorlist({ DOORLIST_URL: url() }, 'allow', 'developers')).toMatchObject({
      exit: 1,
      err: `error: ${why}\n`,
    });
  });
});

describe('a token', () => {
  const env = () => ({ DOORLIST_URL: url(), DOORLIST_TOKEN: 'anas-token' });

  test('from the environment has a tree of its own', async () => {
    expect((await doorlist(env(), 'allow', 'developers')).exit).toBe(0);
    expect(developer.api.seen).toMatchObject([
      { path: '/user/lists/developers/leases/me', headers: { authorization: 'Bearer anas-token' } },
    ]);
  });

  test('from a file likewise, and before the one of the environment', async () => {
    const file = write(developer, 'token', 'anas-token\n');
    const said = { ...env(), DOORLIST_TOKEN: 'another' };
    expect((await doorlist(said, 'whoami', '--token-file', file)).exit).toBe(0);
  });

  test('is not used where --auth iam says so', async () => {
    await doorlist(env(), 'whoami', '--auth', 'iam');
    expect(paths()).toEqual(['/me']);
  });

  test('goes before what the team agreed on', async () => {
    write(developer, '.doorlist.json', { auth: 'iam' });
    await doorlist(env(), 'whoami');
    expect(paths()).toEqual(['/user/me']);
  });

  test.each([
    [{ DOORLIST_TOKEN: 'two words' }, [], 'DOORLIST_TOKEN does not hold a token, and nothing but a token.'],
    [{ DOORLIST_TOKEN: 'a\r\nb' }, [], 'DOORLIST_TOKEN does not hold a token'],
    [{}, ['--auth', 'token'], 'There is no token; put one into a file for --token-file'],
    [{}, ['--token-file', '/no/such'], '--token-file /no/such cannot be read'],
    [{}, ['--token-file', 'x', '--auth', 'iam'], '--token-file is for --auth token'],
    [{}, ['--auth', 'saml'], '--auth must be iam or token, and is "saml".'],
    [{ DOORLIST_TOKEN: 'expired' }, [], 'Who you are is not known.'],
  ])('%j %j is refused without being shown', async (said, argv, why) => {
    const { exit, err } = await doorlist({ DOORLIST_URL: url(), ...said }, 'whoami', ...argv);
    expect([exit > 0, err]).toEqual([true, expect.stringContaining(why)]);
    expect(err).not.toContain('two words');
  });
});
