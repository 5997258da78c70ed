import { isDeepStrictEqual } from 'node:util';
import pRetry from 'p-retry';
import { Conflict } from '../errors.js';
import type { Person } from '../leases/lease.js';
import { fencedTimes, tryLock, unfencedInteractiveTimes, unfencedTimes, withLock } from './lock.js';
import { feedRow, holdingRow, plainRow, targetItem, targetRow, type HoldingRow } from './rows.js';
import type { FailuresRow, FeedRow, ListRow, State, TargetRow, Turn } from './state.js';
import type { WriteCondition, Item, Key, Table } from './table.js';

const key = {
  list: (list: string) => `list#${list}`,
  target: (target: string) => `target#${target}`,
  leases: (list: string) => `leases#${list}`,
  holding: (list: string, { issuer, subject }: Person) => ({
    pk: key.leases(list),
    sk: `${issuer} ${subject}`,
  }),
  turn: (target: string) => `turn#${target}`,
  lane: (lane: string) => `lane#${lane}`,
  feed: 'feed',
  failures: 'failures',
};

const patience = { retries: 8, minTimeout: 50, factor: 2, randomize: true };

export function createState(table: Table, now: () => number, random: () => number = Math.random): State {
  const save = async (of: Key, version: number, item: Item) => {
    await table.put(of, { ...item, version: version + 1 }, unchangedSince(version));
  };

  async function update<R extends { version: number }>(
    of: Key,
    rows: {
      seen: R | undefined;
      read: (item: Item | undefined) => R;
      /** Nothing where the row is to go. */
      item: (row: R) => Item | undefined;
    },
    next: (row: R) => R,
  ): Promise<R> {
    let seen = rows.seen;
    return pRetry(
      async () => {
        const row = seen ?? rows.read(await table.get(of));
        seen = undefined;
        const wanted = next(row);
        if (isDeepStrictEqual(wanted, row)) return row;
        const item = rows.item(wanted);
        if (item) await save(of, row.version, item);
        else if (row.version > 0) await table.remove(of, unchangedSince(row.version));
        return { ...wanted, version: item ? row.version + 1 : 0 };
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
    leases: async (list) => (await table.group(key.leases(list))).map(holdingRow),
    updateHolding: (list, person, next) =>
      update<HoldingRow>(
        key.holding(list, person),
        {
          seen: undefined,
          read: (item) => (item ? holdingRow(item) : { version: 0, person, leases: [] }),
          item: (row) => (row.leases.length + (row.grants?.length ?? 0) > 0 ? { ...row } : undefined),
        },
        (row) => ({ ...row, ...next(row) }),
      ),
    withLock: ({ key, fenced }, work) =>
      withLock({ table, now, random }, fenced ? fencedTimes : unfencedTimes, key, work),
    tryLock: ({ key, fenced }, work) =>
      tryLock({ table, now, random }, fenced ? fencedTimes : unfencedInteractiveTimes, key, work),
    turn: async (of) => turnRow(await table.get(key.turn(of))),
    updateTurn: (of, next) =>
      update<TurnRow>(
        key.turn(of),
        { seen: undefined, read: turnRow, item: (row) => ({ ...row }) },
        (row) => ({ ...row, ...next(row) }),
      ),
    async reserve(lane, intervalMs) {
      const at = await update<{ version: number; next: number }>(
        key.lane(lane),
        { seen: undefined, read: laneRow, item: (row) => ({ ...row }) },
        (row) => ({ ...row, next: Math.max(row.next, now()) + intervalMs }),
      );
      return Math.max(0, at.next - intervalMs - now());
    },
  };
}

type TurnRow = Turn & { version: number };

function turnRow(item: Item | undefined): TurnRow {
  if (item === undefined) return { version: 0, began: 0, done: 0 };
  const { pk: _, sk: __, ...row } = item;
  return row as unknown as TurnRow;
}

function laneRow(item: Item | undefined): { version: number; next: number } {
  return { version: Number(item?.['version'] ?? 0), next: Number(item?.['next'] ?? 0) };
}

/** One row that cannot be read is one target's trouble. */
function readable(item: Item | undefined): TargetRow | { error: unknown } {
  try {
    return targetRow(item);
  } catch (error) {
    return { error };
  }
}

function unchangedSince(version: number): WriteCondition {
  return version === 0
    ? { expression: 'attribute_not_exists(pk)' }
    : { expression: '#version = :version', names: { version: 'version' }, values: { version } };
}
