/** Rows of JSON text, sorted as text, whose bytes are asked for again and again while few rows change. */
export interface RowTable {
  add(row: string): void;
  remove(row: string): void;
  /** All rows with commas between them, in pieces. */
  pieces(): Uint8Array[];
}

/** As many rows as are written anew for one that changes: few against the file, many against the pieces. */
const mostRows = 256;

const between = ',\n';

interface Block {
  rows: string[];
  bytes?: Uint8Array;
}

export function createTable(): RowTable {
  const blocks: Block[] = [];

  /** The last block that begins at or before the row. */
  function home(row: string): number {
    let [low, high] = [0, blocks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((blocks[middle]?.rows[0] ?? '') <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  return {
    add(row) {
      const index = home(row);
      const block = blocks[index];
      if (!block) {
        blocks.push({ rows: [row] });
        return;
      }
      block.rows.splice(place(block.rows, row), 0, row);
      delete block.bytes;
      if (block.rows.length > mostRows)
        blocks.splice(index + 1, 0, { rows: block.rows.splice(mostRows >> 1) });
    },
    remove(row) {
      const index = home(row);
      const block = blocks[index];
      if (!block) return;
      block.rows.splice(place(block.rows, row), 1);
      delete block.bytes;
      if (block.rows.length === 0) blocks.splice(index, 1);
    },
    pieces: () =>
      blocks.map((block, index) => {
        const isLast = index === blocks.length - 1;
        block.bytes ??= Buffer.from(block.rows.join(between) + between);
        return isLast ? block.bytes.subarray(0, -between.length) : block.bytes;
      }),
  };
}

/** Where in sorted rows a row is or belongs. */
function place(rows: readonly string[], row: string): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? '') < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
