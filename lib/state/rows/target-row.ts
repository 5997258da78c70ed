import * as z from 'zod/mini';
import { sorted, type Cidr } from '../../cidr.js';
import type { Memory } from '../../plan/memory.js';
import type { Known } from '../../targets/target.js';
import type { TargetRow, Written } from '../state.js';
import { entryOf, type StoredEntry } from '../stored-reason.js';
import type { Item } from '../table.js';
import { mostItemBytes, pack, unpack } from './packed.js';
import { arePast, claim, count, flag, nameOf, network, time, unreadable, version } from './row.js';
import { shorter } from './shorter.js';

/**
 * A target may hold 10,000 entries of 43 characters, and an item 400 KB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html), so the networks are packed.
 */
interface Packed {
  edition?: string;
  memory?: PackedMemory;
  known?: Known;
  writtenAt?: number;
  unfinished?: true;
  unreported: StoredWritten[];
}

type StoredWritten = Omit<Written, 'added' | 'removed' | 'moved'> &
  Record<'added' | 'removed' | 'moved', StoredEntry[]>;

/** `strangers` is what earlier versions called foreign entries. */
type PackedMemory = Omit<Memory, 'ours' | 'foreignEntries'> & {
  pins: Cidr[];
  strangers?: NonNullable<Memory['foreignEntries']>;
};

/** Why an entry came or went is read by itself: lib/state/stored-reason.ts. */
const entry = z.looseObject({
  cidr: network,
  who: z.exactOptional(z.string()),
  since: z.exactOptional(time),
  lease: z.exactOptional(flag),
  tooWide: z.exactOptional(flag),
  shared: z.exactOptional(flag),
  marked: z.exactOptional(z.enum(['adopted', 'again'])),
});

const written = z.looseObject({
  ...claim,
  claim: z.exactOptional(z.looseObject(claim)),
  added: z.array(entry),
  removed: z.array(entry),
  moved: z.array(entry),
  addedCount: count,
  removedCount: count,
  movedCount: count,
});

const memory = z.looseObject({
  pins: z.array(network),
  fed: z.array(network),
  missing: z.array(
    z.looseObject({
      cidr: network,
      since: time,
      withheld: z.exactOptional(z.enum(['coverage-lost', 'entries-lost'])),
    }),
  ),
  adopted: z.exactOptional(z.array(z.looseObject({ cidr: network, id: z.string() }))),
  remade: z.exactOptional(z.array(network)),
  perhapsLeased: z.exactOptional(z.array(z.looseObject({ cidr: network, since: time }))),
  strangers: z.exactOptional(
    z.array(
      z.looseObject({
        cidr: network,
        since: time,
        by: z.exactOptional(z.looseObject({ who: z.string(), at: time })),
      }),
    ),
  ),
  sizes: z.exactOptional(
    z.array(z.looseObject({ month: z.string().check(z.regex(/^\d{4}-\d\d$/)), wanted: count })),
  ),
  syncToken: z.exactOptional(count),
  fingerprint: z.exactOptional(z.string()),
  unfed: z.exactOptional(flag),
  place: z.exactOptional(z.array(z.string())),
});

const schema = z.looseObject({
  edition: z.exactOptional(z.string()),
  memory: z.exactOptional(memory),
  known: z.exactOptional(z.record(z.string(), z.unknown())),
  writtenAt: z.exactOptional(time),
  unfinished: z.exactOptional(flag),
  unreported: z.array(written),
});

export function targetItem(row: Omit<TargetRow, 'version'>): Item {
  let left: Omit<TargetRow, 'version'> = { ...row, unreported: summed(row.unreported) };
  let packed = packedOf(left);
  while (packed.length > mostItemBytes) {
    const less = shorter(left);
    if (less === undefined) break;
    left = less;
    packed = packedOf(left);
  }
  return { packed };
}

function packedOf({
  edition,
  memory,
  known,
  writtenAt,
  unfinished,
  unreported,
}: Omit<TargetRow, 'version'>): Buffer {
  const row: Packed = {
    ...(edition === undefined ? {} : { edition }),
    ...(memory ? { memory: packMemory(memory) } : {}),
    ...(known ? { known } : {}),
    ...(writtenAt === undefined ? {} : { writtenAt }),
    ...(unfinished ? { unfinished } : {}),
    unreported,
  };
  return pack(JSON.stringify(row));
}

const mostUnreported = 500;

/** The oldest of very many as one, with their counts. */
function summed(unreported: Written[]): Written[] {
  const over = unreported.length - mostUnreported;
  if (over <= 0) return unreported;
  const sum = unreported.slice(0, over + 1).reduce((a, b) => ({
    ...b,
    added: [],
    removed: [],
    moved: [],
    addedCount: a.addedCount + b.addedCount,
    removedCount: a.removedCount + b.removedCount,
    movedCount: a.movedCount + b.movedCount,
  }));
  return [sum, ...unreported.slice(over + 1)];
}

/** @throws Unavailable for a row of another make: nobody knows what is doorlist's in its target */
export function targetRow(item: Item | undefined, now: number): TargetRow {
  if (item === undefined) return { version: 0, unreported: [] };
  const [number, { memory, unreported, ...rest }] = parsed(item, now);
  return {
    version: number,
    ...rest,
    unreported: unreported.map(writtenOf),
    ...(memory ? { memory: unpackMemory(memory) } : {}),
  };
}

function writtenOf({ added, removed, moved, ...written }: StoredWritten): Written {
  return {
    ...written,
    added: added.map(entryOf),
    removed: removed.map(entryOf),
    moved: moved.map(entryOf),
  };
}

function parsed(item: Item, now: number): [number, Packed] {
  try {
    const packed: Packed = schema.parse(JSON.parse(unpack(item['packed'] as Uint8Array)));
    if (!arePast(timesOf(packed), now)) throw new Error('A time in it is still to come.');
    return [version.parse(item['version']), packed];
  } catch (cause) {
    throw unreadable(nameOf(item), cause);
  }
}

/** Those that somebody waits for: a hold, a grace or a rest after a write from the year 2100 would never be over. */
function timesOf({ memory, writtenAt, unreported }: Packed): (number | undefined)[] {
  const { missing = [], strangers: foreign = [], syncToken = 0 } = memory ?? {};
  return [
    writtenAt,
    // In seconds; a forced file of the future is remembered as of an hour ahead: lib/sources/wants.ts.
    syncToken * 1000 - aheadOfFileMs,
    ...missing.map(({ since }) => since),
    ...foreign.map(({ since }) => since),
    ...unreported.flatMap(({ at, claim: by }) => [at, by?.at]),
  ];
}

const aheadOfFileMs = 60 * 60_000;

function packMemory({ ours, fed, foreignEntries, ...rest }: Memory): PackedMemory {
  const isFed = new Set(fed);
  return {
    pins: ours.filter((cidr) => !isFed.has(cidr)),
    fed,
    ...rest,
    ...(foreignEntries ? { strangers: foreignEntries } : {}),
  };
}

function unpackMemory({ pins, fed, strangers, ...rest }: PackedMemory): Memory {
  return {
    ours: sorted([...pins, ...fed]),
    fed,
    ...rest,
    ...(strangers ? { foreignEntries: strangers } : {}),
  };
}
