import { gzipSync } from 'node:zlib';
import { feedRow } from '../../lib/state/rows/feed-row.js';
import { laneRow } from '../../lib/state/rows/lane-row.js';
import { holdingRow } from '../../lib/state/rows/lease-row.js';
import { failuresRow, listRow } from '../../lib/state/rows/list-row.js';
import { isHeld } from '../../lib/state/rows/lock-row.js';
import { targetRow } from '../../lib/state/rows/target-row.js';
import { readCommitSequence, commitSequenceRow } from '../../lib/state/rows/commit-sequence-row.js';

const now = Date.UTC(2026, 7, 22, 9);
const hour = 3_600_000;
const year2100 = Date.UTC(2100, 0, 1);

type Fields = Record<string, unknown>;

/** What each kind of row is like as version 5c7a857 wrote it, and as this one does. */
const row = (pk: string, fields: Fields): Fields => ({ pk, sk: '-', version: 7, ...fields });
const without = (fields: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([each]) => each !== key));

describe('a target row', () => {
  const common = { cidr: '81.2.70.1/32', who: 'Ana', since: now, lease: true };
  const entry = { ...common, reason: { kind: 'pin' } };
  const written = {
    run: 'r',
    event: 'e',
    at: now,
    added: [entry],
    removed: [],
    moved: [],
    addedCount: 1,
    removedCount: 0,
    movedCount: 0,
  };
  const memory = {
    pins: ['81.2.70.1/32'],
    fed: ['3.0.0.0/24'],
    missing: [{ cidr: '3.0.0.0/24', since: now, withheld: 'coverage-lost' }],
    perhapsLeased: [{ cidr: '81.2.70.1/32', since: now }],
    strangers: [{ cidr: '9.9.9.9/32', since: now, by: { who: 'eve', at: now } }],
    sizes: [{ month: '2026-08', wanted: 2 }],
    syncToken: now / 1000,
    fingerprint: '[["S3"],["*"],["*"]]',
  };
  const packed = {
    memory,
    known: { family: 'IPV4' },
    edition: 'a1b2c3',
    writtenAt: now,
    unfinished: true,
    unreported: [written],
  };
  const item = (fields: Fields, version: unknown = 7) => ({
    ...row('target#x', { packed: gzipSync(JSON.stringify(fields)) }),
    version,
  });
  const read = (fields: Fields, version?: unknown) => targetRow(item(fields, version), now);
  const { pins: _, strangers, ...rest } = memory;
  const known = {
    version: 7,
    ...packed,
    memory: { ...rest, ours: ['3.0.0.0/24', '81.2.70.1/32'], foreignEntries: strangers },
  };

  test('of today and of the previous version is read', () => {
    expect(read(packed)).toEqual(known);
    const previous = { ...written, added: [{ ...common, why: 'pinned' }] };
    expect(read({ unreported: [previous] }).unreported).toEqual([
      { ...written, added: [{ ...common, reason: { kind: 'text', text: 'pinned' } }] },
    ]);
    expect(read({ unreported: [] })).toEqual({ version: 7, unreported: [] });
  });

  test('of the future is read where it only says more', () => {
    expect(read({ ...packed, weather: 'fair' })).toEqual({ ...known, weather: 'fair' });
  });

  test('says networks in whatever spelling', () => {
    expect(read({ ...packed, memory: { ...memory, pins: ['2A02:0:0::1/128'] } }).memory?.ours).toContain(
      '2a02::1/128',
    );
  });

  test.each<[string, Fields, unknown?]>([
    ['without what was not mailed', without(packed, 'unreported')],
    ['with a network that is none', { ...packed, memory: { ...memory, pins: ['everything'] } }],
    ['with a network that is a number', { ...packed, memory: { ...memory, fed: [7] } }],
    ['with what was kept of another shape', { ...packed, memory: { ...memory, perhapsLeased: ['x'] } }],
    ['without its networks', { ...packed, memory: without(memory, 'fed') }],
    [
      'with a hold from 2100',
      { ...packed, memory: { ...memory, missing: [{ cidr: '3.0.0.0/24', since: year2100 }] } },
    ],
    [
      'with a stranger from 2100',
      { ...packed, memory: { ...memory, strangers: [{ cidr: '9.9.9.9/32', since: year2100 }] } },
    ],
    ['with a file of 2100', { ...packed, memory: { ...memory, syncToken: year2100 / 1000 } }],
    [
      'with a reason that no guard has',
      { ...packed, memory: { ...memory, missing: [{ cidr: '3.0.0.0/24', since: now, withheld: 'mood' }] } },
    ],
    ['that was written in 2100', { ...packed, writtenAt: year2100 }],
    ['with a change of 2100', { ...packed, unreported: [{ ...written, at: year2100 }] }],
    [
      'with a claim of 2100 to a change',
      { ...packed, unreported: [{ ...written, claim: { run: 'r', event: 'e', at: year2100 } }] },
    ],
    ['that was written at a word', { ...packed, writtenAt: 'noon' }],
    ['with a change of another shape', { ...packed, unreported: [{ ...written, added: 'many' }] }],
    ['with a month that is none', { ...packed, memory: { ...memory, sizes: [{ month: 'May', wanted: 1 }] } }],
    ['without a version', packed, null],
    ['with a version that is a word', packed, 'seven'],
  ])('%s cannot be read', (_, fields, version: unknown = 7) => {
    expect(() => read(fields, version)).toThrow('The row target#x of the table cannot be read');
  });

  test.each([
    ['that is not packed', { memory }],
    ['that is packed and not JSON', { packed: gzipSync('{') }],
    ['that is a text', { packed: 'text' }],
    [
      'that inflates beyond measure',
      { packed: gzipSync(JSON.stringify({ ...packed, x: ' '.repeat(33 * 1024 * 1024) })) },
    ],
  ])('%s cannot be read', (_, fields) => {
    expect(() => targetRow(row('target#x', fields), now)).toThrow('cannot be read');
  });

  test('that is not there is fresh', () => {
    expect(targetRow(undefined, now)).toEqual({ version: 0, unreported: [] });
  });
});

const episode = {
  key: 'capacity x',
  kind: 'refusal',
  text: 'It is full.',
  forcible: false,
  since: now - hour,
  mailed: now,
  over: true,
  claim: { run: 'r', event: 'e', at: now },
};
const episodes = { 'capacity x': episode };

describe.each([
  ['a list', listRow, { announced: '2026-08-22T06:00:00Z', unreadableSince: now, episodes }],
  ['the failures', failuresRow, { episodes }],
] as const)('the row of %s', (_, read, fields: Fields) => {
  const unread = { version: 7, unreadable: true, episodes: {} };

  test('of today and of the previous version is read', () => {
    expect(read(row('x', fields), now)).toEqual({ version: 7, ...fields });
    expect(read(row('x', { episodes: {} }), now)).toEqual({ version: 7, episodes: {} });
    expect(read(undefined, now)).toEqual({ version: 0, episodes: {} });
  });

  test('of the future is read where it only says more', () => {
    expect(read(row('x', { ...fields, weather: 'fair' }), now)).toMatchObject({ weather: 'fair', episodes });
  });

  test('with the refusal of an episode as a value is read, and one that only another version knows', () => {
    const { text: __, ...rest } = episode;
    const refused = { ...rest, refusal: { reason: 'emptied', fed: 3 }, target: 'edge-v4 (eu-west-2)' };
    expect(read(row('x', { episodes: { x: refused } }), now)).toEqual({
      version: 7,
      episodes: { x: refused },
    });
    const ofTomorrow = { ...refused, refusal: { reason: 'mood' } };
    expect(read(row('x', { episodes: { x: ofTomorrow } }), now)).toEqual({
      version: 7,
      episodes: { x: { ...rest, text: 'A refusal that only another version can tell.' } },
    });
  });

  test.each<[string, Fields]>([
    ['without episodes', {}],
    ['with episodes in a row', { episodes: [episode] }],
    ['with an episode of a kind from the future', { episodes: { x: { ...episode, kind: 'praise' } } }],
    ['with an episode that is about nothing', { episodes: { x: without(episode, 'text') } }],
    ['with an episode that was mailed in 2100', { episodes: { x: { ...episode, mailed: year2100 } } }],
    ['with an episode that began at a word', { episodes: { x: { ...episode, since: 'noon' } } }],
    ['with a claim of 2100', { episodes: { x: { ...episode, claim: { ...episode.claim, at: year2100 } } } }],
  ])('%s is as if nothing had been mailed, and is saved over', (__, wrong) => {
    expect(read(row('x', wrong), now)).toEqual(unread);
  });

  test('with a version that is none is saved over, too', () => {
    expect(read({ ...row('x', fields), version: 'seven' }, now)).toEqual({ ...unread, version: 0 });
  });
});

test.each([
  ['an announcement that is none', { announced: 7, episodes: {} }],
  ['a first sight in 2100', { unreadableSince: year2100, episodes: {} }],
])('a list row with %s announces again', (_, fields) => {
  expect(listRow(row('list#x', fields), now)).toEqual({ version: 7, unreadable: true, episodes: {} });
});

describe('the feed row', () => {
  const applied = {
    syncToken: now / 1000,
    known: { services: ['S3'], regions: [], borderGroups: [] },
  };

  test('of today and of the previous version is read', () => {
    expect(feedRow(row('feed', { applied: { edge: applied } }), now)).toEqual({
      version: 7,
      applied: { edge: applied },
    });
    expect(feedRow(undefined, now)).toEqual({ version: 0, applied: {} });
  });

  test('of a file that was forced an hour ahead is read', () => {
    const ahead = { ...applied, syncToken: (now + hour) / 1000 };
    expect(feedRow(row('feed', { applied: { edge: ahead } }), now).applied).toEqual({ edge: ahead });
  });

  test('of the future is read where it only says more', () => {
    const more = { ...applied, etag: 'x' };
    expect(feedRow(row('feed', { applied: { edge: more } }), now).applied).toEqual({ edge: more });
  });

  test.each<[string, Fields]>([
    ['without what was applied', {}],
    ['with a file that is a word', { applied: { edge: { ...applied, syncToken: 'new' } } }],
    [
      'with a file of 2100, which would make every true one look old',
      { applied: { edge: { ...applied, syncToken: year2100 / 1000 } } },
    ],
    ['without the names that were known', { applied: { edge: without(applied, 'known') } }],
    [
      'with names that are none',
      { applied: { edge: { ...applied, known: { ...applied.known, services: [7] } } } },
    ],
  ])('%s says of no list what was applied, and is saved over', (_, fields) => {
    expect(feedRow(row('feed', fields), now)).toEqual({ version: 7, unreadable: true, applied: {} });
  });
});

describe('a lease row', () => {
  const person = { issuer: 'iam 111122223333', subject: 'ana', name: 'ana' };
  const lease = { network: '81.2.70.1/32', device: 'laptop', why: '', since: now, until: now + hour };
  const item = (fields: Fields) => ({
    ...row('leases#x', { person, leases: [lease], grants: [now], ...fields }),
    sk: 'iam 111122223333 ana',
  });
  const read = (fields: Fields) => holdingRow(item(fields), now);
  const leased = (over: Fields) => read({ leases: [{ ...lease, ...over }] });

  test('of today and of the previous version is read', () => {
    expect(read({})).toEqual({ version: 7, person, leases: [lease], grants: [now] });
    expect(holdingRow(without(item({}), 'grants'), now)).toEqual({ version: 7, person, leases: [lease] });
  });

  test('of the future is read where it only says more, which is kept', () => {
    expect(read({ weather: 'fair', leases: [{ ...lease, note: 'x' }] })).toMatchObject({
      weather: 'fair',
      leases: [{ ...lease, note: 'x' }],
    });
  });

  test.each([
    ['an IPv6 network as wide as any list may grant', { network: '2a02:c7d::/32' }],
    ['one address of IPv6', { network: '2a02:c7d::7/128' }],
    ['a lease that ended when it began', { until: now }],
    ['a grant by a clock that is seconds ahead', { since: now + 5_000, until: now + hour }],
    ['an end before its beginning, by a clock that is behind', { since: now, until: now - 1_000 }],
  ])('with %s is read', (_, over) => {
    expect(leased(over)).toBeDefined();
  });

  test.each([
    ['half the Internet', { network: '0.0.0.0/1', until: year2100 }],
    ['everything', { network: '0.0.0.0/0' }],
    ['two addresses of IPv4', { network: '81.2.70.0/31' }],
    ['more of IPv6 than any list may grant', { network: '2a02::/31' }],
    ['a private address', { network: '10.0.0.1/32' }],
    ['an IPv4 address that is written as IPv6', { network: '::ffff:81.2.70.1/128' }],
    ['a network that is none', { network: 'home' }],
    ['a network that is a number', { network: 7 }],
    ['a beginning that is to come', { since: now + hour, until: now + 2 * hour }],
    ['an end at a word', { until: 'never' }],
    ['an end beyond all dates', { until: 1e300 }],
    ['a device that is a number', { device: 7 }],
  ])('with %s cannot be read', (_, over) => {
    expect(leased(over)).toBeUndefined();
  });

  test.each<[string, Fields]>([
    ['whose person is another than its key says', { person: { ...person, subject: 'bob' } }],
    ['of nobody', { person: null }],
    ['of a person without a name', { person: without(person, 'name') }],
    ['without leases', { leases: null }],
    ['with leases in another shape', { leases: { a: lease } }],
    ['with grants that are to come', { grants: [now + hour] }],
    ['with a version that is a word', { version: 'seven' }],
  ])('%s cannot be read', (_, fields) => {
    expect(read(fields)).toBeUndefined();
  });
});

describe('a commit sequence row', () => {
  const refused = {
    reason: 'capacity',
    wanted: 3,
    foreign: 0,
    portRanges: 1,
    fits: false,
    remedy: { grain: 'whole', room: 2, lacking: 1 },
    leftOut: ['81.2.70.1/32'],
  };
  const sequence = { began: 8, done: 7, refused };

  test('of today and of the previous version is read', () => {
    expect(commitSequenceRow(row('turn#x', sequence), now)).toEqual({ version: 7, ...sequence });
    const leftOut = ['81.2.70.1/32'];
    const previous = { began: 8, done: 7, refused: 'It is full.', leftOut };
    const text = { reason: 'text', text: 'It is full.', leftOut };
    expect(commitSequenceRow(row('turn#x', previous), now)).toEqual({
      ...sequence,
      version: 7,
      refused: text,
    });
    expect(commitSequenceRow(row('turn#x', { ...sequence, refused: text }), now).refused).toEqual(text);
    expect(readCommitSequence(row('turn#x', { began: 1, done: 1 }), now)).toMatchObject({
      began: 1,
      done: 1,
    });
    expect(readCommitSequence(undefined, now)).toMatchObject({ began: 0, done: 0 });
  });

  test('of the future is read where it only says more', () => {
    expect(readCommitSequence(row('turn#x', { ...sequence, weather: 'fair' }), now)).toMatchObject(sequence);
  });

  test.each<[string, Fields]>([
    ['without a number', { done: 7 }],
    ['with words for numbers', { began: '8', done: '7' }],
    ['with less than nothing', { began: -1, done: -1 }],
    ['with a number that does not go on', { began: Number.MAX_SAFE_INTEGER, done: 7 }],
    ['of more that is done than has begun', { began: 7, done: 8 }],
    ['with a refusal that is none', { ...sequence, refused: 7 }],
    ['with a refusal of the future', { ...sequence, refused: { reason: 'mood' } }],
    ['with networks that are none', { ...sequence, refused: { ...refused, leftOut: ['home'] } }],
    [
      'with networks of the previous version that are none',
      { ...sequence, refused: 'Full.', leftOut: ['home'] },
    ],
  ])('%s answers nobody, and goes on above every number before', (_, fields) => {
    const { began } = readCommitSequence(row('turn#x', fields), now);
    expect(began).toBe(Number.MAX_SAFE_INTEGER);
    expect(commitSequenceRow(row('turn#x', fields), now)).toEqual({
      version: 7,
      unreadable: true,
      began: now,
      done: 0,
    });
  });
});

describe('a lane row', () => {
  test('of today, of the previous version and of the future is read', () => {
    expect(laneRow(row('lane#x', { next: now + 9_000 }), now)).toEqual({ version: 7, next: now + 9_000 });
    expect(laneRow(row('lane#x', { next: now, weather: 'fair' }), now)).toMatchObject({ next: now });
    expect(laneRow(undefined, now)).toEqual({ version: 0, next: 0 });
  });

  test.each([
    ['in 2100', { next: year2100 }],
    ['later than functions live', { next: now + 300_001 }],
    ['at a word', { next: 'soon' }],
    ['never', {}],
  ])('whose next call is %s makes nobody wait', (_, fields) => {
    expect(laneRow(row('lane#x', fields), now)).toEqual({ version: 7, unreadable: true, next: 0 });
  });
});

describe('a lock row', () => {
  const held = (fields: Fields, longestMs = 4_000) =>
    isHeld({ pk: 'lock#x', sk: '-', ...fields }, now, longestMs);

  test('of today, of the previous version and of the future is believed while it lasts', () => {
    expect(held({ owner: 'a', expires: now + 4_000 })).toBe(true);
    expect(held({ owner: 'a', expires: now + 4_000, weather: 'fair' })).toBe(true);
    expect(held({ owner: 'a', expires: now + 310_000 }, 310_000)).toBe(true);
    expect(held({ owner: 'a', expires: now - 1 })).toBe(false);
    expect(isHeld(undefined, now, 4_000)).toBe(false);
  });

  test.each<[string, Fields]>([
    ['until 2100', { owner: 'a', expires: year2100 }],
    ['for longer than a lock of its kind can last', { owner: 'a', expires: now + 310_000 }],
    ['until a word', { owner: 'a', expires: 'later' }],
    ['for ever', { owner: 'a' }],
    ['of nobody', { expires: now + 4_000 }],
  ])('%s is not believed', (_, fields) => {
    expect(held(fields)).toBe(false);
  });
});
