import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { hour, minute } from '../harness/account.js';
import { setUpLeases, type LeaseHarness } from '../harness/lease-requests.js';
import { estateWithLeases } from '../harness/leases.js';
import { tearDown } from '../harness/world.js';
import { developersV4 } from '../harness/developers.js';
import { parseCidr } from '../../lib/cidr.js';
import { deploy } from '../../simulator/world/deployed.js';

afterEach(tearDown);

const ana = { who: 'ana', network: '81.18.0.1/32' };
const bob = { who: 'bob', network: '81.18.0.2/32' };
const year2100 = Date.UTC(2100, 0, 1);

const asked = (harness: LeaseHarness, what: Parameters<LeaseHarness['ask']>[0]) =>
  harness.world.clock.drive(harness.ask(what));
const later = (harness: LeaseHarness, ms: number) => harness.world.clock.advanceTo(Date.now() + ms);
const mails = (harness: LeaseHarness) =>
  harness.world.record.of('mail').map(({ subject, body }) => `${subject}\n${body}`);
const told = (harness: LeaseHarness, row: string) =>
  mails(harness).filter((mail) => mail.includes(`The row ${row} of`));

function put(harness: LeaseHarness, pk: string, fields: object, sk = '-'): Promise<unknown> {
  const { world } = harness;
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
const putLease = (harness: LeaseHarness, who: string, lease: object) => {
  const common = { device: '', why: '', since: Date.now(), until: Date.now() + hour };
  const leases = [{ ...common, ...lease }];
  return put(harness, 'leases#developers', { person: person(who), leases }, `iam 111122223333 ${who}`);
};
const halfTheInternet = { network: '0.0.0.0/1', until: Date.now() + 365 * 24 * hour };

test('half the Internet for a year opens nothing and is mailed once; the others come and go', async () => {
  const harness = await setUpLeases();
  await putLease(harness, 'eve', halfTheInternet);
  expect(await asked(harness, ana)).toMatchObject({ kind: 'in' });
  await harness.sweep();
  await harness.sweep();
  expect(harness.holds()).toContain(ana.network);
  expect(harness.holds()).not.toContain('0.0.0.0/1');
  expect(told(harness, 'leases#developers iam 111122223333 eve')).toHaveLength(1);
  expect(await asked(harness, { ...ana, out: true })).toMatchObject({ kind: 'out' });
  expect(harness.holds()).not.toContain(ana.network);
});

test('what no readable row explains stays until `longest` after the first bad row, which a second does not renew', async () => {
  const harness = await setUpLeases();
  await asked(harness, ana);
  await asked(harness, bob);
  await putLease(harness, 'ana', halfTheInternet);
  await harness.sweep();
  await later(harness, 6 * hour);
  await putLease(harness, 'bob', halfTheInternet);
  await harness.sweep();
  await harness.run({ list: 'developers' });
  expect(harness.holds()).toEqual(expect.arrayContaining([ana.network, bob.network]));
  await later(harness, 6 * hour - 5 * minute);
  await harness.sweep();
  expect(harness.holds()).toEqual(expect.arrayContaining([ana.network, bob.network]));
  await later(harness, 6 * minute);
  await harness.sweep();
  expect(harness.holds()).toEqual(['81.2.69.0/24']);
});

test('a flush that ends leases ends those, too', async () => {
  const harness = await setUpLeases();
  await asked(harness, ana);
  await putLease(harness, 'ana', halfTheInternet);
  await harness.sweep();
  await harness.run({ list: 'developers', endLeases: true });
  expect(harness.holds()).toEqual(['81.2.69.0/24']);
});

test('a lease under a larger `longest` is cut to today’s', async () => {
  const harness = await setUpLeases({ estate: estateWithLeases({ longest: 2 * hour }) });
  await putLease(harness, 'ana', { network: ana.network, until: Date.now() + 12 * hour });
  await harness.sweep();
  expect(harness.holds()).toContain(ana.network);
  await later(harness, 2 * hour + minute);
  await harness.sweep();
  expect(harness.holds()).not.toContain(ana.network);
});

test('a lease of more of IPv6 than the list grants today opens nothing; a narrower one stays as it is', async () => {
  const harness = await setUpLeases({ estate: estateWithLeases({ ipv6Prefix: 64 }) });
  await putLease(harness, 'ana', { network: '2a02:c7e::/48' });
  await putLease(harness, 'bob', { network: '2a02:c7f::1/128' });
  await harness.sweep();
  expect(harness.holds('IPV6')).toContain('2a02:c7f::1/128');
  expect(harness.holds('IPV6')).not.toContain('2a02:c7e::/48');
});

test.each([
  ['until 2100', { owner: 'x', expires: year2100 }],
  ['of another shape', { holder: 'x' }],
])('a lock %s does not stop a sweep, which voids what a dead writer may hold', async (_, fields) => {
  const harness = await setUpLeases();
  await put(harness, `lock#${developersV4}`, fields);
  const began = Date.now();
  await harness.sweep();
  expect(harness.holds()).toEqual(['81.2.69.0/24']);
  expect(Date.now() - began).toBeLessThan(minute);
});

test('a place in a lane in 2100 makes nobody wait', async () => {
  const harness = await setUpLeases();
  await put(harness, 'lane#wafv2 111122223333 eu-west-2 UpdateIPSet', { next: year2100 });
  const began = Date.now();
  await harness.sweep();
  expect(harness.holds()).toEqual(['81.2.69.0/24']);
  expect(Date.now() - began).toBeLessThan(minute);
});

test('nobody is told that they are in by a row that says that all is done', async () => {
  const harness = await setUpLeases();
  await put(harness, `turn#${developersV4}`, { began: 1, done: 99 });
  expect(await asked(harness, ana)).toMatchObject({ kind: 'in' });
  expect(harness.holds()).toContain(ana.network);
});

test('a bad target row keeps nobody out of the target of the other family', async () => {
  const harness = await setUpLeases();
  await harness.sweep();
  await put(harness, `target#${developersV4}`, { packed: 'text' });
  expect(await asked(harness, { who: 'ana', network: '2a02:c7e:1:1::/64' })).toMatchObject({ kind: 'in' });
  expect(harness.holds('IPV6')).toContain('2a02:c7e:1:1::/64');
});

test.each([
  ['list#developers', {}],
  ['feed', {}],
  ['failures', {}],
])('a bad row %s stops nothing, is mailed once and written anew', async (pk, fields) => {
  const harness = await setUpLeases();
  await asked(harness, ana);
  await put(harness, pk, fields);
  await harness.sweep();
  await harness.sweep();
  expect(harness.holds()).toContain(ana.network);
  expect(told(harness, pk)).toHaveLength(1);
});

describe('what was kept for a row of leases that could not be read says so when it goes, and since when', () => {
  const kept = 'kept until now because a row of leases could not be read since 2026-08-22 04:';

  async function keeping(): Promise<LeaseHarness> {
    const harness = await setUpLeases();
    await asked(harness, ana);
    await putLease(harness, 'ana', halfTheInternet);
    await harness.sweep();
    expect(harness.holds()).toContain(ana.network);
    return harness;
  }

  const removed = (harness: LeaseHarness) => {
    expect(harness.holds()).toEqual(['81.2.69.0/24']);
    return mails(harness).find((mail) => mail.includes('1 removed'));
  };

  test('once `longest` is over', async () => {
    const harness = await keeping();
    await later(harness, 6 * hour);
    await harness.sweep();
    await later(harness, 6 * hour);
    await harness.sweep();
    expect(removed(harness)).toContain(kept);
  });

  test('once the row is mended, and nobody has a lease of it', async () => {
    const harness = await keeping();
    await putLease(harness, 'ana', { network: '2a02:c7e:1:1::/64' });
    await harness.sweep();
    expect(removed(harness)).toContain(kept);
  });

  test('with a flush that ends leases', async () => {
    const harness = await keeping();
    await harness.run({ list: 'developers', endLeases: true });
    expect(removed(harness)).toContain(kept);
  });

  test('since the first sight of it, though the list’s row is lost meanwhile', async () => {
    const harness = await keeping();
    await later(harness, hour);
    await put(harness, 'list#developers', {});
    await harness.sweep();
    await harness.run({ list: 'developers', endLeases: true });
    expect(removed(harness)).toContain(kept);
  });

  test('but not of an entry that a source has explained since: that one was pinned', async () => {
    const harness = await keeping();
    const pinning = (...cidrs: string[]) => {
      const estate = estateWithLeases();
      const pins = cidrs.map((cidr) => ({ cidr: parseCidr(cidr), note: '' }));
      const lists = estate.lists.map((list) => (list.name === 'developers' ? { ...list, pins } : list));
      deploy(harness.world, { ...estate, lists }, { scheduled: false });
    };
    pinning('81.2.69.0/24', ana.network);
    await harness.sweep();
    await putLease(harness, 'ana', { network: '2a02:c7e:1:1::/64' });
    await harness.sweep();
    pinning('81.2.69.0/24');
    await harness.sweep();
    expect(harness.holds()).toEqual(['81.2.69.0/24']);
    expect(mails(harness).at(-1)).toMatch(/81\.18\.0\.1\/32 +removed +no longer pinned/);
  });
});

test('a lease under a wider `ipv6Prefix` opens nothing while that is narrower, and is back once it is set back', async () => {
  const wide = estateWithLeases({ ipv6Prefix: 56 });
  const harness = await setUpLeases({ estate: wide });
  const network = '2a02:c7e:1::/56';
  await asked(harness, { who: 'ana', network });
  expect(harness.holds('IPV6')).toContain(network);
  deploy(harness.world, estateWithLeases({ ipv6Prefix: 64 }), { scheduled: false });
  await harness.sweep();
  await harness.run({ list: 'developers' });
  expect(harness.holds('IPV6')).not.toContain(network);
  deploy(harness.world, wide, { scheduled: false });
  await harness.sweep();
  expect(harness.holds('IPV6')).toContain(network);
});
