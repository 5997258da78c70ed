import { readNetwork } from '../aws/protocols/network.js';

/** The checker's own arithmetic: a stretch of addresses, both ends included. */
interface Stretch {
  from: bigint;
  to: bigint;
}

/** Stretches in ascending order, none touching the next. IPv4 and IPv6 lie on one line, IPv6 beyond all IPv4. */
export type Addresses = readonly Stretch[];

export const nowhere: Addresses = [];

const known = new Map<string, Stretch>();

/** @throws where the text is no network */
function stretch(text: string): Stretch {
  const before = known.get(text);
  if (before) return before;
  const network = readNetwork(text);
  if (typeof network === 'string') throw new Error(`${text} is no network`);
  const bits = network.family === 'IPV4' ? 32 : 128;
  const address = network.groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  const from = network.family === 'IPV4' ? address : (1n << 128n) + address;
  const found = { from, to: from + (1n << BigInt(bits - network.prefix)) - 1n };
  known.set(text, found);
  return found;
}

export function addressesOf(texts: Iterable<string>): Addresses {
  return joined([...texts].map(stretch));
}

export function together(...all: readonly Addresses[]): Addresses {
  return joined(all.flat());
}

function joined(stretches: Stretch[]): Addresses {
  const result: Stretch[] = [];
  for (const next of stretches.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = result.at(-1);
    if (last === undefined || next.from > last.to + 1n) result.push({ ...next });
    else if (next.to > last.to) last.to = next.to;
  }
  return result;
}

/** What `a` holds and `b` does not. */
export function without(a: Addresses, b: Addresses): Addresses {
  const result: Stretch[] = [];
  let next = 0;
  for (const { from, to } of a) {
    let start = from;
    while ((b[next]?.to ?? start) < start) next += 1;
    for (let i = next; start <= to; i += 1) {
      const taken = b[i];
      if (taken === undefined || taken.from > to) {
        result.push({ from: start, to });
        break;
      }
      if (taken.from > start) result.push({ from: start, to: taken.from - 1n });
      start = taken.to + 1n;
    }
  }
  return result;
}

/** What both hold. */
export function shared(a: Addresses, b: Addresses): Addresses {
  return without(a, without(a, b));
}

export function holds(outer: Addresses, inner: Addresses): boolean {
  return without(inner, outer).length === 0;
}

export function areSame(a: Addresses, b: Addresses): boolean {
  return holds(a, b) && holds(b, a);
}

/** Whether one network is among the fewest that hold exactly these addresses: they hold it, and not the next wider one. */
export function isWhole([network]: Addresses, addresses: Addresses): boolean {
  if (network === undefined || !holds(addresses, [network])) return false;
  const size = 2n * (network.to - network.from + 1n);
  const from = network.from - (network.from % size);
  return !holds(addresses, [{ from, to: from + size - 1n }]);
}

export function meet(a: Addresses, b: Addresses): boolean {
  return shared(a, b).length > 0;
}

export function countOf(addresses: Addresses): bigint {
  return addresses.reduce((sum, { from, to }) => sum + to - from + 1n, 0n);
}

/** The share of `whole` that `part` is, in per cent. */
export function percent(part: Addresses, whole: Addresses): number {
  const all = countOf(whole);
  return all === 0n ? 0 : Number((countOf(part) * 1_000_000n) / all) / 10_000;
}

/** The fewest networks that hold exactly these addresses. */
export function networksIn(addresses: Addresses): number {
  return addresses.reduce((sum, { from, to }) => sum + networksBetween(from, to), 0);
}

function networksBetween(from: bigint, to: bigint): number {
  let count = 0;
  for (let start = from; start <= to; count += 1) {
    let size = start === 0n ? 1n << 32n : start & -start;
    while (start + size - 1n > to) size >>= 1n;
    start += size;
  }
  return count;
}

/** For a sentence: the first addresses of it. */
export function spoken(addresses: Addresses): string {
  const [first] = addresses;
  if (first === undefined) return 'no address';
  const isV6 = first.from >= 1n << 128n;
  const digits = isV6 ? (first.from - (1n << 128n)).toString(16).padStart(32, '0') : '';
  const text = isV6
    ? (digits.match(/.{4}/g) ?? []).join(':')
    : [24n, 16n, 8n, 0n].map((shift) => (first.from >> shift) & 255n).join('.');
  return `${countOf(addresses)} addresses from ${text} on`;
}

export const lineOf = {
  IPV4: [{ from: 0n, to: (1n << 32n) - 1n }],
  IPV6: [{ from: 1n << 128n, to: (1n << 129n) - 1n }],
} as const;
