export type Family = 'IPV4' | 'IPV6';

/** Of an address or a network that is known to be one. */
export const familyOf = (network: string): Family => (network.includes(':') ? 'IPV6' : 'IPV4');

/** A network in the one spelling that the record uses: RFC 5952, no host bits. */
export interface Network {
  family: Family;
  /** Big-endian 16-bit groups: two for IPv4, eight for IPv6. */
  groups: readonly number[];
  prefix: number;
}

const OCTET = '(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])';
const IPV4 = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}$`);
const PREFIX = /^(0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;

/**
 * Reads `address/prefix` or says why not, in a word. Stricter than AWS documents: no leading zeros in octets or
 * prefix, and no dotted tail in an IPv6 address.
 */
export function readNetwork(text: string): Network | 'format' | 'host bits' {
  const slash = text.indexOf('/');
  const [address, mask] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash < 1 || !PREFIX.test(mask)) return 'format';
  const groups = readIpv4(address) ?? readIpv6(address);
  const prefix = Number(mask);
  if (!groups || prefix > groups.length * 16) return 'format';
  if (groups.some((group, index) => group & hostMask(prefix, index))) return 'host bits';
  return { family: groups.length === 2 ? 'IPV4' : 'IPV6', groups, prefix };
}

function readIpv4(address: string): number[] | undefined {
  const [, ...octets] = IPV4.exec(address) ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number);
  return octets.length === 4 ? [(a << 8) | b, (c << 8) | d] : undefined;
}

function readIpv6(address: string): number[] | undefined {
  const halves = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail] = halves;
  const written = head.length + (tail?.length ?? 0);
  if (halves.length > 2 || (tail ? written > 7 : written !== 8)) return undefined;
  const texts = [...head, ...Array.from({ length: 8 - written }, () => '0'), ...(tail ?? [])];
  return texts.every((text) => GROUP.test(text)) ? texts.map((text) => parseInt(text, 16)) : undefined;
}

/** The bits of one group that lie beyond the prefix. */
function hostMask(prefix: number, index: number): number {
  const kept = Math.min(16, Math.max(0, prefix - index * 16));
  return 0xffff >> kept;
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups shortened, the first of equals. */
export function spell({ family, groups, prefix }: Network): string {
  if (family === 'IPV4')
    return `${groups.map((group) => `${group >> 8}.${group & 255}`).join('.')}/${prefix}`;
  const texts = groups.map((group) => group.toString(16));
  const run = longestZeroRun(groups);
  if (run.length < 2) return `${texts.join(':')}/${prefix}`;
  return `${texts.slice(0, run.start).join(':')}::${texts.slice(run.start + run.length).join(':')}/${prefix}`;
}

/** Every group in full, as WAF Classic echoed it: github.com/hashicorp/terraform-provider-aws/issues/22797 */
export function spellExpanded(canonical: string): string {
  const network = readNetwork(canonical);
  if (typeof network === 'string' || network.family === 'IPV4') return canonical;
  return `${network.groups.map((group) => group.toString(16).padStart(4, '0')).join(':')}/${network.prefix}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, index) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  });
  return best;
}
