import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Network, region, service, and the border group that files had since 2020. */
export type Row = readonly [cidr: string, region: string, service: string, borderGroup: string];

export interface Line {
  t: number;
  cd: string;
  md5: string;
  n: number;
  n4: number;
  n6: number;
  a: Row[];
  r: Row[];
}

const folders: string[] = [];

/** For afterAll. */
export function tidy(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

export function written(content: string | Uint8Array, name = 'history.jsonl'): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorlist-history-'));
  folders.push(folder);
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

export const textOf = (lines: readonly Line[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** The first of ours, on 2020-03-31 at 12:00 UTC; the others follow hour by hour. */
export const firstToken = Date.UTC(2020, 2, 31, 12) / 1000;

/** A history of these changes, each of which says how many entries of either family there are after it. */
export function linesOf(...changes: { n: [number, number]; a?: Row[]; r?: Row[] }[]): Line[] {
  return changes.map(({ n: [n4, n6], a = [], r = [] }, i) => {
    const t = firstToken + i * 3600;
    const cd = new Date(t * 1000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
    return { t, cd, md5: '0123456789abcdef0123456789abcdef', n: 0, n4, n6, a, r };
  });
}
