import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { enter, estateWithLeases, hour, leave, minute, type House } from '../leases/door.js';
import { parseCidr } from '../../lib/cidr.js';
import { deploy } from '../../simulator/world/deployed.js';
import { developersV4 } from '../reconcile/desk.js';

afterEach(leave);

const ana = { who: 'ana', network: '81.18.0.1/32' };
const bob = { who: 'bob', network: '81.18.0.2/32' };
const year2100 = Date.UTC(2100, 0, 1);

const asked = (house: House, what: Parameters<House['ask']>[0]) => house.world.clock.drive(house.ask(what));
const later = (house: House, ms: number) => house.world.clock.advanceTo(Date.now() + ms);
const mails = (house: House) =>
  house.world.record.of('mail').map(({ subject, body }) => `${subject}\n${body}`);
const told = (house: House, row: string) => mails(house).filter((mail) => mail.includes(`The row ${row} of`));

function put(house: House, pk: string, fields: object, sk = '-'): Promise<unknown> {
  const { world } = house;
  const table = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: 'eu-west-2',
      credentials: world.credentials('cli'),
      requestHandler: world.requestHandler('cli'),
    }),
  );
  const Item = { pk, sk, version: 1, ...fields };
  return world.clock.drive(table.send(new PutCommand({ TableName: 'doorlist', Item })));
}

const person = (who: string) => ({ issuer: 'iam 111122223333', subject: who, name: who });
const putLease = (house: House, who: string, lease: object) => {
  const common = { device: '', why: '', since: Date.now(), until: Date.now() + hour };
  const leases = [{ ...common, ...lease }];
  return put(house, 'leases#developers', { person: person(who), leases }, `iam 111122223333 ${who}`);
};
const halfTheInternet = { network: '0.0.0.0/1', until: Date.now() + 365 * 24 * hour };

test('half the Internet for a year opens nothing and is mailed once; the others come and go', async () => {
  const house = await enter();
  await putLease(house, 'eve', halfTheInternet);
  expect(await asked(house, ana)).toMatchObject({ kind: 'in' });
  await house.sweep();
  await house.sweep();
  expect(house.holds()).toContain(ana.network);
  expect(house.holds()).not.toContain('0.0.0.0/1');
  expect(told(house, 'leases#developers iam 111122223333 eve')).toHaveLength(1);
  expect(await asked(house, { ...ana, out: true })).toMatchObject({ kind: 'out' });
  expect(house.holds()).not.toContain(ana.network);
});

test('what no readable row explains stays until `longest` after the first bad row, which a second does not renew', async () => {
  const house = await enter();
  await asked(house, ana);
  await asked(house, bob);
  await putLease(house, 'ana', halfTheInternet);
  await house.sweep();
  await later(house, 6 * hour);
  await putLease(house, 'bob', halfTheInternet);
  await house.sweep();
  await house.run({ list: 'developers' });
  expect(house.holds()).toEqual(expect.arrayContaining([ana.network, bob.network]));
  await later(house, 6 * hour - 5 * minute);
  await house.sweep();
  expect(house.holds()).toEqual(expect.arrayContaining([ana.network, bob.network]));
  await later(house, 6 * minute);
  await house.sweep();
  expect(house.holds()).toEqual(['81.2.69.0/24']);
});

test('a flush that ends leases ends those, too', async () => {
  const house = await enter();
  await asked(house, ana);
  await putLease(house, 'ana', halfTheInternet);
  await house.sweep();
  await house.run({ list: 'developers', endLeases: true });
  expect(house.holds()).toEqual(['81.2.69.0/24']);
});

test('a lease under a larger `longest` is cut to today’s', async () => {
  const house = await enter({ estate: estateWithLeases({ longest: 2 * hour }) });
  await putLease(house, 'ana', { network: ana.network, until: Date.now() + 12 * hour });
  await house.sweep();
  expect(house.holds()).toContain(ana.network);
  await later(house, 2 * hour + minute);
  await house.sweep();
  expect(house.holds()).not.toContain(ana.network);
});

test('a lease of more of IPv6 than the list grants today opens nothing; a narrower one stays as it is', async () => {
  const house = await enter({ estate: estateWithLeases({ ipv6Prefix: 64 }) });
  await putLease(house, 'ana', { network: '2a02:c7e::/48' });
  await putLease(house, 'bob', { network: '2a02:c7f::1/128' });
  await house.sweep();
  expect(house.holds('IPV6')).toContain('2a02:c7f::1/128');
  expect(house.holds('IPV6')).not.toContain('2a02:c7e::/48');
});

test.each([
  ['until 2100', { owner: 'x', expires: year2100 }],
  ['of another shape', { holder: 'x' }],
])('a lock %s does not stop a sweep, which voids what a dead writer may hold', async (_, fields) => {
  const house = await enter();
  await put(house, `lock#${developersV4}`, fields);
  const began = Date.now();
  await house.sweep();
  expect(house.holds()).toEqual(['81.2.69.0/24']);
  expect(Date.now() - began).toBeLessThan(minute);
});

test('a place in a lane in 2100 makes nobody wait', async () => {
  const house = await enter();
  await put(house, 'lane#wafv2 111122223333 eu-west-2 UpdateIPSet', { next: year2100 });
  const began = Date.now();
  await house.sweep();
  expect(house.holds()).toEqual(['81.2.69.0/24']);
  expect(Date.now() - began).toBeLessThan(minute);
});

test('nobody is told that they are in by a row that says that all is done', async () => {
  const house = await enter();
  await put(house, `turn#${developersV4}`, { began: 1, done: 99 });
  expect(await asked(house, ana)).toMatchObject({ kind: 'in' });
  expect(house.holds()).toContain(ana.network);
});

test('a bad target row keeps nobody out of the target of the other family', async () => {
  const house = await enter();
  await house.sweep();
  await put(house, `target#${developersV4}`, { packed: 'text' });
  expect(await asked(house, { who: 'ana', network: '2a02:c7e:1:1::/64' })).toMatchObject({ kind: 'in' });
  expect(house.holds('IPV6')).toContain('2a02:c7e:1:1::/64');
});

test.each([
  ['list#developers', {}],
  ['feed', {}],
  ['failures', {}],
])('a bad row %s stops nothing, is mailed once and written anew', async (pk, fields) => {
  const house = await enter();
  await asked(house, ana);
  await put(house, pk, fields);
  await house.sweep();
  await house.sweep();
  expect(house.holds()).toContain(ana.network);
  expect(told(house, pk)).toHaveLength(1);
});

describe('what was kept for a row of leases that could not be read says so when it goes, and since when', () => {
  const kept = 'kept until now because a row of leases could not be read since 2026-08-22 04:';

  async function keeping(): Promise<House> {
    const house = await enter();
    await asked(house, ana);
    await putLease(house, 'ana', halfTheInternet);
    await house.sweep();
    expect(house.holds()).toContain(ana.network);
    return house;
  }

  const removed = (house: House) => {
    expect(house.holds()).toEqual(['81.2.69.0/24']);
    return mails(house).find((mail) => mail.includes('1 removed'));
  };

  test('once `longest` is over', async () => {
    const house = await keeping();
    await later(house, 6 * hour);
    await house.sweep();
    await later(house, 6 * hour);
    await house.sweep();
    expect(removed(house)).toContain(kept);
  });

  test('once the row is mended, and nobody has a lease of it', async () => {
    const house = await keeping();
    await putLease(house, 'ana', { network: '2a02:c7e:1:1::/64' });
    await house.sweep();
    expect(removed(house)).toContain(kept);
  });

  test('with a flush that ends leases', async () => {
    const house = await keeping();
    await house.run({ list: 'developers', endLeases: true });
    expect(removed(house)).toContain(kept);
  });

  test('since the first sight of it, though the list’s row is lost meanwhile', async () => {
    const house = await keeping();
    await later(house, hour);
    await put(house, 'list#developers', {});
    await house.sweep();
    await house.run({ list: 'developers', endLeases: true });
    expect(removed(house)).toContain(kept);
  });

  test('but not of an entry that a source has explained since: that one was pinned', async () => {
    const house = await keeping();
    const pinning = (...cidrs: string[]) => {
      const estate = estateWithLeases();
      const pins = cidrs.map((cidr) => ({ cidr: parseCidr(cidr), note: '' }));
      const lists = estate.lists.map((list) => (list.name === 'developers' ? { ...list, pins } : list));
      deploy(house.world, { ...estate, lists }, { scheduled: false });
    };
    pinning('81.2.69.0/24', ana.network);
    await house.sweep();
    await putLease(house, 'ana', { network: '2a02:c7e:1:1::/64' });
    await house.sweep();
    pinning('81.2.69.0/24');
    await house.sweep();
    expect(house.holds()).toEqual(['81.2.69.0/24']);
    expect(mails(house).at(-1)).toMatch(/81\.18\.0\.1\/32 +removed +no longer pinned/);
  });
});

test('a lease under a wider `ipv6Prefix` opens nothing while that is narrower, and is back once it is set back', async () => {
  const wide = estateWithLeases({ ipv6Prefix: 56 });
  const house = await enter({ estate: wide });
  const network = '2a02:c7e:1::/56';
  await asked(house, { who: 'ana', network });
  expect(house.holds('IPV6')).toContain(network);
  deploy(house.world, estateWithLeases({ ipv6Prefix: 64 }), { scheduled: false });
  await house.sweep();
  await house.run({ list: 'developers' });
  expect(house.holds('IPV6')).not.toContain(network);
  deploy(house.world, wide, { scheduled: false });
  await house.sweep();
  expect(house.holds('IPV6')).toContain(network);
});
