import { ipSetArn, start } from '../harness/account.js';
import { setUp, type Harness } from '../harness/deployed.js';
import { developersV4, developersV6, edgeV4 } from '../harness/developers.js';
import { feedFile, someV6 } from '../harness/feed-file.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const foreignCidr = '198.51.100.7/32';
const flush = 'doorlist-dev-flush';
const refresh = 'doorlist-dev-refresh';
const ipSets = [
  { arn: developersV4, addresses: ['81.2.69.0/24', foreignCidr] },
  { arn: developersV6, addresses: ['2a02:c7d::/48'] },
];
const at = (who: string, operation: string, when: 'before' | 'after', nth = 1) => ({
  who,
  operation,
  when,
  nth,
});

/** Everything queued is done, retries included. */
async function settle(harness: Harness): Promise<void> {
  await harness.world.clock.drive(harness.world.lambda.settled());
}

const updates = (harness: Harness, of: string) =>
  harness.world.record
    .of('state')
    .filter((state) => state.target === of && state.operation === 'UpdateIPSet');

test('a hand at the console between read and write is not lost: read, plan and write again', async () => {
  const harness = await setUp({ ipSets: [{ arn: edgeV4, addresses: ['9.9.9.9/32'] }] });
  harness.world.actors.meanwhile(at(refresh, 'UpdateIPSet', 'before'), () =>
    harness.world.console.add(edgeV4, '8.8.8.8/32', 'alice'),
  );
  const { ok } = await harness.run('refresh');
  expect(ok).toBe(true);
  expect(harness.holds(edgeV4)).toEqual(['3.0.0.0/24', '4.0.0.0/24', '8.8.8.8/32', '9.9.9.9/32']);
});

test('a race that is lost again and again is lost loudly, and nobody’s edit is', async () => {
  const harness = await setUp({ ipSets: [{ arn: edgeV4, addresses: [] }] });
  for (let nth = 1; nth <= 30; nth++)
    harness.world.actors.meanwhile(at(refresh, 'GetIPSet', 'after', nth), async () => {
      await harness.world.console.replace(edgeV4, [`9.9.9.${nth}/32`], 'alice');
      // AWS takes one write of IP sets a second, whoever makes it.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    });
  const { ok, error } = await harness.run('refresh');
  expect(ok).toBe(false);
  expect(error).toContain(`Somebody else changed ${edgeV4} at the same time`);
  expect(updates(harness, edgeV4).every((state) => state.actor.startsWith('console-'))).toBe(true);
  expect(updates(harness, edgeV4).length).toBeLessThan(30);
});

test('two flushes at once do the work once and mail it once', async () => {
  const harness = await setUp({ ipSets });
  const both = ['{}', '{}'].map(() => harness.world.lambda.invoke(flush, { list: 'developers' }));
  const results = await harness.world.clock.drive(Promise.all(both));
  expect(results.map((result) => result.outcome)).toEqual(['ok', 'ok']);
  expect(updates(harness, developersV4)).toHaveLength(1);
  expect(harness.mails()).toHaveLength(1);
});

test('an event that is delivered twice does no harm', async () => {
  const harness = await setUp({ ipSets });
  harness.world.lambda.duplicateNext();
  harness.world.lambda.invokeAsync(flush, { list: 'developers' });
  await settle(harness);
  expect(updates(harness, developersV4)).toHaveLength(1);
  expect(harness.mails()).toHaveLength(1);
});

test('a run with an older file that comes last takes nothing of the newer one away', async () => {
  const text = `
alerts: { email: [platform@example.com] }
lists:
  edge:
    hold: '0'
    feed: { services: [CLOUDFRONT] }
    targets: [{ arn: '${edgeV4}' }]
`;
  const harness = await setUp({ text });
  harness.world.actors.meanwhile(at(`${refresh}-1`, 'PutItem', 'before'), async () => {
    harness.world.feed.publish(feedFile(start / 1000 - 60, ['3.0.0.0/24', '5.0.0.0/24', someV6]));
    await harness.world.lambda.invoke(refresh, {});
  });
  await harness.run('refresh');
  await settle(harness);
  expect(harness.holds(edgeV4)).toEqual(['3.0.0.0/24', '5.0.0.0/24']);
});

describe.each([
  ['before it writes anything down', 'PutItem', 'before', 1],
  ['with the lock in its hand', 'PutItem', 'after', 1],
  ['after saying what it is about to write', 'PutItem', 'after', 2],
  ['before its write is sent', 'UpdateIPSet', 'before', 1],
  ['after its write took effect', 'UpdateIPSet', 'after', 1],
  ['before its mail is sent', 'Publish', 'before', 1],
] as const)('a flush that dies %s', (_, operation, when, nth) => {
  test('is finished by its retry, and the change is mailed', async () => {
    const harness = await setUp({ ipSets });
    harness.world.actors.crash(at(flush, operation, when, nth));
    harness.world.lambda.invokeAsync(flush, { list: 'developers' });
    await settle(harness);
    expect(harness.holds(developersV4)).toEqual(['81.2.69.0/24']);
    expect(harness.mails().map((mail) => mail.subject)).toEqual(['doorlist dev: developers: 1 removed']);
    expect(harness.mails()[0]?.body).toContain(foreignCidr);
  });
});

test('a mail that died with all its run’s tries is sent by a later run, which says so', async () => {
  const harness = await setUp({ ipSets });
  for (const nth of [1, 2, 3])
    harness.world.actors.crash({ who: `${flush}-${nth}`, operation: 'Publish', when: 'before', nth: 1 });
  harness.world.lambda.invokeAsync(flush, { list: 'developers' });
  await settle(harness);
  expect(harness.holds(developersV4)).toEqual(['81.2.69.0/24']);
  expect(harness.mails()).toEqual([]);
  await harness.world.clock.advanceTo(harness.world.clock.now() + 20 * 60_000);
  await harness.run('flush', { list: 'developers' });
  const [mail] = harness.mails();
  expect(mail?.body).toContain(foreignCidr);
  expect(mail?.body).toContain('was cut short before it could mail this');
});

test('whoever takes over an expired lock writes once, so that a dead writer waking late can write nothing', async () => {
  const harness = await setUp({ ipSets });
  harness.world.actors.pause(at(`${flush}-1`, 'UpdateIPSet', 'before'), { forMs: 120_000 });
  const late = harness.world.lambda.invoke(flush, { list: 'developers' });
  await harness.world.clock.advanceTo(start + 1_000);
  // The sleeper is to take the foreign entry out; meanwhile somebody pins its address by hand, and it is ours to keep.
  await harness.world.clock.drive(harness.world.console.remove(developersV4, foreignCidr, 'alice'));
  await harness.run('flush', { list: 'developers' });
  await harness.world.clock.drive(late);
  const refused = harness.world.record
    .of('call')
    .filter((call) => call.outcome === 'WAFOptimisticLockException');
  expect(refused.map((call) => call.actor)).toContain(`${flush}-1`);
  expect(harness.holds(developersV4)).toEqual(['81.2.69.0/24']);
});

test('a lock that somebody holds and keeps alive is waited for', async () => {
  const harness = await setUp({ ipSets });
  harness.world.faults.inject({ who: `${flush}-1`, operation: 'UpdateIPSet' }, { kind: 'slow', ms: 9_000 });
  const first = harness.world.lambda.invoke(flush, { list: 'developers' });
  await harness.world.clock.advanceTo(start + 1_000);
  const { ok } = await harness.run('flush', { list: 'developers' });
  await harness.world.clock.drive(first);
  expect(ok).toBe(true);
  expect(updates(harness, developersV4)).toHaveLength(1);
});

test('AWS never has to refuse for the rate, whatever the number of sets, and Regions do not wait for one another', async () => {
  const sets = ['eu-west-2', 'us-east-1'].flatMap((region) =>
    Array.from({ length: 6 }, (_, n) => ipSetArn(`set-${n}`, n, region)),
  );
  const text = `
alerts: { email: [platform@example.com] }
lists:
  edge:
    feed: { services: [CLOUDFRONT] }
    targets:
${sets.map((set) => `      - arn: ${set}`).join('\n')}
`;
  const harness = await setUp({
    text,
    ipSets: sets.map((set) => ({ arn: set, addresses: [], family: 'IPV4' as const })),
  });
  const { ok } = await harness.run('refresh');
  expect(ok).toBe(true);
  const calls = harness.world.record.of('call').filter((call) => call.service === 'wafv2');
  expect(calls.map((call) => call.outcome)).toEqual(Array.from({ length: 24 }, () => 'ok'));
  const times = calls.filter((call) => call.operation === 'UpdateIPSet').map((call) => call.at);
  expect(Math.max(...times) - Math.min(...times)).toBeLessThan(8_000);
});

test.each(['throttle', 'internal-error'] as const)('a passing %s of AWS is overcome', async (kind) => {
  const harness = await setUp({ ipSets });
  harness.world.faults.inject({ service: 'wafv2', operation: 'UpdateIPSet', times: 2 }, { kind });
  const { ok } = await harness.run('flush', { list: 'developers' });
  expect(ok).toBe(true);
  expect(harness.holds(developersV4)).toEqual(['81.2.69.0/24']);
});

test.each([true, false])(
  'a connection that breaks during the write (it landed: %s) leaves the right set and one true mail',
  async (landed) => {
    const harness = await setUp({ ipSets });
    harness.world.faults.inject({ service: 'wafv2', operation: 'UpdateIPSet' }, { kind: 'reset', landed });
    const { ok, report } = await harness.run('flush', { list: 'developers' });
    expect(ok).toBe(true);
    expect(harness.holds(developersV4)).toEqual(['81.2.69.0/24']);
    expect(report.lists[0]?.targets[0]).toMatchObject({
      outcome: 'applied',
      removed: [{ cidr: foreignCidr }],
    });
    expect(harness.mails().map((mail) => mail.subject)).toEqual(['doorlist dev: developers: 1 removed']);
  },
);
