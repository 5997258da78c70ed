import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseIpRanges } from '../../../lib/sources/feed/ip-ranges.js';
import { sampleFeed } from '../../../simulator/world/feed/sample.js';
import type { GivenFile } from '../../../simulator/programs/demo/day/versions.js';
import { feedDir, real, snapshot } from '../../sources/feed/snapshots.js';

export const sample = given(Buffer.from(sampleFeed()));

/** AWS's newest file where there is one, else our sample. */
export const newest: GivenFile = real ? given(snapshot(newestToken())) : sample;

export const newestName = real
  ? `AWS's ${newest.file.syncToken}`
  : `our sample, since there is no ${feedDir}`;

function given(bytes: Uint8Array): GivenFile {
  return { bytes, file: parseIpRanges(bytes) };
}

function newestToken(): number {
  const names = readdirSync(resolve(feedDir, 'snapshots'));
  return Math.max(...names.map((name) => Number.parseInt(name, 10)));
}

interface Row {
  ip_prefix?: string;
  ipv6_prefix?: string;
  service: string;
  region: string;
  network_border_group: string;
}

/** The rows of a selection, read from the bytes without anything of lib/. */
export function rowsOf(bytes: Uint8Array, which: (row: Row) => boolean): { IPV4: string[]; IPV6: string[] } {
  const raw = JSON.parse(Buffer.from(bytes).toString()) as { prefixes: Row[]; ipv6_prefixes: Row[] };
  return {
    IPV4: raw.prefixes.filter(which).map((row) => row.ip_prefix ?? ''),
    IPV6: raw.ipv6_prefixes.filter(which).map((row) => row.ipv6_prefix ?? ''),
  };
}

/** How many networks remain once contained ones are dropped and siblings merged: on strings of bits, as if by hand. */
export function aggregatedCount(cidrs: readonly string[]): number {
  const bits = new Set(cidrs.map(bitsOf));
  const apart = [...bits].filter((each) => !prefixesOf(each).some((wider) => bits.has(wider)));
  const left = new Set(apart);
  const longestFirst = (a: string, b: string) => b.length - a.length;
  const queue = apart.toSorted(longestFirst);
  for (let each = queue.shift(); each !== undefined; each = queue.shift()) {
    const parent = each.slice(0, -1);
    const sibling = parent + (each.endsWith('0') ? '1' : '0');
    if (!left.has(each) || !left.has(sibling) || each === '') continue;
    left.delete(each);
    left.delete(sibling);
    left.add(parent);
    queue.push(parent);
    queue.sort(longestFirst);
  }
  return left.size;
}

function prefixesOf(bits: string): string[] {
  return Array.from({ length: bits.length }, (_, length) => bits.slice(0, length));
}

function bitsOf(cidr: string): string {
  const [address = '', length = ''] = cidr.split('/');
  const all = address.includes(':')
    ? groupsOf(address)
        .map((group) => group.toString(2).padStart(16, '0'))
        .join('')
    : address
        .split('.')
        .map((octet) => Number(octet).toString(2).padStart(8, '0'))
        .join('');
  return all.slice(0, Number(length));
}

function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const read = (half: string) => (half === '' ? [] : half.split(':').map((group) => parseInt(group, 16)));
  if (tail === undefined) return read(head);
  const [before, after] = [read(head), read(tail)];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}
