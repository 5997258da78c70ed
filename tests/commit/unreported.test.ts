import { claimed } from '../../lib/commit/unreported.js';
import type { TargetRow, Written } from '../../lib/state/state.js';

const now = Date.UTC(2026, 7, 22, 9);
const hour = 60 * 60_000;

const written = (run: string): Written => ({
  run,
  event: run,
  at: now - hour,
  added: [],
  removed: [],
  moved: [],
  movedCount: 0,
  addedCount: 1,
  removedCount: 0,
});

test('a run claims what it is about to mail, and nothing else of the row', () => {
  const [first, second] = [written('first'), written('second')];
  const row: TargetRow = { version: 3, unreported: [first, second] };
  const claim = { run: 'third', event: 'third', at: now };
  expect(claimed(row, [second], claim)).toEqual({
    row: { version: 3, unreported: [first, { ...second, claim }] },
    mine: [second],
  });
});
