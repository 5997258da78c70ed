import { sorted } from '../../lib/cidr.js';
import type { State } from '../../lib/state/state.js';
import type { World } from '../../simulator/world/world.js';
import { address, episodes, saved, setUpTable, start } from './long-rows.js';

let world: World;
let state: State;
beforeEach(async () => ({ world, state } = await setUpTable()));
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

test('30,000 are remembered as far as a row goes, and can be saved', async () => {
  const many = episodes(30_000);
  await world.clock.drive(
    state.updateFailures({ version: 0, episodes: {} }, (row) => ({ ...row, episodes: many })),
  );
  const found = Object.keys((await world.clock.drive(state.read([], []))).failures.episodes);
  expect(found.length).toBeGreaterThanOrEqual(1_000);
  expect(found.length).toBeLessThan(30_000);
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
