import type { Item } from '../table.js';
import { mostItemBytes, pack, unpack } from './packed.js';

/** A smaller row stays legible in the console, and to earlier versions. */
const mostPlainBytes = 100_000;

/**
 * A row as an item that DynamoDB takes: packed where it is long. Where even that is too much, the first of `without` that
 * fits is saved instead: a row that cannot be saved at all would stop what it stands for.
 */
export function sized<R extends { version: number }>(row: R, ...without: ((row: R) => R)[]): Item {
  const { version, ...rest } = row;
  const text = JSON.stringify(rest);
  if (Buffer.byteLength(text) <= mostPlainBytes) return { ...row };
  const packed = pack(text);
  const [shorter, ...others] = without;
  if (packed.length <= mostItemBytes || shorter === undefined) return { version, packed };
  return sized(shorter(row), ...others);
}

/** What `sized` made the item of. @throws where it is packed and cannot be unpacked */
export function unsized({ packed, ...item }: Item): Item {
  if (!(packed instanceof Uint8Array)) return item;
  return { ...item, ...(JSON.parse(unpack(packed)) as Item) };
}
