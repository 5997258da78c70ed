import { sorted } from '../../lib/cidr.js';
import { targetItem, targetRow } from '../../lib/state/rows/target-row.js';
import type { State } from '../../lib/state/state.js';
import type { World } from '../../simulator/world/world.js';
import { address, episodes, random, saved, setUpTable, start } from './long-rows.js';

let world: World;
let state: State;
beforeEach(async () => ({ world, state } = await setUpTable()));
afterEach(() => world.stop());

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

test('2,000 targets that fail at once are all remembered', async () => {
  const many = episodes(2_000);
  await world.clock.drive(
    state.updateFailures({ version: 0, episodes: {} }, (row) => ({ ...row, episodes: many })),
  );
  expect((await world.clock.drive(state.read([], []))).failures.episodes).toEqual(many);
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
