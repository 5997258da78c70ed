import { minute, start } from '../harness/account.js';
import { putRow } from '../harness/table.js';
import { tearDown } from '../harness/world.js';
import { ana, eventOf, home } from './event.js';
import { setUpAccess, type AccessHarness } from './harness.js';

afterEach(tearDown);

const bob = 'arn:aws:sts::111122223333:assumed-role/Developer/bob';
const network = `${home}/32`;

/** The answers of so many writes of the access function's next call never come, though the table takes the first. */
function loseAnswers({ world }: AccessHarness, times: number): void {
  world.faults.inject({ who: 'access', operation: 'PutItem', times }, { kind: 'reset', landed: true });
}

/** A call whose function dies at its nth write of the table. */
async function dying(
  harness: AccessHarness,
  nth: number,
  when: 'before' | 'after',
  asked = {},
): Promise<void> {
  const { world } = harness;
  world.actors.crash({ who: 'access', operation: 'PutItem', nth, when });
  await world.clock.drive(world.lambda.invoke('access', eventOf(asked)));
}

const sweep = (harness: AccessHarness) =>
  harness.run({ schedule: 'sweep', scheduledAt: new Date(Date.now()).toISOString(), sweep: true });
const later = ({ world }: AccessHarness, ms: number) => world.clock.advanceTo(Date.now() + ms);

/** What is opened from now on of which nobody has written who asked. */
function watched({ world, audits }: AccessHarness): string[] {
  const opened: string[] = [];
  world.record.listen((event) => {
    if (event.kind !== 'state') return;
    const added = event.after.filter((each) => !event.before.includes(each) && each.startsWith('81.2.70.'));
    opened.push(...added.filter((each) => !audits.some(({ lease }) => lease.network === each)));
  });
  return opened;
}

const told = ({ audits }: AccessHarness) =>
  audits.map(({ what, again = false, lease }) => [what, lease.network, again]);

test('a grant whose answer is lost is a grant, and on record once', async () => {
  const harness = await setUpAccess();
  loseAnswers(harness, 1);
  expect(await harness.call({})).toMatchObject({ status: 200, body: { state: 'in', renewed: false } });
  await later(harness, minute);
  await sweep(harness);
  expect(told(harness)).toEqual([['granted', network, false]]);
});

test('an end whose answer is lost is told, and on record once', async () => {
  const harness = await setUpAccess();
  await harness.call({});
  loseAnswers(harness, 1);
  const { status, body } = await harness.call({ method: 'DELETE' });
  expect([status, body]).toMatchObject([200, { state: 'out', ended: [{ network, open: false }] }]);
  expect(told(harness)).toEqual([
    ['granted', network, false],
    ['ended', network, false],
  ]);
});

test('who is let in by a sweep, since no answer of the table ever came, is on record before', async () => {
  const harness = await setUpAccess();
  const unrecorded = watched(harness);
  loseAnswers(harness, 8);
  expect((await harness.call({ body: { why: 'webhook' } })).status).toBe(503);
  expect(harness.audits).toEqual([]);
  await later(harness, minute);
  await sweep(harness);
  expect(harness.holds()).toContain(network);
  expect(unrecorded).toEqual([]);
  expect(harness.audits).toMatchObject([
    {
      what: 'granted',
      again: true,
      list: 'developers',
      person: { subject: ana },
      address: home,
      request: 'given by AWS',
      lease: { network, why: 'webhook' },
    },
  ]);
  await sweep(harness);
  expect(harness.audits).toHaveLength(1);
});

test('who died before they wrote who asked is put on record by whoever lets that person in', async () => {
  const harness = await setUpAccess();
  const unrecorded = watched(harness);
  await dying(harness, 1, 'after');
  expect(await harness.call({ userArn: bob, from: '81.2.70.8' })).toMatchObject({ status: 200 });
  expect(harness.holds()).toContain(network);
  expect(unrecorded).toEqual([]);
  expect(harness.audits).toContainEqual(
    expect.objectContaining({
      what: 'granted',
      again: true,
      address: home,
      at: expect.any(Number) as number,
    }),
  );
});

test('what may be on record is written again, marked so, until somebody has said that it is', async () => {
  const harness = await setUpAccess();
  await dying(harness, 2, 'before');
  expect(told(harness)).toEqual([['granted', network, false]]);
  await later(harness, minute);
  await sweep(harness);
  await sweep(harness);
  expect(told(harness)).toEqual([
    ['granted', network, false],
    ['granted', network, true],
  ]);
});

test('a renewal is on record though nothing has to be opened for it', async () => {
  const harness = await setUpAccess();
  await harness.call({ body: { for: '1h' } });
  await later(harness, minute);
  await dying(harness, 1, 'after', { body: { for: '2h' } });
  await later(harness, minute);
  await sweep(harness);
  expect(told(harness).at(-1)).toEqual(['renewed', network, true]);
  expect(harness.audits.at(-1)?.lease.until).toBeGreaterThan(start + 2 * 60 * minute);
});

test('an end is on record though the leases are forgotten by then', async () => {
  const harness = await setUpAccess();
  await harness.call({});
  await dying(harness, 1, 'after', { method: 'DELETE' });
  await sweep(harness);
  await later(harness, 11 * minute);
  await sweep(harness);
  // The first sweep could not know that nobody else was about to.
  expect(told(harness).slice(1)).toEqual([
    ['ended', network, true],
    ['closed', network, false],
    ['ended', network, true],
  ]);
  const rows = harness.world.record.of('call').filter(({ operation }) => operation === 'DeleteItem');
  expect(JSON.stringify(rows.at(-1)?.input)).toContain('leases#');
});

test('a flush that ends leases and dies is finished by the next run', async () => {
  const harness = await setUpAccess();
  const { world } = harness;
  await harness.call({});
  world.actors.crash({ who: 'doorlist-dev-flush', operation: 'PutItem', when: 'after' });
  await world.clock.drive(world.lambda.invoke('doorlist-dev-flush', { list: 'developers', endLeases: true }));
  await later(harness, minute);
  await sweep(harness);
  expect(told(harness)).toEqual([
    ['granted', network, false],
    ['flushed', network, true],
    ['closed', network, false],
  ]);
});

test('a run on somebody’s own machine, which keeps no records, leaves them to the next', async () => {
  const harness = await setUpAccess();
  await dying(harness, 1, 'after');
  await later(harness, minute);
  await harness.runLocally({ list: 'developers', endLeases: true });
  expect(told(harness)).toEqual([]);
  await sweep(harness);
  expect(told(harness)).toEqual([
    ['granted', network, true],
    ['flushed', network, true],
  ]);
});

test('a row of before, which has no records, is as good as ever', async () => {
  const harness = await setUpAccess();
  await sweep(harness);
  const person = { issuer: 'iam', subject: ana, name: 'ana' };
  const lease = { network, device: '', why: '', since: start, until: start + 60 * minute };
  await putRow(harness, 'leases#developers', { person, leases: [lease] }, `iam ${ana}`);
  await sweep(harness);
  expect(harness.holds()).toContain(network);
  expect(await harness.call({})).toMatchObject({ status: 200, body: { renewed: true } });
});

test('a call writes its row twice, and a sweep at rest writes nothing', async () => {
  const harness = await setUpAccess();
  await harness.call({});
  const writes = () =>
    harness.world.record
      .of('call')
      .filter(({ operation, input }) => operation === 'PutItem' && JSON.stringify(input).includes('leases#'))
      .length;
  expect(writes()).toBe(2);
  const before = harness.world.record.of('call').length;
  await sweep(harness);
  const calls = harness.world.record.of('call').slice(before);
  expect(calls.map(({ operation }) => operation).sort()).toEqual([
    'BatchGetItem',
    'GetIPSet',
    'GetIPSet',
    'Query',
  ]);
});
