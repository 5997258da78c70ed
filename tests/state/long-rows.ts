import { networkOf } from '../../lib/cidr.js';
import type { Episode } from '../../lib/report/episode.js';
import { createState } from '../../lib/state/dynamo-state.js';
import { targetItem, targetRow } from '../../lib/state/rows/target-row.js';
import type { State } from '../../lib/state/state.js';
import { createTable } from '../../lib/state/table.js';
import { createWorld, type World } from '../../simulator/world/world.js';
import { documentsOf } from '../harness/table.js';

export const start = Date.UTC(2026, 7, 22);
const arn = (i: number) =>
  `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/set-${i}/a1b2c3d4-0001-4000-8000-${random(i, 6)}`;

/** Hexadecimal digits without a pattern that packing could use. */
export function random(seed: number, bytes: number): string {
  let state = (seed + 1) * 2_654_435_761;
  return Array.from({ length: bytes }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 24).toString(16).padStart(2, '0');
  }).join('');
}

export const address = (i: number) => networkOf(`2a02:${random(i, 14).match(/.{4}/g)?.join(':') ?? ''}`, 128);

export interface TableHarness {
  world: World;
  state: State;
}

export async function setUpTable(): Promise<TableHarness> {
  const world = await createWorld({ start, seed: 1 });
  return { world, state: createState(createTable(documentsOf(world, 'one'), 'doorlist'), () => Date.now()) };
}

export const episodes = (n: number): Record<string, Episode> =>
  Object.fromEntries(
    Array.from({ length: n }, (_, i) => {
      const key = `WAFInternalErrorException ${arn(i)}`;
      const text = `${arn(i)} could not be read: Internal error ${random(i, 12)}.`;
      const claim = { run: random(0, 16), event: random(1, 16), at: start };
      return [key, { key, kind: 'failure', text, forcible: false, since: start, claim }];
    }),
  );

const unread = { pk: 'x', sk: '-', version: 1 };
export const saved = (row: Parameters<typeof targetItem>[0]) => {
  const item = targetItem(row);
  expect((item['packed'] as Uint8Array).length).toBeLessThan(400_000 - 1_000);
  return targetRow({ ...item, ...unread }, start);
};
