import type { ForeignEntry } from '../../plan/foreign.js';
import { hasEntries, type TargetRow, type Written } from '../state.js';

type Content = Omit<TargetRow, 'version'>;

/**
 * The row without what it can do without, the least needed first; asked again as long as it is too long for an item. A
 * row that cannot be saved would keep its target from being written. Absent: nothing more may fall.
 *
 * | falls | what is lost |
 * | --- | --- |
 * | entries of the oldest changes that nobody was told of | the mail counts them |
 * | who put foreign entries there | the mail does not name them |
 * | since when foreign entries are there | a grace begins anew |
 * | half of the entries of the newest change | the mail names fewer, and counts all |
 *
 * The newest change keeps some: whoever comes after a dead writer sees by them whether it was done.
 */
export function shorter(row: Content): Content | undefined {
  const { unreported, memory } = row;
  const older = unreported.slice(0, -1).filter(hasEntries);
  if (older.length > 0) {
    const fall = new Set(older.slice(0, Math.ceil(older.length / 2)));
    return {
      ...row,
      unreported: unreported.map((written) => (fall.has(written) ? counted(written) : written)),
    };
  }
  const { foreignEntries, ...rest } = memory ?? { ours: [], fed: [], missing: [] };
  if (foreignEntries?.some(({ by }) => by))
    return { ...row, memory: { ...rest, foreignEntries: foreignEntries.map(withoutHand) } };
  if (foreignEntries && foreignEntries.length > 0) return { ...row, memory: { ...rest, foreignEntries: [] } };
  const newest = unreported.at(-1);
  const half = newest && halved(newest);
  return half && { ...row, unreported: [...unreported.slice(0, -1), half] };
}

function counted(written: Written): Written {
  return { ...written, added: [], removed: [], moved: [] };
}

function withoutHand({ cidr, since }: ForeignEntry): ForeignEntry {
  return { cidr, since };
}

function halved(written: Written): Written | undefined {
  const { added, removed, moved } = written;
  if (Math.max(added.length, removed.length, moved.length) <= 1) return undefined;
  const half = <T>(entries: readonly T[]) => entries.slice(0, Math.ceil(entries.length / 2));
  return { ...written, added: half(added), removed: half(removed), moved: half(moved) };
}
