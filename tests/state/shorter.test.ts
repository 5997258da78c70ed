import { shorter } from '../../lib/state/rows/shorter.js';
import type { TargetRow } from '../../lib/state/state.js';

type Unreported = TargetRow['unreported'][number];

const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ cidr: `3.0.0.${i}/32` }));

/** A change that opened so many entries, of which the row has these. */
const written = (addedCount: number, left = addedCount): Unreported =>
  ({
    added: entries(left),
    removed: [],
    moved: [],
    addedCount,
    removedCount: 0,
    movedCount: 0,
  }) as unknown as Unreported;

const row = (unreported: Unreported[], memory?: object) =>
  ({ unreported, ...(memory && { memory }) }) as unknown as TargetRow;

const by = { who: 'eve', at: 1 };
const memory = (...foreignEntries: object[]) => ({ ours: [], fed: [], missing: [], foreignEntries });
const eves = { cidr: '9.9.9.9/32', since: 1 };

test('the entries of the older half of the changes fall first, and their counts stay', () => {
  const unreported = [written(4), written(4), written(4), written(4)];
  expect(shorter(row(unreported))).toEqual(row([written(4, 0), written(4, 0), written(4), written(4)]));
});

test('then who put foreign entries there, then since when', () => {
  const [named, unnamed, none] = [memory({ ...eves, by }), memory(eves), memory()];
  expect(shorter(row([written(4)], named))).toEqual(row([written(4)], unnamed));
  expect(shorter(row([written(4)], unnamed))).toEqual(row([written(4)], none));
});

test('at last half of the newest change, whose older ones stay counted, until one entry is left', () => {
  expect(shorter(row([written(4, 0), written(5)], memory()))).toEqual(
    row([written(4, 0), written(5, 3)], memory()),
  );
  expect(shorter(row([written(2)]))).toEqual(row([written(2, 1)]));
  expect(shorter(row([written(2, 1)]))).toBeUndefined();
  expect(shorter(row([]))).toBeUndefined();
});
