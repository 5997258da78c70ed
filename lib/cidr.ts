import { excludeCidr, mergeCidr, normalizeCidr, overlapCidr, parseCidr as span } from 'cidr-tools';
import { isIPv4, isIPv6 } from 'node:net';

/**
 * A network in canonical text: an IPv4 or IPv6 address without host bits (RFC 5952 spelling), a slash and
 * its prefix length. Two Cidrs are the same network exactly when they are the same string.
 */
export type Cidr = string & { readonly cidr: unique symbol };
export type Family = 'IPV4' | 'IPV6';

export const families = ['IPV4', 'IPV6'] as const satisfies readonly Family[];

/** For a person. */
export const familyNames = { IPV4: 'IPv4', IPV6: 'IPv6' } as const satisfies Record<Family, string>;

/** The text is not a network that an allow-list can hold; the message is one sentence for its author. */
export class InvalidCidr extends Error {
  override name = 'InvalidCidr';
}

const bits = { IPV4: 32, IPV6: 128 } as const;

/**
 * Reads one network, strictly: no library sees the text before it is known to be an address, a slash and a
 * plain number, since lax parsers turn garbage into other people's networks.
 *
 * @throws InvalidCidr naming what is wrong and, where there is one, the spelling that was probably meant.
 */
export function parseCidr(text: string): Cidr {
  const refuse = (why: string): never => {
    throw new InvalidCidr(`${JSON.stringify(text)} ${why}`);
  };
  if (/\s/.test(text)) return refuse('contains white space; write it without');
  const [address = '', prefix, ...rest] = text.split('/');
  if (rest.length > 0) return refuse('has more than one slash; write ADDRESS/PREFIX');
  const family = isIPv4(address) ? 'IPV4' : isIPv6(address) && !address.includes('%') ? 'IPV6' : undefined;
  if (family === undefined) {
    const octal = /^[\d.]+$/.test(address) && address.split('.').some((part) => /^0\d/.test(part));
    return refuse(
      octal
        ? 'has a number with a leading zero, which some programs read as octal; write it without'
        : 'is not an IPv4 or IPv6 network; write ADDRESS/PREFIX, such as 198.51.100.7/32 or 2001:db8::/56',
    );
  }
  if (prefix === undefined)
    return refuse(`has no prefix length; for the one address write ${address}/${bits[family]}`);
  if (!/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > bits[family])
    return refuse(`has a prefix length that is not a whole number from 1 to ${bits[family]}`);
  if (Number(prefix) === 0)
    return refuse('is the whole Internet, which AWS WAF refuses and an allow-list never means');
  const start = span(`${address}/${prefix}`).start;
  if (family === 'IPV6' && span('::ffff:0:0/96').start <= start && start <= span('::ffff:0:0/96').end)
    return refuse('is an IPv4-mapped IPv6 address; write the IPv4 network itself');
  const hostBits = BigInt(bits[family] - Number(prefix));
  const host = span(`${address}/${bits[family]}`).start & ((1n << hostBits) - 1n);
  const canonical = withPrefix(normalizeCidr(`${address}/${prefix}`));
  if (host !== 0n)
    return refuse(
      `has host bits set; for that network write ${canonical}, for the one address ${address}/${bits[family]}`,
    );
  return canonical;
}

/**
 * Reads what AWS says a target holds, foreign entries included: a network in any spelling, without an opinion on it.
 *
 * @throws InvalidCidr
 */
export function readCidr(text: string): Cidr {
  const known = spellings.get(text);
  if (known !== undefined) return known;
  const [address = '', prefix = ''] = text.split('/');
  const plain = isIPv4(address) || (isIPv6(address) && !address.includes('%'));
  if (!plain || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (isIPv4(address) ? 32 : 128))
    throw new InvalidCidr(`${JSON.stringify(text)} is not a network`);
  const cidr = withPrefix(normalizeCidr(`${address}/${prefix}`, { hexify: true }));
  if (spellings.size > 100_000) spellings.clear();
  spellings.set(text, cidr);
  return cidr;
}

/** What AWS says a target holds is nearly the same at every look. */
const spellings = new Map<string, Cidr>();

/** cidr-tools leaves the prefix off where a network is a single address. */
function withPrefix(network: string): Cidr {
  return (network.includes('/') ? network : `${network}/${network.includes(':') ? 128 : 32}`) as Cidr;
}

/** The network of that prefix length which holds an address. */
export function networkOf(address: string, prefix: number): Cidr {
  return withPrefix(normalizeCidr(`${address}/${prefix}`, { hexify: true }));
}

export function familyOf(cidr: Cidr): Family {
  return cidr.includes(':') ? 'IPV6' : 'IPV4';
}

export function prefixOf(cidr: Cidr): number {
  return Number(cidr.slice(cidr.indexOf('/') + 1));
}

export function ofFamily(cidrs: readonly Cidr[], family: Family): Cidr[] {
  return cidrs.filter((cidr) => familyOf(cidr) === family);
}

/** By family, then address, then widest first; without duplicates. */
export function sorted(cidrs: Iterable<Cidr>): Cidr[] {
  return [...new Set(cidrs)].sort(order);
}

function order(one: Cidr, other: Cidr): number {
  const [a, b] = [spanOf(one), spanOf(other)];
  return a.version - b.version || compare(a.start, b.start) || compare(b.end, a.end);
}

type Span = ReturnType<typeof span>;

/** A service reads and compares the same networks again and again; each is taken apart once. */
const spans = new Map<Cidr, Span>();

function spanOf(cidr: Cidr): Span {
  const known = spans.get(cidr);
  if (known !== undefined) return known;
  if (spans.size > 100_000) spans.clear();
  const fresh = span(cidr);
  spans.set(cidr, fresh);
  return fresh;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The fewest networks that hold exactly the same addresses. */
export function aggregate(cidrs: readonly Cidr[]): Cidr[] {
  return sorted(mergeCidr([...cidrs]).map(withPrefix));
}

/** The addresses of `cidrs` that `taken` does not hold, as the fewest networks. */
export function subtract(cidrs: readonly Cidr[], taken: readonly Cidr[]): Cidr[] {
  if (cidrs.length === 0) return [];
  if (taken.length === 0) return aggregate(cidrs);
  return sorted(excludeCidr([...cidrs], [...taken]).map(withPrefix));
}

/** What two networks have in common: as networks nest or are apart, the smaller one or nothing. */
export function common(a: Cidr, b: Cidr): Cidr | undefined {
  const [wide, narrow] = prefixOf(a) <= prefixOf(b) ? [spanOf(a), spanOf(b)] : [spanOf(b), spanOf(a)];
  const inside = wide.version === narrow.version && wide.start <= narrow.start && narrow.end <= wide.end;
  return inside ? (prefixOf(a) <= prefixOf(b) ? b : a) : undefined;
}

/** Whether every address of `inner` is held by `outer`. */
export function covers(outer: readonly Cidr[], inner: readonly Cidr[]): boolean {
  return subtract(inner, outer).length === 0;
}

/** The networks of `cidrs` that lie wholly in `outer`. */
export function within(outer: readonly Cidr[], cidrs: readonly Cidr[]): Cidr[] {
  const clip = clipper(aggregate(outer));
  return cidrs.filter((cidr) => clip(cidr)[0] === cidr);
}

/** What a network has in common with a region of exactly merged networks, which are sorted and apart. */
export function clipper(region: readonly Cidr[]): (cidr: Cidr) => Cidr[] {
  return (cidr) => {
    // A holder of the cidr can only be the last one that begins at or before it; what it holds begins after.
    const next = firstAfter(region, cidr);
    const holder = region[next - 1];
    if (holder !== undefined && common(holder, cidr) === cidr) return [cidr];
    const inside: Cidr[] = holder !== undefined && common(holder, cidr) === holder ? [holder] : [];
    for (let at = next; at < region.length; at++) {
      const part = region[at];
      if (part === undefined || common(part, cidr) !== part) break;
      inside.push(part);
    }
    return inside;
  };
}

/** Which of many networks, nested ones too, hold or lie in a network: the holders first, the widest before the others. */
export function nesting<T extends { cidr: Cidr }>(items: readonly T[]): (cidr: Cidr) => T[] {
  const byCidr = new Map<Cidr, T[]>();
  for (const item of items) {
    const same = byCidr.get(item.cidr);
    if (same) same.push(item);
    else byCidr.set(item.cidr, [item]);
  }
  const networks = sorted(byCidr.keys());
  const prefixes = [...new Set(networks.map(prefixOf))].sort((a, b) => a - b);
  return (cidr) => {
    const holders = prefixes
      .filter((prefix) => prefix < prefixOf(cidr))
      .flatMap((prefix) => byCidr.get(widened(cidr, prefix)) ?? []);
    const inside: T[] = [];
    for (let at = firstFrom(networks, cidr); at < networks.length; at++) {
      const network = networks[at];
      if (network === undefined || common(network, cidr) !== network) break;
      inside.push(...(byCidr.get(network) ?? []));
    }
    return [...holders, ...inside];
  };
}

/** The network of that prefix length which holds the cidr. */
function widened(cidr: Cidr, prefix: number): Cidr {
  return networkOf(cidr.slice(0, cidr.indexOf('/')), prefix);
}

/** The index of the first network that is the cidr, or comes after it in the order of `sorted`. */
function firstFrom(networks: readonly Cidr[], cidr: Cidr): number {
  let [low, high] = [0, networks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const network = networks[middle];
    if (network !== undefined && order(network, cidr) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first network that begins after the cidr does. */
function firstAfter(networks: readonly Cidr[], cidr: Cidr): number {
  let [low, high] = [0, networks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (begins(networks[middle], cidr)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function begins(network: Cidr | undefined, cidr: Cidr): boolean {
  if (network === undefined) return false;
  const [a, b] = [spanOf(network), spanOf(cidr)];
  return a.version < b.version || (a.version === b.version && a.start <= b.start);
}

export function overlaps(a: readonly Cidr[], b: readonly Cidr[]): boolean {
  return a.length > 0 && b.length > 0 && overlapCidr([...a], [...b]);
}

/** How many addresses the networks hold together, each counted once. */
export function addresses(cidrs: readonly Cidr[]): bigint {
  return aggregate(cidrs).reduce((sum, cidr) => sum + size(cidr), 0n);
}

function size(cidr: Cidr): bigint {
  return 1n << BigInt(bits[familyOf(cidr)] - prefixOf(cidr));
}

/**
 * The blocks that are not globally reachable, from the IANA special-purpose address registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry), and what IPv6
 * has outside the global unicast block 2000::/3.
 */
const notGloballyRoutable = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '4000::/2',
  '8000::/1',
] as Cidr[];

/** RFC 5737, RFC 3849 and RFC 9637: addresses that only ever stand in examples. */
const documentation = [
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '2001:db8::/32',
  '3fff::/20',
] as Cidr[];

/** Whether every address of the network can be reached over the Internet. */
export function isGloballyRoutable(cidr: Cidr): boolean {
  return !overlaps([cidr], notGloballyRoutable);
}

export function isDocumentation(cidr: Cidr): boolean {
  return covers(documentation, [cidr]);
}
