import { isDeepStrictEqual } from 'node:util';
import pRetry from 'p-retry';
import { Conflict } from '../errors.js';
import { fencedTimes, unfencedTimes, withLock } from './lock.js';
import { feedRow, plainRow, targetItem, targetRow } from './rows.js';
import type { FailuresRow, FeedRow, ListRow, State, TargetRow } from './state.js';
import type { Condition, Item, Table } from './table.js';

const key = {
  list: (list: string) => `list#${list}`,
  target: (target: string) => `target#${target}`,
  feed: 'feed',
  failures: 'failures',
};

const patience = { retries: 8, minTimeout: 50, factor: 2, randomize: true };

export function createState(table: Table, now: () => number, random: () => number = Math.random): State {
  const save = async (pk: string, version: number, item: Item) => {
    await table.put(pk, { ...item, version: version + 1 }, unchangedSince(version));
  };

  async function update<R extends { version: number }>(
    pk: string,
    rows: { seen: R | undefined; read: (item: Item | undefined) => R; item: (row: R) => Item },
    next: (row: R) => R,
  ): Promise<R> {
    let seen = rows.seen;
    return pRetry(
      async () => {
        const row = seen ?? rows.read(await table.get(pk));
        seen = undefined;
        const wanted = next(row);
        if (isDeepStrictEqual(wanted, row)) return row;
        await save(pk, row.version, rows.item(wanted));
        return { ...wanted, version: row.version + 1 };
      },
      { ...patience, shouldRetry: ({ error }) => error instanceof Conflict },
    );
  }

  return {
    async read(lists, targets) {
      const items = await table.getAll([
        ...lists.map(key.list),
        ...targets.map(key.target),
        key.feed,
        key.failures,
      ]);
      return {
        lists: new Map(lists.map((list) => [list, plainRow(items.get(key.list(list)))])),
        targets: new Map(targets.map((of) => [of, readable(items.get(key.target(of)))])),
        feed: feedRow(items.get(key.feed)),
        failures: plainRow(items.get(key.failures)),
      };
    },
    target: async (of) => targetRow(await table.get(key.target(of))),
    saveTarget: (of, row) => save(key.target(of), row.version, targetItem(row)),
    updateTarget: (of, next) =>
      update<TargetRow>(key.target(of), { seen: undefined, read: targetRow, item: targetItem }, next),
    updateList: (list, seen, next) =>
      update<ListRow>(key.list(list), { seen, read: plainRow, item: (row) => ({ ...row }) }, next),
    updateFeed: (seen, next) =>
      update<FeedRow>(key.feed, { seen, read: feedRow, item: (row) => ({ ...row }) }, next),
    updateFailures: (seen, next) =>
      update<FailuresRow>(key.failures, { seen, read: plainRow, item: (row) => ({ ...row }) }, next),
    withLock: (target, work) =>
      withLock({ table, now, random }, target.fenced ? fencedTimes : unfencedTimes, target.key, work),
  };
}

/** One row that cannot be read is one target's trouble. */
function readable(item: Item | undefined): TargetRow | { error: unknown } {
  try {
    return targetRow(item);
  } catch (error) {
    return { error };
  }
}

function unchangedSince(version: number): Condition {
  return version === 0
    ? { expression: 'attribute_not_exists(pk)' }
    : { expression: '#version = :version', names: { version: 'version' }, values: { version } };
}
