import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { problem, secrets } from '../../harness/access-api.js';
import { setUpMachine, type DeveloperMachine } from '../../harness/developer-machine.js';

let developer: DeveloperMachine;
beforeEach(async () => {
  developer = await setUpMachine({ from: { IPV4: '198.51.100.7', IPV6: '2001:db8:1:2::9' } });
});
afterEach(() => developer.tearDown());

/** From now on the command line is bob's, who administers. */
const asBob = () => {
  developer.surroundings.aws = { credentials: { accessKeyId: 'bob', secretAccessKey: secrets.bob } };
};

describe('revoke', () => {
  beforeEach(async () => {
    await developer.doorlist('allow', 'developers');
    delete developer.from.IPV6;
    await developer.doorlist('allow', 'developers', '--device', 'phone');
    expect(developer.api.live()).toHaveLength(3);
  });

  test('ends what this device has, in both families', async () => {
    const { exit, out } = await developer.doorlist('revoke', 'developers');
    expect([exit, out]).toEqual([
      0,
      'The lease of 198.51.100.7/32 (laptop) on developers has ended.\nThe lease of 2001:db8:1:2::/64 (laptop) on developers has ended.\n',
    ]);
    expect(developer.api.live()).toEqual(['198.51.100.7/32 phone']);
  });

  test('of another device, and of all', async () => {
    await developer.doorlist('revoke', '--device', 'phone');
    expect(developer.api.live()).toHaveLength(2);
    await developer.doorlist('revoke', '--all');
    expect(developer.api.live()).toEqual([]);
    expect((await developer.doorlist('revoke', '--all')).out).toBe('You have no live lease on developers.\n');
    expect((await developer.doorlist('revoke')).out).toBe(
      'laptop has no live lease on developers; --all ends those of your other devices, too.\n',
    );
  });

  test("by id ends anybody's", async () => {
    asBob();
    const { leases } = (await developer.doorlist('leases', 'developers', '--everyone', '--json')).json() as {
      leases: { id: string; device: string; who: { name: string } }[];
    };
    const phone = leases.find(({ device }) => device === 'phone');
    expect(phone?.who.name).toBe('ann');
    expect((await developer.doorlist('revoke', 'developers', '--id', phone?.id ?? '')).exit).toBe(0);
    expect(developer.api.live()).toHaveLength(2);
    expect(await developer.doorlist('revoke', 'developers', '--id', 'x')).toMatchObject({
      exit: 2,
      err: 'error: There is no lease "x".\n',
    });
  });

  test('that AWS has not taken yet says so, and exits with 4', async () => {
    const lease = { id: 'i', network: '198.51.100.7/32', device: 'laptop', since: '', until: '' };
    const body = { state: 'accepted', list: 'developers', ended: [lease] };
    developer.api.instead.push({ if: ({ method }) => method === 'DELETE', say: { status: 202, body } });
    expect(await developer.doorlist('revoke', 'developers')).toMatchObject({
      exit: 4,
      out: 'The lease of 198.51.100.7/32 (laptop) on developers has ended, but AWS has not taken it yet: it closes within five minutes.\n',
    });
  });

  test.each([
    [['--all', '--id', 'x'], 'Say one of --all and --id.'],
    [['--all', '--device', 'x'], 'Say one of --all and --device.'],
  ])('%j is one thing too many', async (argv, why) => {
    const before = developer.api.seen.length;
    expect(await developer.doorlist('revoke', 'developers', ...argv)).toMatchObject({
      exit: 2,
      err: `error: ${why}\n`,
    });
    expect(developer.api.seen).toHaveLength(before);
  });
});

describe('leases', () => {
  test('are one’s own, with the time left, the first to end first', async () => {
    await developer.doorlist('allow', 'developers', '--for', '3h', '--why', 'webhook');
    await developer.doorlist('allow', 'developers', '--for', '90m', '--device', 'phone');
    const { exit, out } = await developer.doorlist('leases', 'developers');
    expect(exit).toBe(0);
    expect(out.split('\n')[0]).toMatch(/^NETWORK +DEVICE +UNTIL +LEFT +STATE +WHY$/);
    expect(out.split('\n')[1]).toMatch(/ phone .*\d\d:\d\d +1 h 30 min +in$/);
    expect(out.split('\n')[3]).toMatch(/^198\.51\.100\.7\/32 +laptop .*\d\d:\d\d +3 h +in +webhook$/);
  });

  test('where there are none says how to get one', async () => {
    expect((await developer.doorlist('leases')).out).toBe(
      'You have no lease on developers; doorlist allow developers takes one.\n',
    );
  });

  test("everybody's are for administrators, with names and ids", async () => {
    await developer.doorlist('allow', 'developers');
    expect(await developer.doorlist('leases', 'developers', '--everyone')).toMatchObject({
      exit: 3,
      err: 'error: You may not administer developers.\n',
    });
    asBob();
    const { out } = await developer.doorlist('leases', 'developers', '--everyone');
    expect(out).toMatch(/^WHO +NETWORK .* ID\nann +198\.51\.100\.7\/32 +laptop .* [\da-f]+\n/);
  });
});

describe('whoami', () => {
  test('tells who and from where, and lists with terms, pins and leases', async () => {
    developer.api.lists['office'] = {
      default: '1h',
      longest: '2h',
      families: ['IPV4'],
      pin: { cidr: '198.51.100.0/24', note: 'Office', of: '198.51.100.7' },
    };
    await developer.doorlist('allow', 'developers');
    const { exit, out } = await developer.doorlist('whoami');
    expect(exit).toBe(0);
    expect(out).toMatch(
      /^ann \(iam arn:.*\/ann\)\nIPv4 198\.51\.100\.7\nIPv6 2001:db8:1:2::9\n\ndevelopers: 4h unless told, 12h at most\n {2}NETWORK/,
    );
    expect(out).toMatch(/ {2}198\.51\.100\.7\/32 +laptop .* 4 h +in\n/);
    expect(out).toContain('\noffice: 1h unless told, 2h at most\n  always in: 198.51.100.0/24, Office\n');
    expect((await developer.doorlist('whoami', '--json')).json()).toMatchObject({
      who: { name: 'ann' },
      addresses: [
        { family: 'IPV4', address: '198.51.100.7' },
        { family: 'IPV6', address: '2001:db8:1:2::9' },
      ],
      lists: [{ name: 'developers' }, { name: 'office', pins: [{ cidr: '198.51.100.0/24' }] }],
    });
  });

  test('from where one is not let in tells why', async () => {
    const say = problem(403, 'address/private', 'That is a private address.');
    developer.api.instead.push({ if: () => true, say }, { if: () => true, say });
    expect(await developer.doorlist('whoami')).toMatchObject({
      exit: 3,
      err: 'error: That is a private address.\n',
    });
  });
});
