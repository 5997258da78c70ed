import { afterEach, describe, expect, test } from '@jest/globals';
import { problem } from '../../harness/access-api.js';
import { setUpMachine, type DeveloperMachine, type MachineSetting } from '../../harness/developer-machine.js';

const both = { IPV4: '198.51.100.7', IPV6: '2001:db8:1:2::9' };

let developer: DeveloperMachine;
const open = async (options: MachineSetting = {}) => (developer = await setUpMachine(options));
afterEach(() => developer.tearDown());

const puts = () => developer.api.seen.filter(({ method }) => method === 'PUT');

test("lets this machine's address in, for as long and for the reason that was said", async () => {
  await open();
  const { exit, out, err } = await developer.doorlist(
    'allow',
    'developers',
    '--for',
    '2h',
    '--why',
    'webhook',
  );
  expect([exit, err]).toEqual([0, '']);
  expect(out).toMatch(/^198\.51\.100\.7\/32 is in developers until .*\d\d:\d\d \(2 h left\)\.\n$/);
  expect(developer.api.live()).toEqual(['198.51.100.7/32 laptop']);
  expect(puts()).toMatchObject([
    { path: '/lists/developers/leases/me', body: { for: '2h', why: 'webhook', device: 'laptop' } },
  ]);
});

test('says of a second time that it stays, and of the longest that nothing more is to be had', async () => {
  await open();
  await developer.doorlist('allow', 'developers', '--for', '12h');
  const { out } = await developer.doorlist('allow', 'developers', '--for', '12h');
  expect(out).toMatch(
    /^198\.51\.100\.7\/32 stays in developers until .* That is the longest that developers grants; after it, ask again\.\n$/,
  );
});

test('of a pinned address says that it is always in', async () => {
  await open();
  const pin = { cidr: '198.51.100.0/24', note: 'Office', of: '198.51.100.7' };
  developer.api.lists['developers'] = { default: '4h', longest: '12h', families: ['IPV4'], pin };
  expect(await developer.doorlist('allow', 'developers')).toMatchObject({
    exit: 0,
    out: '198.51.100.7 is always in developers (pinned: 198.51.100.0/24, Office).\n',
  });
});

describe('the device', () => {
  test.each([
    [[], {}, 'laptop'],
    [['--device', 'my phone'], {}, 'my phone'],
    [[], { hostname: 'Ännas-"Mac"-with-a-very-long-name-which-does-not-end.local' }, /^-nnas--Mac--.{28}$/],
  ])('with %j on %j is called %s', async (argv, machine, device) => {
    await open({ machine });
    await developer.doorlist('allow', 'developers', ...argv);
    expect(puts()[0]?.body['device']).toMatch(device);
  });

  test('with another name than is allowed is refused before anything is asked', async () => {
    await open();
    const { exit, err } = await developer.doorlist('allow', 'developers', '--device', 'a/b');
    expect([exit, err]).toEqual([2, expect.stringContaining('The device "a/b" must be 1 to 40 letters')]);
    expect(developer.api.seen).toEqual([]);
  });
});

describe('families', () => {
  test('both are let in where the machine has both', async () => {
    await open({ from: both });
    const { exit, json } = await developer.doorlist('allow', 'developers', '--json');
    expect(exit).toBe(0);
    expect(json()).toMatchObject({
      list: 'developers',
      device: 'laptop',
      families: [
        { family: 'IPV4', state: 'in', address: '198.51.100.7', lease: { network: '198.51.100.7/32' } },
        { family: 'IPV6', state: 'in', lease: { network: '2001:db8:1:2::/64' } },
      ],
      missed: [],
    });
    expect(developer.api.live()).toHaveLength(2);
  });

  test('the one that the machine lacks is left out without a word', async () => {
    await open({ from: { IPV6: both.IPV6 } });
    const { exit, out, err } = await developer.doorlist('allow', 'developers');
    expect([exit, err]).toEqual([0, '']);
    expect(out).toMatch(/^2001:db8:1:2::\/64 is in developers until .*\n$/);
  });

  test('the one that the list does not take, likewise', async () => {
    await open({ from: both });
    developer.api.lists['developers'] = { default: '4h', longest: '12h', families: ['IPV4'] };
    expect(await developer.doorlist('allow', 'developers')).toMatchObject({ exit: 0, err: '' });
  });

  test('where it is the only one of the machine, it is refused in the words of the API', async () => {
    await open({ from: { IPV6: both.IPV6 } });
    developer.api.lists['developers'] = { default: '4h', longest: '12h', families: ['IPV4'] };
    expect(await developer.doorlist('allow', 'developers')).toMatchObject({
      exit: 3,
      err: 'error: developers takes the other family only.\n',
    });
  });

  test('one that is refused is told, and does not keep the other out', async () => {
    await open({ from: both });
    developer.api.instead.push({
      if: ({ from }) => from === both.IPV6,
      say: problem(403, 'address/aws', 'That address is of AWS.'),
    });
    const { exit, out, err } = await developer.doorlist('allow', 'developers');
    expect([exit, err]).toEqual([3, 'warning: not over IPv6: That address is of AWS.\n']);
    expect(out).toContain('198.51.100.7/32 is in developers');
  });

  test('one that is broken on the way is told, without failing', async () => {
    await open({ from: both });
    const { exchange } = developer.surroundings.machine;
    developer.surroundings.machine.exchange = async (asked) =>
      asked.family === 'IPV6'
        ? Promise.reject(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
        : exchange(asked);
    const { exit, err } = await developer.doorlist('allow', 'developers');
    expect([exit, err]).toEqual([
      0,
      expect.stringMatching(/^warning: not over IPv6: .* could not be reached \(read ECONNRESET\)/),
    ]);
  });

  test('an address in place of a name has one family', async () => {
    await open({ from: both, env: {} });
    await developer.doorlist('allow', 'developers', '--url', developer.api.url);
    expect(developer.api.live()).toEqual(['198.51.100.7/32 laptop']);
  });

  test('none at all is told with the network’s own reason', async () => {
    await open({ from: {} });
    expect(await developer.doorlist('allow', 'developers')).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/^error: The access API http:.* could not be reached \(no route\); check/),
    });
  });
});

describe('what AWS has not taken yet', () => {
  test('is asked for again until it is in', async () => {
    await open();
    developer.api.slow = 3;
    const { exit, out } = await developer.doorlist('allow', 'developers');
    expect([exit, out]).toEqual([0, expect.stringContaining('stays in developers')]);
    expect(puts().map(({ status }) => status)).toEqual([202, 202, 202, 200]);
  });

  test.each([
    [[], 31],
    [['--patience', '5'], 4],
    [['--patience', '0'], 1],
  ])('with %j is left to the sweep after %d times, and exits with 4', async (argv, times) => {
    await open();
    developer.api.slow = 100;
    const { exit, out } = await developer.doorlist('allow', 'developers', ...argv);
    expect(exit).toBe(4);
    expect(out).toMatch(/is granted for developers .* but AWS has not taken it yet: it opens within five/);
    expect(puts()).toHaveLength(times);
  });

  test('an AWS that is away is asked again as well, and told where it stays away', async () => {
    await open();
    const say = {
      ...problem(503, 'aws/unavailable', 'AWS did not answer.'),
      headers: { 'retry-after': '20' },
    };
    const away = { if: ({ method }: { method: string }) => method === 'PUT', say };
    developer.api.instead.push(away, away);
    expect((await developer.doorlist('allow', 'developers')).exit).toBe(0);
    developer.api.instead.push(away, away, away, away, away);
    expect(await developer.doorlist('allow', 'developers')).toMatchObject({
      exit: 1,
      err: 'error: AWS did not answer.\n',
    });
  });

  test('stands, though a later question goes wrong', async () => {
    await open();
    developer.api.slow = 1;
    const gone = () => developer.api.seen.some(({ status }) => status === 202);
    const say = problem(500, 'x', 'Oh dear.');
    developer.api.instead.push({ if: gone, say }, { if: gone, say });
    expect((await developer.doorlist('allow', 'developers')).exit).toBe(0);
    expect(puts().map(({ status }) => status)).toEqual([202, 500, 500, 200]);
  });

  test('a patience that is none is refused', async () => {
    await open();
    expect(await developer.doorlist('allow', 'developers', '--patience', 'long')).toMatchObject({
      exit: 2,
      err: 'error: --patience must be whole seconds from 0 to 600, and is "long".\n',
    });
  });
});

describe('the list', () => {
  test('is the only one there is, where none is named', async () => {
    await open();
    expect(await developer.doorlist('allow')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('developers'),
    });
  });

  test('has to be named where there are several', async () => {
    await open();
    developer.api.lists['partners'] = { default: '1h', longest: '1h', families: ['IPV4'] };
    expect(await developer.doorlist('allow')).toMatchObject({
      exit: 2,
      err: 'error: Say which list, or put "list" into .doorlist.json; there are developers, partners.\n',
    });
  });

  test('where there is none is refused', async () => {
    await open();
    delete developer.api.lists['developers'];
    expect(await developer.doorlist('allow')).toMatchObject({
      exit: 3,
      err: expect.stringContaining('There is no list that ann may join'),
    });
  });

  test.each([
    ['nobody', 'There is no list "nobody".'],
    ['a/../../me', 'There is no list "a/../../me".'],
    ['..', '".." is no name of a list'],
  ])('%s is a usage error', async (list, why) => {
    await open();
    expect(await developer.doorlist('allow', list)).toMatchObject({
      exit: 2,
      err: expect.stringContaining(why),
    });
  });
});

describe('what the API refuses', () => {
  test.each([
    [400, 2],
    [401, 1],
    [403, 3],
    [409, 3],
    [413, 2],
    [429, 3],
    [500, 1],
  ])('with %d exits with %d, in its own words', async (status, exit) => {
    await open();
    const say = problem(status, 'some/code', 'One sentence.');
    developer.api.instead.push({ if: () => true, say }, { if: () => true, say });
    expect(await developer.doorlist('allow', 'developers')).toMatchObject({
      exit,
      err: 'error: One sentence.\n',
    });
    expect((await developer.doorlist('allow', 'developers', '--json')).json()).toEqual({
      error: { code: 'some/code', message: 'One sentence.' },
    });
  });

  test.each([
    ['a page of something else', { status: 200, body: '<html>' }, 'answered, but not as an access API does'],
    ['a redirect', { status: 302, body: '' }, 'answered with status 302 and not as an access API does'],
    [
      'a route that API Gateway does not have',
      {
        status: 403,
        body: { detail: 'Who you are is not known.', code: 'caller/unknown' },
        headers: { 'x-amzn-errortype': 'MissingAuthenticationTokenException' },
      },
      'is no route of an access API; check its address and that it ends with the stage',
    ],
    [
      'an expired session',
      {
        status: 403,
        body: { message: 'The security token included in the request is expired' },
        headers: { 'x-amzn-errortype': 'ExpiredTokenException' },
      },
      'Your AWS credentials have expired (The security token included in the request is expired); sign in again',
    ],
  ])('and %s is told in a sentence', async (_, say, why) => {
    await open();
    developer.api.instead.push({ if: () => true, say });
    const { exit, err } = await developer.doorlist('allow', 'developers');
    expect([exit > 0, err]).toEqual([true, expect.stringContaining(why)]);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test.each(['ExpiredTokenException', 'RequestExpired', 'InvalidSignatureException:http://x'])(
    'as %s says what to do about the credentials',
    async (name) => {
      await open();
      const say = { ...problem(403, 'caller/unknown', 'No.'), headers: { 'x-amzn-errortype': name } };
      developer.api.instead.push({ if: () => true, say });
      const { exit, err } = await developer.doorlist('allow', 'developers');
      expect([exit, err]).toEqual([1, expect.stringMatching(/credentials .*\(No\); (sign in|check)/)]);
    },
  );
});

test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])('%s is told not to be used', async (name) => {
  await open({ env: { [name]: 'http://proxy.example.com:3128' } });
  const { exit, err } = await developer.doorlist('allow', 'developers');
  expect([exit, err]).toEqual([
    0,
    `note: ${name} is set, but doorlist does not use it: the API saw 198.51.100.7. What goes through the proxy comes from the proxy's address, which is not let in.\n`,
  ]);
});
