import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { networkOf } from '../../lib/cidr.js';
import { parseEstate } from '../../lib/estate/parse.js';
import { hour, ipSetArn, minute, start } from '../harness/account.js';
import { setUp, type Harness } from '../harness/deployed.js';
import { developersV4, developersV6 } from '../harness/developers.js';
import { estateWithLeases } from '../harness/leases.js';
import { documentsOf } from '../harness/table.js';
import { tearDown } from '../harness/world.js';

/**
 * What only another system empties, grows while that one is away. The simulated AWS has the limits: an item of 400 KB, an
 * answer of 6 MB, the units of a partition. Doors open and close all the same.
 */
afterEach(tearDown);

const hex = (n: number) => Math.imul(n + 1, 2_654_435_761) >>> 0;
const address = (n: number) =>
  networkOf(
    `2a02:c7d:${(hex(n) >>> 16).toString(16)}:${(hex(n) & 0xffff).toString(16)}:${(hex(n + 77_777) >>> 16).toString(16)}::${(n + 1).toString(16)}`,
    128,
  );
const addresses = (n: number, first = 0) => Array.from({ length: n }, (_, i) => address(first + i));
const wait = (harness: Harness, ms: number) => harness.world.clock.advanceTo(harness.world.clock.now() + ms);
const sweep = (harness: Harness) =>
  harness.run('flush', { schedule: 'sweep', scheduledAt: String(harness.world.clock.now()), sweep: true });
const pinsV6 = ['2a02:c7d::/48'];
const office = '81.2.69.0/24';

test('45 days without SNS: every flush closes what it should, and once mails go out all of it is told', async () => {
  const harness = await setUp({ estate: estateWithLeases() });
  await harness.run('flush', { list: 'developers' });
  const busy = 500;
  harness.world.faults.inject({ service: 'sns', nth: 1, times: 1_000_000 }, { kind: 'internal-error' });
  for (let day = 0; day < 45; day += 1) {
    const foreign = addresses(busy, day * busy);
    await harness.world.clock.drive(
      harness.world.console.replace(developersV6, [...pinsV6, ...foreign], 'alice'),
    );
    const { ok } = await harness.run('flush', { list: 'developers' });
    expect(ok).toBe(false);
    expect(harness.holds(developersV6)).toEqual(pinsV6);
    await wait(harness, 24 * hour);
  }
  const mute = await harness.run('flush', { list: 'developers' });
  expect(mute.error).toMatch(/could not be mailed/);
});

test('2,000 targets that fail at once: the others are flushed, and who failed is mailed', async () => {
  // An account has a hundred IP sets in a Region, which AWS reads five of a second.
  const regions = ['us', 'eu', 'ap', 'sa'].flatMap((continent) =>
    ['east', 'west', 'north', 'south', 'central'].map((direction) => `${continent}-${direction}-1`),
  );
  const gone = regions.flatMap((region) =>
    Array.from({ length: 100 }, (_, i) => ipSetArn(`gone-${i}`, i + 10, region)),
  );
  const lists = Array.from(
    { length: 40 },
    (_, i) => `  gone-${i}:
    flush: { cron: '0 6,18 * * ? *' }
    targets:
${gone
  .slice(50 * i, 50 * i + 50)
  .map((arn) => `      - arn: '${arn}'`)
  .join('\n')}`,
  );
  const { estate } = parseEstate(`
alerts: { email: [platform@example.com] }
lists:
  developers:
    flush: { cron: '0 6,18 * * ? *' }
    pins: [{ cidr: ${office}, note: Office VPN }]
    targets: [{ arn: '${developersV4}' }]
${lists.join('\n')}
`);
  const harness = await setUp({
    estate,
    absent: gone,
    ipSets: [{ arn: developersV4, addresses: ['8.8.8.8/32'] }],
  });
  const { ok, error } = await sweep(harness);
  expect(ok).toBe(false);
  expect(error).toMatch(/2000 of 2001 targets/);
  await harness.run('flush', { list: 'developers' });
  expect(harness.holds(developersV4)).toEqual([office]);
});

test('10,000 foreign IPv6 addresses are watched, and go when their grace is over', async () => {
  const estate = estateWithLeases();
  const lists = estate.lists.map((list) =>
    list.name === 'developers' ? { ...list, grace: 2 * hour } : list,
  );
  const foreign = addresses(9_999);
  const harness = await setUp({ estate: { ...estate, lists } });
  await harness.run('flush', { list: 'developers' });
  const { console: hand, clock } = harness.world;
  await clock.drive(hand.replace(developersV6, [...pinsV6, ...foreign], 'alice'));
  expect((await sweep(harness)).ok).toBe(true);
  expect(harness.holds(developersV6)).toHaveLength(10_000);
  await wait(harness, 2 * hour + minute);
  expect((await sweep(harness)).ok).toBe(true);
  expect(harness.holds(developersV6)).toEqual(pinsV6);
});

test('10,000 leases of one address: it opens, and closes when the last has ended', async () => {
  const harness = await setUp({ estate: estateWithLeases() });
  const documents = documentsOf(harness.world);
  const network = '81.2.70.142/32';
  const row = (i: number) => {
    const person = { issuer: 'iam', subject: `p${i}`, name: `p${i}` };
    const lease = { network, device: '', why: '', since: start, until: start + hour + i };
    return { pk: 'leases#developers', sk: `iam p${i}`, version: 1, person, leases: [lease] };
  };
  for (let i = 0; i < 10_000; i += 25) {
    const puts = Array.from({ length: 25 }, (_, j) => ({ PutRequest: { Item: row(i + j) } }));
    await harness.world.clock.drive(
      documents.send(new BatchWriteCommand({ RequestItems: { doorlist: puts } })),
    );
  }
  expect((await sweep(harness)).ok).toBe(true);
  expect(harness.holds(developersV4)).toEqual([network, office].sort());
  await wait(harness, hour + minute);
  expect((await sweep(harness)).ok).toBe(true);
  expect(harness.holds(developersV4)).toEqual([office]);
  expect((await sweep(harness)).ok).toBe(true);
});
