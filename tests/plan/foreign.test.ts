import { parseCidr, type Cidr } from '../../lib/cidr.js';
import { isTooWide, overstayed, foreignEntriesOf, type Edit } from '../../lib/plan/foreign.js';

const minute = 60_000;
const now = Date.UTC(2026, 7, 22, 9);
const net = (n: number): Cidr => parseCidr(`81.2.70.${n}/32`);
const edit = (over: Partial<Edit> = {}): Edit => ({
  who: 'user/eve',
  at: now - minute,
  addresses: [net(1)],
  ...over,
});

describe('since when somebody is there', () => {
  test('is when they were first seen, and stays so', () => {
    const [first] = foreignEntriesOf([net(1)], [], undefined, now);
    expect(first).toEqual({ cidr: net(1), since: now });
    expect(foreignEntriesOf([net(1)], first ? [first] : [], undefined, now + minute)).toEqual([first]);
  });

  test('who has gone is forgotten, and seen anew should they come again', () => {
    expect(foreignEntriesOf([], [{ cidr: net(1), since: now }], undefined, now + minute)).toEqual([]);
  });

  test('is when CloudTrail says that they came, where that is earlier', () => {
    expect(foreignEntriesOf([net(1)], [], edit(), now)).toEqual([
      { cidr: net(1), since: now - minute, by: { who: 'user/eve', at: now - minute } },
    ]);
  });
});

test.each([
  ['came an hour after it was made', now - 60 * minute],
  ['is of no time at all', Number.NaN],
])('an edit that %s starts no grace, and is nobody’s', (_, at) => {
  expect(foreignEntriesOf([net(1)], [], edit({ at }), now)).toEqual([{ cidr: net(1), since: now }]);
});

describe('who let somebody in', () => {
  const told = (since: number, said: Edit) =>
    foreignEntriesOf([net(1)], [{ cidr: net(1), since }], said, now)[0]?.by;

  test('is whose edit has them in its result', () => {
    expect(told(now, edit())?.who).toBe('user/eve');
    expect(told(now, edit({ addresses: [net(2)] }))).toBeUndefined();
  });

  test('is nobody whose edit came when they were there already', () => {
    expect(told(now - 2 * minute, edit())).toBeUndefined();
  });

  test('may be told by a clock that is a little behind', () => {
    expect(told(now - minute - 1_500, edit())?.who).toBe('user/eve');
  });

  test('is the first of two, in whatever order one hears of them', () => {
    const later = edit({ who: 'user/fred', at: now - 1_000, addresses: [net(1), net(2)] });
    for (const order of [
      [edit(), later],
      [later, edit()],
    ]) {
      const entries = order.reduce<ReturnType<typeof foreignEntriesOf>>(
        (known, said) => foreignEntriesOf([net(1), net(2)], known, said, now),
        [],
      );
      expect(entries.map(({ by }) => by?.who)).toEqual(['user/eve', 'user/fred']);
    }
  });

  test('is whoever edited, where CloudTrail does not tell the result', () => {
    const { addresses: _, ...untold } = edit();
    expect(told(now, untold)?.who).toBe('user/eve');
  });
});

test('a grace is over once it has passed, and never where there is none', () => {
  const there = [{ cidr: net(1), since: now }];
  expect(overstayed(there, minute, now + minute - 1)).toEqual([]);
  expect(overstayed(there, minute, now + minute)).toEqual(there);
  expect(overstayed(there, undefined, now + 1e9)).toEqual([]);
});

test.each([
  ['81.2.64.0/23', true],
  ['81.2.64.0/24', false],
  ['2a02:c7c::/47', true],
  ['2a02:c7c::/48', false],
])('%s is too wide: %s', (text, wide) => {
  expect(isTooWide(parseCidr(text), { IPV4: 24, IPV6: 48 })).toBe(wide);
});
