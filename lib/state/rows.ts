import { gunzipSync, gzipSync } from 'node:zlib';
import { sorted, type Cidr } from '../cidr.js';
import { Unavailable } from '../errors.js';
import type { Holding } from '../leases/lease.js';
import type { Memory } from '../plan/plan.js';
import type { Known } from '../targets/target.js';
import type { FeedRow, ListRow, TargetRow, Written } from './state.js';
import { entryOf } from './stored-reason.js';
import type { Item } from './table.js';

/**
 * A target may hold 10,000 entries of 43 characters, and an item 400 KB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html), so the networks are packed.
 */
interface Packed {
  memory?: { pins: Cidr[]; fed: Cidr[] } & Omit<Memory, 'ours' | 'fed'>;
  known?: Known;
  writtenAt?: number;
  unfinished?: true;
  unreported: Written[];
}

export function targetItem({
  memory,
  known,
  writtenAt,
  unfinished,
  unreported,
}: Omit<TargetRow, 'version'>): Item {
  const packed: Packed = {
    ...(memory ? { memory: packMemory(memory) } : {}),
    ...(known ? { known } : {}),
    ...(writtenAt === undefined ? {} : { writtenAt }),
    ...(unfinished ? { unfinished } : {}),
    unreported,
  };
  return { packed: gzipSync(JSON.stringify(packed)) };
}

export function targetRow(item: Item | undefined): TargetRow {
  if (item === undefined) return { version: 0, unreported: [] };
  const { memory, unreported, ...rest } = unpack(item);
  return {
    version: Number(item['version']),
    ...rest,
    unreported: unreported.map(writtenOf),
    ...(memory ? { memory: unpackMemory(memory) } : {}),
  };
}

function writtenOf(written: Written): Written {
  const { added, removed, moved } = written;
  return {
    ...written,
    added: added.map(entryOf),
    removed: removed.map(entryOf),
    moved: moved.map(entryOf),
  };
}

/** @throws Unavailable for a row of another make */
function unpack(item: Item): Packed {
  try {
    return JSON.parse(gunzipSync(item['packed'] as Uint8Array).toString()) as Packed;
  } catch (cause) {
    throw new Unavailable(
      'table/row',
      `The row ${String(item['pk'])} of the table cannot be read; if another version wrote it, deploy that one, else delete the row.`,
      { cause },
    );
  }
}

function packMemory({ ours, fed, ...rest }: Memory): NonNullable<Packed['memory']> {
  const isFed = new Set(fed);
  return { pins: ours.filter((cidr) => !isFed.has(cidr)), fed, ...rest };
}

function unpackMemory({ pins, fed, ...rest }: NonNullable<Packed['memory']>): Memory {
  return { ours: sorted([...pins, ...fed]), fed, ...rest };
}

export type HoldingRow = Holding & { version: number };

export function holdingRow({ pk: _, sk: __, ...row }: Item): HoldingRow {
  return row as unknown as HoldingRow;
}

export function feedRow(item: Item | undefined): FeedRow {
  if (item === undefined) return { version: 0, applied: {} };
  const { pk: _, sk: __, ...row } = item;
  return row as unknown as FeedRow;
}

/** The rows of lists and of failures are stored as they are. */
export function plainRow(item: Item | undefined): ListRow {
  if (item === undefined) return { version: 0, episodes: {} };
  const { pk: _, sk: __, ...row } = item;
  return row as unknown as ListRow;
}
