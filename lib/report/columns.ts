/** Heads, if any, and rows as aligned lines. */
export type LayOut = (heads: string[], rows: string[][]) => string[];

/** Aligned columns of plain text, for mails: a terminal's are `terminal-table.ts`. */
export const columns: LayOut = (heads, rows) => {
  const lines = heads.length > 0 ? [heads, ...rows] : rows;
  const widths: number[] = [];
  for (const line of lines)
    for (const [i, cell] of line.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};
