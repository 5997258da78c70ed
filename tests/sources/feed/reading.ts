/*
 * An independent reading of ip-ranges.json and of IP sets: addresses as intervals of big integers, so that nothing
 * here shares a rule with lib/.
 */

/** The addresses from `from` up to, but without, `to`. */
export interface Span {
  from: bigint;
  to: bigint;
}

interface Selection {
  services: string[];
  regions?: string[];
}

interface File {
  prefixes: { ip_prefix: string; service: string; region: string }[];
  ipv6_prefixes: { ipv6_prefix: string; service: string; region: string }[];
}

/** The networks of a selection as they stand in the file, but for those that nobody can have on the Internet. */
export function listed(bytes: Uint8Array, family: 'v4' | 'v6', { services, regions }: Selection): string[] {
  const file = parsed(bytes);
  const chosen = ({ service, region }: { service: string; region: string }) =>
    services.includes(service) && (regions?.includes(region) ?? true);
  return family === 'v4'
    ? file.prefixes
        .filter(chosen)
        .map((entry) => entry.ip_prefix)
        .filter((cidr) => Number(cidr.split('.')[0]) < 224)
    : file.ipv6_prefixes
        .filter(chosen)
        .map((entry) => entry.ipv6_prefix)
        .filter((cidr) => /^[23]/.test(cidr));
}

const files = new WeakMap<Uint8Array, File>();

function parsed(bytes: Uint8Array): File {
  const known = files.get(bytes) ?? (JSON.parse(Buffer.from(bytes).toString()) as File);
  files.set(bytes, known);
  return known;
}

export function spanOf(cidr: string): Span {
  const [address = '', prefix] = cidr.split('/');
  const [bits, from] = address.includes(':') ? [128, readV6(address)] : [32, readV4(address)];
  return { from, to: from + (1n << BigInt(bits - Number(prefix))) };
}

function readV4(address: string): bigint {
  return address.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
}

function readV6(address: string): bigint {
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

/** The fewest spans with the same addresses. */
export function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { from, to } of spans.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = result.at(-1);
    if (last === undefined || from > last.to) result.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  return result;
}

export function minus(spans: readonly Span[], taken: readonly Span[]): Span[] {
  const holes = merged(taken);
  return merged(spans).flatMap(({ from, to }) => {
    const left: Span[] = [];
    let at = from;
    for (const hole of holes) {
      if (hole.to <= at || hole.from >= to) continue;
      if (hole.from > at) left.push({ from: at, to: hole.from });
      at = hole.to;
    }
    return at < to ? [...left, { from: at, to }] : left;
  });
}

export function size(spans: readonly Span[]): bigint {
  return merged(spans).reduce((sum, { from, to }) => sum + to - from, 0n);
}

/** The fewest networks with the same addresses. */
export function networks(spans: readonly Span[]): Span[] {
  return merged(spans).flatMap(({ from, to }) => {
    const parts: Span[] = [];
    for (let at = from; at < to;) {
      const aligned = at & -at;
      let length = aligned === 0n ? 1n << 128n : aligned;
      while (at + length > to) length >>= 1n;
      parts.push({ from: at, to: at + length });
      at += length;
    }
    return parts;
  });
}

export const same = (a: readonly Span[], b: readonly Span[]) => keys(merged(a)) === keys(merged(b));

export function keys(spans: readonly Span[]): string {
  return spans.map(keyOf).join();
}

export const keyOf = ({ from, to }: Span) => `${from.toString(16)}-${to.toString(16)}`;
