import { networkOf, sorted } from '../../lib/cidr.js';
import type { Episode } from '../../lib/report/episode.js';
import { createState } from '../../lib/state/dynamo-state.js';
import { targetItem, targetRow } from '../../lib/state/rows/target-row.js';
import type { State } from '../../lib/state/state.js';
import { createTable } from '../../lib/state/table.js';
import { createWorld, type World } from '../../simulator/world/world.js';
import { documentsOf } from '../harness/table.js';

const start = Date.UTC(2026, 7, 22);
const arn = (i: number) =>
  `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/set-${i}/a1b2c3d4-0001-4000-8000-${random(i, 6)}`;

/** Hexadecimal digits without a pattern that packing could use. */
function random(seed: number, bytes: number): string {
  let state = (seed + 1) * 2_654_435_761;
  return Array.from({ length: bytes }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 24).toString(16).padStart(2, '0');
  }).join('');
}

const address = (i: number) => networkOf(`2a02:${random(i, 14).match(/.{4}/g)?.join(':') ?? ''}`, 128);

let world: World;
let state: State;
beforeEach(async () => {
  world = await createWorld({ start, seed: 1 });
  state = createState(createTable(documentsOf(world, 'one'), 'doorlist'), () => Date.now());
});
afterEach(() => world.stop());

test('a row of what 45 days without mails left is saved: entries fall, the oldest first, and counts stay', async () => {
  const entry = (i: number) => ({ cidr: address(i), reason: { kind: 'foreign' as const } });
  const unreported = Array.from({ length: 90 }, (_, flush) => ({
    run: `r${flush}`,
    event: `e${flush}`,
    at: start - flush,
    added: [],
    removed: Array.from({ length: 500 }, (_, i) => entry(500 * flush + i)),
    moved: [],
    addedCount: 0,
    removedCount: 500,
    movedCount: 0,
  }));
  const ours = Array.from({ length: 50 }, (_, i) => address(i));
  await world.clock.drive(
    state.saveTarget('x', { version: 0, memory: { ours, fed: ours, missing: [] }, unreported }),
  );
  const row = await world.clock.drive(state.target('x'));
  expect(row.unreported.map(({ run, removedCount }) => [run, removedCount])).toEqual(
    unreported.map(({ run }) => [run, 500]),
  );
  expect(row.unreported[0]?.removed).toEqual([]);
  expect(row.unreported.at(-1)?.removed).toHaveLength(500);
});

test('of very many changes that nobody was told of, the oldest are one, with their counts', () => {
  const unreported = Array.from({ length: 20_000 }, (_, i) => ({
    run: random(i, 16),
    event: random(i + 7, 16),
    at: start,
    added: [{ cidr: address(i), reason: { kind: 'foreign' as const } }],
    removed: [],
    moved: [],
    addedCount: 1,
    removedCount: 0,
    movedCount: 0,
  }));
  const item = targetItem({ unreported });
  const row = targetRow({ ...item, version: 1, pk: 'x', sk: '-' }, start);
  expect(row.unreported).toHaveLength(500);
  expect(row.unreported.reduce((sum, { addedCount }) => sum + addedCount, 0)).toBe(20_000);
});

const episodes = (n: number): Record<string, Episode> =>
  Object.fromEntries(
    Array.from({ length: n }, (_, i) => {
      const key = `WAFInternalErrorException ${arn(i)}`;
      const text = `${arn(i)} could not be read: Internal error ${random(i, 12)}.`;
      const claim = { run: random(0, 16), event: random(1, 16), at: start };
      return [key, { key, kind: 'failure', text, forcible: false, since: start, claim }];
    }),
  );

test('2,000 targets that fail at once are all remembered', async () => {
  const many = episodes(2_000);
  await world.clock.drive(
    state.updateFailures({ version: 0, episodes: {} }, (row) => ({ ...row, episodes: many })),
  );
  expect((await world.clock.drive(state.read([], []))).failures.episodes).toEqual(many);
});

test('30,000 are remembered as far as a row goes, and can be saved', async () => {
  const many = episodes(30_000);
  await world.clock.drive(
    state.updateFailures({ version: 0, episodes: {} }, (row) => ({ ...row, episodes: many })),
  );
  const found = Object.keys((await world.clock.drive(state.read([], []))).failures.episodes);
  expect(found.length).toBeGreaterThanOrEqual(1_000);
});

test('the feed that 1,000 lists selected from in 36 Regions each is remembered', async () => {
  const regions = Array.from({ length: 36 }, (_, i) => `us-region-${i}`);
  const known = { services: ['EC2'], regions, borderGroups: regions };
  const applied = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, i) => [`list-${i}`, { syncToken: start / 1000, known }]),
  );
  await world.clock.drive(state.updateFeed({ version: 0, applied: {} }, (row) => ({ ...row, applied })));
  expect((await world.clock.drive(state.read([], []))).feed.applied).toEqual(applied);
});

test('10,000 networks that a commit left out are remembered', async () => {
  const leftOut = Array.from({ length: 10_000 }, (_, i) => address(i));
  await world.clock.drive(
    state.updateCommitSequence('x', (row) => ({
      ...row,
      began: 1,
      done: 1,
      refused: { reason: 'text', text: 'It is full.', leftOut },
    })),
  );
  expect((await world.clock.drive(state.commitSequence('x'))).refused).toMatchObject({ leftOut });
});

const unread = { pk: 'x', sk: '-', version: 1 };
const saved = (row: Parameters<typeof targetItem>[0]) => {
  const item = targetItem(row);
  expect((item['packed'] as Uint8Array).length).toBeLessThan(400_000 - 1_000);
  return targetRow({ ...item, ...unread }, start);
};

test('10,000 networks that are ours, fed and missing, each since another time, are remembered', () => {
  const ours = sorted(Array.from({ length: 10_000 }, (_, i) => address(i)));
  const missing = ours.map((cidr, i) => ({ cidr, since: start - 7_919 * i }));
  const memory = { ours, fed: ours, missing };
  expect(saved({ memory, unreported: [] }).memory?.missing).toEqual(missing);
});

test('so are 10,000 of which the ids of rules are known beside', () => {
  const ours = sorted(Array.from({ length: 10_000 }, (_, i) => address(i)));
  const memory = { ours, fed: ours, missing: [] };
  const ids = ours.map((_, i) => `sgr-0${random(i, 16)}`).sort();
  expect(saved({ memory, known: { ids }, unreported: [] }).known).toEqual({ ids });
});

test('1,000 entries of a prefix list that were taken over are remembered', () => {
  const ours = sorted(Array.from({ length: 1_000 }, (_, i) => address(i)));
  const adopted = ours.map((cidr, i) => ({ cidr, id: random(i, 10) }));
  const memory = { ours, fed: ours, missing: [], adopted, remade: ours };
  const known = { foreign: ours, ids: adopted.map(({ id }) => id) };
  expect(saved({ memory, known, unreported: [] })).toMatchObject({ memory, known });
});

test('of 10,000 foreign networks of 10,000 people the times are remembered, and of fewer the people', () => {
  const foreignEntries = Array.from({ length: 10_000 }, (_, i) => {
    const who = `assumed-role/AWSReservedSSO_Developers_${random(i, 8)}/${random(i + 1, 10)}@example.com`;
    return { cidr: address(i), since: start - 7_919 * i, by: { who, at: start - 6_007 * i } };
  });
  const rowOf = (n: number) => {
    const memory = { ours: [], fed: [], missing: [], foreignEntries: foreignEntries.slice(0, n) };
    return saved({ memory, unreported: [] }).memory?.foreignEntries;
  };
  expect(rowOf(10_000)).toEqual(foreignEntries.map(({ cidr, since }) => ({ cidr, since })));
  expect(rowOf(1_000)).toEqual(foreignEntries.slice(0, 1_000));
});

test('the newest change keeps some of its entries, however full the row is', () => {
  const ours = sorted(Array.from({ length: 10_000 }, (_, i) => address(i)));
  const foreignEntries = ours.map((cidr, i) => ({ cidr, since: start - 7_919 * i }));
  const entries = Array.from({ length: 10_000 }, (_, i) => ({
    cidr: address(20_000 + i),
    reason: { kind: 'foreign' as const },
  }));
  const counts = { addedCount: 10_000, removedCount: 10_000, movedCount: 0 };
  const changes = { added: entries, removed: entries, moved: [], ...counts };
  const unreported = ['old', 'new'].map((run) => ({ run, event: run, at: start, ...changes }));
  const memory = { ours, fed: ours, missing: foreignEntries, foreignEntries };
  const row = saved({ memory, unreported });
  const [older, newest] = row.unreported;
  expect(older).toMatchObject({ ...counts, added: [], removed: [] });
  expect(newest).toMatchObject(counts);
  expect(newest?.added.length).toBeGreaterThan(0);
  expect(row.memory).toMatchObject({ ours, missing: foreignEntries, foreignEntries: [] });
});
