import { complaints, people, read } from '../harness/estate.js';

const withPins = (pins: unknown) => ({ people: { ...people, pins } });

describe('a pin that is refused', () => {
  it.each<[string, unknown, ...RegExp[]]>([
    ['garbage', ['office'], /^lists.people.pins\[0\]: "office" is not an IPv4 or IPv6 network/],
    ['a bare address', ['8.8.8.8'], /for the one address write 8.8.8.8\/32$/],
    ['host bits', [{ cidr: '8.8.8.8/24' }], /^lists.people.pins\[0\].cidr: "8.8.8.8\/24" has host bits set/],
    [
      'a very long text',
      ['8'.repeat(51)],
      /^lists.people.pins\[0\]: is too long; 50 characters are the most$/,
    ],
    ['a number', [8], /^lists.people.pins\[0\]: must be a text or a mapping, and is 8$/],
    ['null', [null], /^lists.people.pins\[0\]: is empty; it must be a text or a mapping/],
    ['a list', [['8.8.8.8/32']], /^lists.people.pins\[0\]: must be a text or a mapping, and is a list of 1$/],
    [
      'no cidr',
      [{ note: 'x' }],
      /^lists.people.pins\[0\].cidr: is missing; it must be a text such as "203.0.113.0\/24"$/,
    ],
    [
      'a note that is no text',
      [{ cidr: '8.8.8.8/32', note: 7 }],
      /note: must be a text such as "Office VPN", and is 7/,
    ],
    ['an empty note', [{ cidr: '8.8.8.8/32', note: '' }], /note: must be 1 to 100 printable characters/],
    ['a note of 101 letters', [{ cidr: '8.8.8.8/32', note: 'x'.repeat(101) }], /note: must be 1 to 100/],
    ['a note of two lines', [{ cidr: '8.8.8.8/32', note: 'a\nb' }], /note: must be 1 to 100/],
    [
      'a note that turns the text round',
      [{ cidr: '8.8.8.8/32', note: 'a\u202eb' }],
      /note: must be 1 to 100/,
    ],
    ['wide in words', [{ cidr: '8.8.8.8/32', wide: 'yes' }], /wide: must be true or false, and is "yes"/],
    ['a text for a list', '8.8.8.8/32', /^lists.people.pins: must be a list such as .*; put it in brackets$/],
    [
      'IPv4 wider than /16',
      ['8.0.0.0/15'],
      /^lists.people.pins\[0\]: 8.0.0.0\/15 is wider than \/16; if that is meant, write { cidr: 8.0.0.0\/15, wide: true }$/,
    ],
    ['IPv6 wider than /32', ['2600::/31'], /is wider than \/32/],
    ['wide: false', [{ cidr: '8.0.0.0/15', wide: false }], /is wider than/],
    [
      'a private network',
      ['192.168.1.0/24'],
      /cannot be reached over the Internet, or not all of it; if that is meant, write { cidr: 192.168.1.0\/24, private: true }$/,
    ],
    ['a unique local network', ['fd00::/48'], /cannot be reached/],
    ['the address space of carriers', ['100.64.0.1/32'], /cannot be reached/],
    ['private: false', [{ cidr: '192.168.1.0/24', private: false }], /cannot be reached/],
    [
      'wide and private',
      ['10.0.0.0/8'],
      /is wider .*wide: true, private: true }$/,
      /cannot be reached .*wide: true, private: true }$/,
    ],
    ['wide only by half', [{ cidr: '10.0.0.0/8', wide: true }], /cannot be reached/],
    ['half the Internet, examples and all', [{ cidr: '128.0.0.0/1', wide: true }], /cannot be reached/],
    [
      'the same network twice',
      ['8.8.8.0/24', { cidr: '8.8.8.0/24' }],
      /^lists.people.pins\[1\].cidr: 8.8.8.0\/24 is the same network as lists.people.pins\[0\]; keep one$/,
    ],
    [
      'the same network spelled twice',
      ['2606:4700::/48', '2606:4700:0:0:0:0:0:0/48'],
      /is the same network as/,
    ],
    [
      'the same network thrice',
      ['8.8.8.8/32', '8.8.8.8/32', '8.8.8.8/32'],
      /^lists.people.pins\[1\]: /,
      /^lists.people.pins\[2\]: /,
    ],
  ])('is %s', (_about, pins, ...expected) => {
    expect(complaints(withPins(pins))).toEqual(
      expected.map((text) => expect.stringMatching(text) as unknown),
    );
  });
});

describe('a pin that is taken', () => {
  it.each<[string, unknown, ...RegExp[]]>([
    ['an address', ['8.8.8.8/32']],
    ['the widest IPv4 network', ['8.8.0.0/16']],
    ['the widest IPv6 network', ['2606:4700::/32']],
    ['a wider one that is meant', [{ cidr: '8.0.0.0/8', wide: true }]],
    ['a private one that is meant', [{ cidr: '192.168.0.0/16', private: true }]],
    ['flags that are not needed', [{ cidr: '8.8.8.8/32', wide: true, private: true }]],
    ['neighbours', ['8.8.8.0/25', '8.8.8.128/25']],
    [
      'an IPv4 example',
      ['203.0.113.7/32'],
      /lists.people.pins\[0\]: 203.0.113.7\/32 is an address for examples and lets nobody in/,
    ],
    [
      'a whole block of examples',
      ['192.0.2.0/24', '198.51.100.0/24'],
      /192.0.2.0\/24 is an/,
      /198.51.100.0\/24 is an/,
    ],
    ['an IPv6 example', ['2001:db8::/32'], /is an address for examples/],
    ['the wide IPv6 block of examples', [{ cidr: '3fff::/20', wide: true }], /is an address for examples/],
    [
      'a pin inside another',
      ['8.8.8.0/24', { cidr: '8.8.8.8/32' }],
      /lists.people.pins\[1\].cidr: 8.8.8.8\/32 is inside 8.8.8.0\/24 \(lists.people.pins\[0\]\), which lets it in already/,
    ],
    [
      'a pin inside a later one',
      ['8.8.8.8/32', '8.8.8.0/24'],
      /lists.people.pins\[0\]: 8.8.8.8\/32 is inside/,
    ],
  ])('is %s', (_about, pins, ...warnings) => {
    expect(read(withPins(pins)).warnings).toEqual(
      warnings.map((text) => expect.stringMatching(text) as unknown),
    );
  });

  it('may be on two lists', () => {
    const lists = {
      ...withPins(['8.8.8.8/32']),
      fed: {
        feed: { services: ['EC2'] },
        pins: ['8.8.8.8/32'],
        targets: [{ arn: people.targets[0]?.arn.replace('people', 'other').replace('0001', '0002') }],
      },
    };
    expect(read(lists).warnings).toEqual([]);
  });
});
