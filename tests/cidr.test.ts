import fc from 'fast-check';
import {
  addresses,
  aggregate,
  common,
  covers,
  familyOf,
  InvalidCidr,
  isDocumentation,
  isGloballyRoutable,
  ofFamily,
  overlaps,
  parseCidr,
  prefixOf,
  sorted,
  subtract,
  within,
  type Cidr,
} from '../lib/cidr.js';

describe('a text that is refused', () => {
  it.each([
    ['', 'is not an IPv4 or IPv6 network'],
    ['office', 'is not an IPv4 or IPv6 network'],
    [' 1.2.3.4/32', 'contains white space'],
    ['1.2.3.4/32 ', 'contains white space'],
    ['1.2.3.4 /32', 'contains white space'],
    ['1.2.3.4/32\n', 'contains white space'],
    ['1.2.3.4\u00a0/32', 'contains white space'],
    ['1.2.3.4\u200b/32', 'is not an IPv4 or IPv6 network'],
    ['1.2.3.4', 'has no prefix length; for the one address write 1.2.3.4/32'],
    ['2001:db8::1', 'has no prefix length; for the one address write 2001:db8::1/128'],
    ['1.2.3.4/', 'has a prefix length that is not a whole number from 1 to 32'],
    ['1.2.3.4/33', 'from 1 to 32'],
    ['1.2.3.4/032', 'from 1 to 32'],
    ['1.2.3.4/+32', 'from 1 to 32'],
    ['1.2.3.4/-1', 'from 1 to 32'],
    ['1.2.3.4/3.2', 'from 1 to 32'],
    ['1.2.3.4/3e1', 'from 1 to 32'],
    ['1.2.3.4/0x20', 'from 1 to 32'],
    ['1.2.3.4/\u0663\u0662', 'from 1 to 32'],
    ['1.2.3.0/255.255.255.0', 'from 1 to 32'],
    ['2001:db8::/129', 'from 1 to 128'],
    ['2001:db8::/', 'from 1 to 128'],
    ['1.2.3.4/32/32', 'has more than one slash'],
    ['1.2.3.4//32', 'has more than one slash'],
    ['0.0.0.0/0', 'is the whole Internet'],
    ['8.8.8.8/0', 'is the whole Internet'],
    ['::/0', 'is the whole Internet'],
    ['1.2.3.4/24', 'has host bits set; for that network write 1.2.3.0/24, for the one address 1.2.3.4/32'],
    ['255.255.255.255/1', 'has host bits set; for that network write 128.0.0.0/1'],
    [
      '2001:db8::1/64',
      'has host bits set; for that network write 2001:db8::/64, for the one address 2001:db8::1/128',
    ],
    ['010.0.0.0/8', 'has a number with a leading zero'],
    ['1.2.3.04/32', 'has a number with a leading zero'],
    ['0x7f.0.0.1/32', 'is not an IPv4 or IPv6 network'],
    ['1.2.3/24', 'is not an IPv4 or IPv6 network'],
    ['1.2.3.4.5/32', 'is not an IPv4 or IPv6 network'],
    ['1.2.3.256/32', 'is not an IPv4 or IPv6 network'],
    ['16909060/32', 'is not an IPv4 or IPv6 network'],
    ['\uff11.2.3.4/32', 'is not an IPv4 or IPv6 network'],
    ['1.2.3.4-1.2.3.9/32', 'is not an IPv4 or IPv6 network'],
    ['https://1.2.3.4/32', 'has more than one slash'],
    ['[2001:db8::]/32', 'is not an IPv4 or IPv6 network'],
    ['2001:db8::1::/64', 'is not an IPv4 or IPv6 network'],
    ['2001:db8:::/64', 'is not an IPv4 or IPv6 network'],
    ['12345::/16', 'is not an IPv4 or IPv6 network'],
    ['fe80::%eth0/64', 'is not an IPv4 or IPv6 network'],
    ['fe80::1%1/128', 'is not an IPv4 or IPv6 network'],
    ['::ffff:1.2.3.4/128', 'is an IPv4-mapped IPv6 address'],
    ['::ffff:102:304/128', 'is an IPv4-mapped IPv6 address'],
    ['::FFFF:0102:0304/128', 'is an IPv4-mapped IPv6 address'],
    ['0:0:0:0:0:ffff:1.2.3.4/128', 'is an IPv4-mapped IPv6 address'],
    ['0000:0000:0000:0000:0000:ffff:0102:0304/128', 'is an IPv4-mapped IPv6 address'],
    ['::ffff:0:0/96', 'is an IPv4-mapped IPv6 address'],
    ['::ffff:1.2.3.0/120', 'is an IPv4-mapped IPv6 address'],
  ])('%j', (text, why) => {
    expect(() => parseCidr(text)).toThrow(InvalidCidr);
    expect(() => parseCidr(text)).toThrow(
      `${JSON.stringify(text)} ${why}`.slice(0, JSON.stringify(text).length + 1),
    );
    expect(() => parseCidr(text)).toThrow(why);
  });
});

describe('one network has one spelling', () => {
  it.each([
    ['1.2.3.4/32', '1.2.3.4/32'],
    ['128.0.0.0/1', '128.0.0.0/1'],
    ['0.0.0.0/8', '0.0.0.0/8'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:0db8::/32', '2001:db8::/32'],
    ['2001:0db8:0000:0000:0000:0000:0000:0000/32', '2001:db8::/32'],
    ['2001:db8:0:0::/32', '2001:db8::/32'],
    ['2001:db8::0.0.0.0/32', '2001:db8::/32'],
    ['2001:db8:0:0:1:0:0:0/80', '2001:db8:0:0:1::/80'],
    ['2001:db8:0:1:1:1:1:1/128', '2001:db8:0:1:1:1:1:1/128'],
    ['::1/128', '::1/128'],
    ['8000::/1', '8000::/1'],
    ['64:ff9b::1.2.3.4/128', '64:ff9b::102:304/128'],
  ])('%s is %s', (text, canonical) => {
    expect(parseCidr(text)).toBe(canonical);
  });
});

describe('addresses', () => {
  it.each([
    ['8.8.8.8/32', true],
    ['2606:4700::/32', true],
    ['10.1.0.0/16', false],
    ['100.64.0.0/10', false],
    ['172.31.0.0/16', false],
    ['172.32.0.0/16', true],
    ['252.0.0.0/10', false],
    ['fc01::/32', false],
    ['fe80::/64', false],
    ['8.0.0.0/5', false],
    ['2001:db8::/48', false],
  ])('of %s are all globally routable: %s', (text, routable) => {
    expect(isGloballyRoutable(parseCidr(text))).toBe(routable);
  });

  it.each([
    ['192.0.2.0/24', true],
    ['198.51.100.7/32', true],
    ['203.0.113.128/25', true],
    ['2001:db8:40::/48', true],
    ['3fff::/20', true],
    ['203.0.114.0/24', false],
    ['2001:db9::/32', false],
  ])('of %s are for examples: %s', (text, example) => {
    expect(isDocumentation(parseCidr(text))).toBe(example);
  });
});

/* The oracle: networks as ranges of numbers, in a world so small that they often meet. */

interface Range {
  family: 4 | 6;
  start: bigint;
  end: bigint;
}

const bits = { 4: 32n, 6: 128n } as const;
const base = { 4: 0x08080000n, 6: 0x2606_4700n << 96n } as const;

const network = fc
  .record({
    family: fc.constantFrom<4 | 6>(4, 6),
    size: fc.integer({ min: 0, max: 5 }),
    at: fc.integer({ min: 0, max: 63 }),
  })
  .map(({ family, size, at }) => {
    const start = base[family] + ((BigInt(at) >> BigInt(size)) << BigInt(size));
    return {
      cidr: parseCidr(`${spell(family, start)}/${bits[family] - BigInt(size)}`),
      start,
      end: start + (1n << BigInt(size)) - 1n,
      family,
    };
  });
const networks = fc.array(network, { maxLength: 12 });

function spell(family: 4 | 6, address: bigint): string {
  return family === 4
    ? [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.')
    : Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(
        ':',
      );
}

/** Every single address as a text. */
function each(ranges: readonly Range[]): Set<string> {
  const found = new Set<string>();
  for (const { family, start, end } of ranges)
    for (let at = start; at <= end; at += 1n) found.add(`${family}:${at}`);
  return found;
}

function rangeOf(cidr: Cidr): Range {
  const [address = '', length = ''] = cidr.split('/');
  const family = cidr.includes(':') ? 6 : 4;
  const start =
    family === 4
      ? address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
      : expand(address).reduce((sum, part) => sum * 65536n + BigInt(`0x${part}`), 0n);
  return { family, start, end: start + (1n << (bits[family] - BigInt(length))) - 1n };
}

function expand(address: string): string[] {
  const [head = '', tail] = address.split('::').map((half) => half);
  const parts = (half: string) => (half === '' ? [] : half.split(':'));
  const [before, after] = [parts(head), parts(tail ?? '')];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
}

const cidrsOf = (some: readonly { cidr: Cidr }[]) => some.map(({ cidr }) => cidr);
const eachOf = (cidrs: readonly Cidr[]) => each(cidrs.map(rangeOf));
const isSubset = (a: Set<string>, b: Set<string>) => [...a].every((item) => b.has(item));

describe('laws', () => {
  const law = (name: string, holds: (a: (Range & { cidr: Cidr })[], b: (Range & { cidr: Cidr })[]) => void) =>
    it(name, () => fc.assert(fc.property(networks, networks, holds), { numRuns: 300 }));

  law('parsing keeps the addresses', (a) => {
    expect(eachOf(cidrsOf(a))).toEqual(each(a));
  });

  law('aggregate holds the same addresses in the fewest networks', (a) => {
    const merged = aggregate(cidrsOf(a));
    expect(eachOf(merged)).toEqual(each(a));
    const ranges = merged.map(rangeOf);
    const size = ({ start, end }: Range) => end - start + 1n;
    for (const x of ranges)
      for (const y of ranges) {
        if (x === y || x.family !== y.family) continue;
        expect(x.start <= y.end && y.start <= x.end).toBe(false);
        const siblings = size(x) === size(y) && (x.start ^ y.start) === size(x);
        expect(siblings).toBe(false);
      }
    expect(aggregate(merged)).toEqual(merged);
  });

  law('subtract leaves what the other does not hold', (a, b) => {
    const [left, right] = [each(a), each(b)];
    expect(eachOf(subtract(cidrsOf(a), cidrsOf(b)))).toEqual(
      new Set([...left].filter((item) => !right.has(item))),
    );
  });

  law('covers is whether nothing is left', (a, b) => {
    expect(covers(cidrsOf(a), cidrsOf(b))).toBe(isSubset(each(b), each(a)));
  });

  law('overlaps is whether any address is in both', (a, b) => {
    const right = each(b);
    expect(overlaps(cidrsOf(a), cidrsOf(b))).toBe([...each(a)].some((item) => right.has(item)));
  });

  law('within keeps the networks that lie wholly in the others', (a, b) => {
    const outer = each(a);
    expect(within(cidrsOf(a), cidrsOf(b))).toEqual(cidrsOf(b.filter((one) => isSubset(each([one]), outer))));
  });

  law('common is what two networks share', ([one], [other]) => {
    if (one === undefined || other === undefined) return;
    const right = each([other]);
    const both = [...each([one])].filter((item) => right.has(item));
    const shared = common(one.cidr, other.cidr);
    expect(shared === undefined ? new Set() : eachOf([shared])).toEqual(new Set(both));
  });

  law('addresses are counted once each', (a) => {
    expect(addresses(cidrsOf(a))).toBe(BigInt(each(a).size));
  });

  law('sorted is by family, address and width, without duplicates, whatever the order given', (a) => {
    const inOrder = sorted(cidrsOf(a));
    const expected = [...new Map(a.map((one) => [one.cidr, one])).values()].sort((x, y) => {
      if (x.family !== y.family) return x.family - y.family;
      if (x.start !== y.start) return x.start < y.start ? -1 : 1;
      return x.end > y.end ? -1 : 1;
    });
    expect(inOrder).toEqual(cidrsOf(expected));
    expect(sorted(cidrsOf(a).reverse())).toEqual(inOrder);
  });

  law('a network knows its family and prefix length', (a) => {
    for (const { cidr, family, start, end } of a) {
      expect(familyOf(cidr)).toBe(family === 4 ? 'IPV4' : 'IPV6');
      expect(1n << (bits[family] - BigInt(prefixOf(cidr)))).toBe(end - start + 1n);
    }
    expect(ofFamily(cidrsOf(a), 'IPV6')).toEqual(cidrsOf(a.filter(({ family }) => family === 6)));
  });
});
