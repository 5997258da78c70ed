import Table from 'cli-table3';

const borderless = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((part) => [part, '']),
);

/** cli-table3 takes time by the square of a table's rows. */
const rowsAtOnce = 500;

/** Aligned columns without borders or colours, one line a row, any heads first; very long ones aligned piece by piece. */
export function terminalTable(heads: string[], rows: string[][]): string[] {
  const pieces = Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, i) =>
    rows.slice(i * rowsAtOnce, (i + 1) * rowsAtOnce),
  );
  const first = [...(heads.length > 0 ? [heads] : []), ...(pieces[0] ?? [])];
  return [layOut(first), ...pieces.slice(1).map(layOut)].flat();
}

function layOut(rows: string[][]): string[] {
  const table = new Table({
    chars: { ...borderless, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  table.push(...rows);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
