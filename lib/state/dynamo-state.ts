import { isDeepStrictEqual } from 'node:util';
import pRetry from 'p-retry';
import { Conflict } from '../errors.js';
import type { Person } from '../leases/lease.js';
import {
  fencedTimes,
  tryLocks,
  unfencedInteractiveTimes,
  unfencedTimes,
  withLocks,
  type Every,
} from './lock.js';
import { feedRow } from './rows/feed-row.js';
import { laneRow, type LaneRow } from './rows/lane-row.js';
import { holdingItem, holdingRow, personKey, type HoldingRow } from './rows/lease-row.js';
import { briefly, failuresRow, listRow, oldest } from './rows/list-row.js';
import { nameOf, unreadable } from './rows/row.js';
import { sized } from './rows/sized.js';
import { targetItem, targetRow } from './rows/target-row.js';
import {
  readCommitSequence,
  commitSequenceRow,
  refusedToAll,
  type CommitSequenceRow,
} from './rows/commit-sequence-row.js';
import type { FailuresRow, FeedRow, ListRow, State, TargetRow } from './state.js';
import type { Item, Key, Table, WriteCondition } from './table.js';

const key = {
  list: (list: string) => `list#${list}`,
  target: (target: string) => `target#${target}`,
  leases: (list: string) => `leases#${list}`,
  holding: (list: string, person: Person) => ({ pk: key.leases(list), sk: personKey(person) }),
  sequence: (target: string) => `turn#${target}`,
  lane: (lane: string) => `lane#${lane}`,
  feed: 'feed',
  failures: 'failures',
};

const patience = { retries: 8, minTimeout: 50, factor: 2, randomize: true };

/** Everybody who writes in a Region wants the same row at once. */
const patienceForLane = { retries: 20, minTimeout: 30, factor: 1.5, maxTimeout: 500, randomize: true };

export function createState(
  table: Table,
  now: () => number,
  random: () => number = Math.random,
  every: Every = setInterval,
): State {
  const save = async (of: Key, version: number, item: Item) => {
    await table.put(of, { ...item, version: version + 1 }, unchangedSince(version));
  };

  async function update<R extends { version: number; unreadable?: true }>(
    of: Key,
    rows: {
      seen: R | undefined;
      read: (item: Item | undefined, now: number) => R;
      /** Nothing where the row is to go. */
      item: (row: R) => Item | undefined;
      /** That the row is still the one that was seen; absent: its version says so. */
      same?: (seen: R) => WriteCondition;
    },
    next: (row: R) => R,
    retry = patience,
  ): Promise<R> {
    let seen = rows.seen;
    return pRetry(
      async () => {
        const found = seen === undefined ? await table.get(of) : undefined;
        const { unreadable: isReplaced, ...before } = seen ?? rows.read(found, now());
        const condition = found
          ? unchanged(found)
          : ((seen && rows.same?.(seen)) ?? unchangedSince(before.version));
        seen = undefined;
        const row = before as R;
        const wanted = next(row);
        if (!isReplaced && isDeepStrictEqual(wanted, row)) return row;
        const item = rows.item(wanted);
        const { nonces }: Item = found ?? before;
        if (item) await table.put(of, { ...item, version: row.version + 1, nonces }, condition);
        else if (found !== undefined || row.version > 0) await table.remove(of, condition);
        return { ...wanted, version: item ? row.version + 1 : 0 };
      },
      { ...retry, shouldRetry: ({ error }) => error instanceof Conflict },
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
        lists: new Map(lists.map((list) => [list, listRow(items.get(key.list(list)), now())])),
        targets: new Map(targets.map((of) => [of, readable(items.get(key.target(of)), now())])),
        feed: feedRow(items.get(key.feed), now()),
        failures: failuresRow(items.get(key.failures), now()),
      };
    },
    target: async (of) => targetRow(await table.get(key.target(of)), now()),
    saveTarget: (of, row) => save(key.target(of), row.version, targetItem(row)),
    updateTarget: (of, next) =>
      update<TargetRow>(key.target(of), { seen: undefined, read: targetRow, item: targetItem }, next),
    updateList: (list, seen, next) =>
      update<ListRow>(
        key.list(list),
        { seen, read: listRow, item: (row) => sized(row, briefly, oldest) },
        next,
      ),
    updateFeed: (seen, next) =>
      update<FeedRow>(key.feed, { seen, read: feedRow, item: (row) => sized(row) }, next),
    updateFailures: (seen, next) =>
      update<FailuresRow>(
        key.failures,
        { seen, read: failuresRow, item: (row) => sized(row, briefly, oldest) },
        next,
      ),
    async leases(list) {
      const items = await table.group(key.leases(list));
      const rows = items.map((item) => holdingRow(item, now()) ?? nameOf(item));
      return {
        holdings: rows.filter((row) => typeof row !== 'string'),
        unreadable: rows.filter((row) => typeof row === 'string'),
      };
    },
    holding: async (list, person) =>
      readableHolding(await table.get(key.holding(list, person)), person, now()),
    updateHolding: (list, person, next, seen) =>
      update<HoldingRow>(
        key.holding(list, person),
        {
          seen,
          same: sameHolding,
          read: (item) => readableHolding(item, person, now()),
          item: holdingItem,
        },
        (row) => ({ ...row, ...next(row) }),
      ),
    withLock: ({ key, fenced, shares = [] }, work) =>
      withLocks({ table, now, random, every }, fenced ? fencedTimes : unfencedTimes, [key, ...shares], work),
    tryLock: ({ key, fenced, shares = [] }, work) =>
      tryLocks(
        { table, now, random, every },
        fenced ? fencedTimes : unfencedInteractiveTimes,
        [key, ...shares],
        work,
      ),
    commitSequence: async (of) => readCommitSequence(await table.get(key.sequence(of)), now()),
    updateCommitSequence: (of, next) =>
      update<CommitSequenceRow>(
        key.sequence(of),
        { seen: undefined, read: commitSequenceRow, item: (row) => sized(row, refusedToAll) },
        (row) => ({ ...next(row), version: row.version }),
      ),
    async reserve(lane, intervalMs, by = Infinity) {
      let place: number | undefined;
      await update<LaneRow>(
        key.lane(lane),
        { seen: undefined, read: laneRow, item: (row) => ({ ...row }) },
        (row) => {
          // A place that is free now is had without waiting.
          place = row.next > Math.max(by, now()) ? undefined : Math.max(row.next, now());
          return place === undefined ? row : { ...row, next: place + intervalMs };
        },
        patienceForLane,
      );
      return place === undefined ? undefined : Math.max(0, place - now());
    },
  };
}

/** One row that cannot be read is one target's trouble. */
function readable(item: Item | undefined, now: number): TargetRow | { error: unknown } {
  try {
    return targetRow(item, now);
  } catch (error) {
    return { error };
  }
}

/** Nothing may be granted or ended on what is not known. @throws Unavailable */
function readableHolding(item: Item | undefined, person: Person, now: number): HoldingRow {
  if (item === undefined) return { version: 0, person, leases: [] };
  const row = holdingRow(item, now);
  if (row === undefined) throw unreadable(nameOf(item));
  return row;
}

/** The row that was found, of whatever make: a version that is no number is compared as it is. */
function unchanged({ version }: Item): WriteCondition {
  if (version === undefined)
    return {
      expression: 'attribute_exists(pk) AND attribute_not_exists(#version)',
      names: { version: 'version' },
    };
  return { expression: '#version = :version', names: { version: 'version' }, values: { version } };
}

/**
 * Versions begin anew once a row was taken away, and somebody may have come in since: then the first lease or grant of
 * the row is another one.
 */
function sameHolding({ version, leases, grants = [] }: HoldingRow): WriteCondition {
  const [lease] = leases;
  const [grant] = grants;
  return {
    expression: [
      '#version = :version',
      lease ? '#leases[0].#since = :since' : 'size(#leases) = :none',
      ...(grant === undefined ? [] : ['#grants[0] = :grant']),
    ].join(' AND '),
    names: {
      version: 'version',
      leases: 'leases',
      ...(lease ? { since: 'since' } : {}),
      ...(grant === undefined ? {} : { grants: 'grants' }),
    },
    values: {
      version,
      ...(lease ? { since: lease.since } : { none: 0 }),
      ...(grant === undefined ? {} : { grant }),
    },
  };
}

function unchangedSince(version: number): WriteCondition {
  return version === 0
    ? { expression: 'attribute_not_exists(pk)' }
    : { expression: '#version = :version', names: { version: 'version' }, values: { version } };
}
