import { arn, complaints, ec2, fed, pl, read } from '../harness/estate.js';

const hour = 3_600_000;
const access = { access: {} };
const joined = { leases: {}, targets: [{ arn: arn('people') }] };
const list = (more: object) => ({ people: { ...joined, ...more } });
const parsed = (more: object) => read(list(more), access).estate.lists[0];

describe('a list with leases', () => {
  it('needs neither flush nor feed, and has a default for every key', () => {
    expect(parsed({})).toMatchObject({
      leases: { default: 4 * hour, longest: 12 * hour, perPerson: 3, ipv6Prefix: 64 },
      foreign: 'keep',
      tooWide: { IPV4: 24, IPV6: 48 },
    });
    expect(parsed({})).not.toHaveProperty('flush');
    expect(parsed({})).not.toHaveProperty('probe');
    expect(parsed({})).not.toHaveProperty('grace');
  });

  it('takes everything that the file says', () => {
    const leases = { default: '5m', longest: '30d', perPerson: 20, ipv6Prefix: 128 };
    const probe = 'https://api.example.com:8443/health?deep=1';
    const more = { flush: {}, leases, probe, tooWide: { ipv4: 0, ipv6: 128 }, foreign: { grace: '90m' } };
    expect(parsed(more)).toMatchObject({
      leases: { default: hour / 12, longest: 720 * hour, perPerson: 20, ipv6Prefix: 128 },
      probe,
      tooWide: { IPV4: 0, IPV6: 128 },
      foreign: 'flush',
      grace: 1.5 * hour,
    });
  });

  it('may have a feed as well', () => {
    expect(parsed({ feed: fed.feed })).toMatchObject({ feed: fed.feed, leases: { perPerson: 3 } });
  });

  it('warns of an IPv6 network that is more than a home', () => {
    const warnings = (ipv6Prefix: number) => read(list({ leases: { ipv6Prefix } }), access).warnings;
    expect(warnings(56)).toEqual([]);
    expect(warnings(55)).toEqual([
      'doorlist.yml:1: lists.people.leases.ipv6Prefix: /55 lets in more than one home or office, which have at most a /56; each lease lets in other people with it',
    ]);
  });
});

it.each([
  ['a flush', { flush: {} }],
  ['a flush and leases', { flush: {}, leases: {} }],
])('a grace may stand on a list with %s, and on IP sets too', (_key, more) => {
  const lists = { people: { ...more, foreign: { grace: '1h' }, targets: [{ arn: arn('people') }] } };
  const rest = 'leases' in more ? access : {};
  expect(read(lists, rest).estate.lists[0]).toMatchObject({ foreign: 'flush', grace: hour });
});

describe('a mistake about people', () => {
  it.each<[string, object, string]>([
    [
      'leases of null',
      { leases: null },
      'leases: is empty; it must be a mapping such as {"default":"4h"}, or else take it out',
    ],
    [
      'an unknown key',
      { leases: { length: '4h' } },
      'leases.length: "length" is not a key here; allowed are default, longest, perPerson, ipv6Prefix',
    ],
    [
      'a default beyond the longest',
      { leases: { default: '2h', longest: '1h' } },
      'leases.default: the default (2h) is longer than the longest (1h); give a default that is not',
    ],
    [
      'a default beyond what is longest by itself',
      { leases: { default: '1d' } },
      'leases.default: the default (1d) is longer than the longest (12h unless it is given); give a default that is not',
    ],
    [
      'a longest below what is default by itself',
      { leases: { longest: '2h' } },
      'leases.longest: the default (4h unless it is given) is longer than the longest (2h); give a default that is not',
    ],
    [
      'less than five minutes',
      { leases: { default: '4m' } },
      'leases.default: "4m" is too short; 5m is the least, since that is how often doorlist looks',
    ],
    [
      'no time',
      { leases: { default: '0' } },
      'leases.default: "0" is too short; 5m is the least, since that is how often doorlist looks',
    ],
    [
      'more than a month',
      { leases: { longest: '31d' } },
      'leases.longest: "31d" is too long; 30d is the most',
    ],
    [
      'seconds',
      { leases: { default: '600s' } },
      'leases.default: "600s" is not a duration; write minutes, hours or days, such as 90m, 24h or 2d',
    ],
    ['nobody', { leases: { perPerson: 0 } }, 'leases.perPerson: must be a whole number from 1 to 20'],
    ['a crowd', { leases: { perPerson: 21 } }, 'leases.perPerson: must be a whole number from 1 to 20'],
    ['half a lease', { leases: { perPerson: 1.5 } }, 'leases.perPerson: must be a whole number, and is 1.5'],
    [
      'a provider',
      { leases: { ipv6Prefix: 31 } },
      'leases.ipv6Prefix: must be a whole number from 32 to 128',
    ],
    [
      'less than an address',
      { leases: { ipv6Prefix: 129 } },
      'leases.ipv6Prefix: must be a whole number from 32 to 128',
    ],
    [
      'a probe without https',
      { probe: 'http://api.example.com' },
      'probe: "http://api.example.com" is not an https address such as https://api.example.com/health',
    ],
    [
      'a probe that is a name',
      { probe: 'api.example.com' },
      'probe: "api.example.com" is not an https address such as https://api.example.com/health',
    ],
    [
      'a probe with a password',
      { probe: 'https://u:p@example.com' },
      'probe: "https://u:p@example.com" has a user, a password or a fragment; everybody who may join the list is told this address, so write it without',
    ],
    [
      'a grace of an hour and a half',
      { flush: {}, foreign: { grace: '1.5h' } },
      'foreign.grace: "1.5h" is not a duration; write minutes, hours or days, such as 90m, 24h or 2d',
    ],
    [
      'a grace below five minutes',
      { flush: {}, foreign: { grace: '1m' } },
      'foreign.grace: "1m" is too short; 5m is the least, since that is how often doorlist looks',
    ],
    [
      'another key beside a grace',
      { flush: {}, foreign: { grace: '1h', keep: true } },
      'foreign.keep: "keep" is not a key here; allowed are grace',
    ],
    [
      'too wide of neither family',
      { tooWide: { ipv5: 1 } },
      'tooWide.ipv5: "ipv5" is not a key here; allowed are ipv4, ipv6; did you mean ipv4 or ipv6?',
    ],
    [
      'a prefix that there is not',
      { tooWide: { ipv4: 33 } },
      'tooWide.ipv4: must be a whole number from 0 to 32',
    ],
    ['nor in IPv6', { tooWide: { ipv6: -1 } }, 'tooWide.ipv6: must be a whole number from 0 to 128'],
  ])('is %s', (_about, more, complaint) => {
    expect(complaints(list(more), access)).toEqual([`lists.people.${complaint}`]);
  });

  const flushed = { flush: {}, targets: joined.targets };
  it.each<[string, object, string]>([
    [
      'a probe where nobody lets themselves in',
      { ...flushed, probe: 'https://api.example.com' },
      'probe: probe tells whoever lets themselves in, and this list has no leases; take it out',
    ],
    [
      'a flush of leases that there are none of',
      { ...flushed, flush: { leases: 'end' } },
      'flush.leases: leases says what a flush does with leases, and this list has none; give it leases, or take this out',
    ],
    [
      'a grace that nobody keeps to',
      { ...fed, foreign: { grace: '1h' } },
      'foreign.grace: a grace begins once the first flush of the list was announced, and this one has no flush; give it one, or take foreign out',
    ],
    [
      'too wide where nobody looks',
      { ...fed, tooWide: {} },
      'tooWide: tooWide is heeded on lists with a flush or leases, and this one has neither; give it one, or take tooWide out',
    ],
  ])('is %s', (_about, people, complaint) => {
    expect(complaints({ people })).toEqual([`lists.people.${complaint}`]);
  });

  it('is a flush of foreign entries where there are leases, and no flush', () => {
    expect(complaints(list({ foreign: 'flush', targets: [{ arn: ec2(pl(1)) }] }), access)).toEqual([
      expect.stringMatching(/^lists.people.foreign: foreign: flush says what a flush removes/),
    ]);
  });
});
