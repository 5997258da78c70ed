import fc from 'fast-check';
import { arrange, type Arranged } from '../../lib/plan/arrange.js';
import { roomOf, type Layout, type Container, type Rule } from '../../lib/plan/layout.js';
import { covers, parseCidr, sorted, subtract, type Cidr } from '../../lib/cidr.js';
import { makeRoom } from '../../lib/plan/capacity.js';
import { remedyWords } from '../../lib/report/words.js';

const net = (text: string): Cidr => parseCidr(text);
const nets = (...texts: string[]): Cidr[] => texts.map(net);
const https = 'tcp 443-443';

const rule = (cidr: string, over: Partial<Rule> = {}): Rule => ({
  cidr: net(cidr),
  portRange: https,
  owner: 'ours',
  id: `sgr-${cidr}`,
  ...over,
});
const container = (id: string, room: number, ...rules: Rule[]): Container => ({ id, room, rules });
const groups = (...containers: Container[]): Layout => ({
  grain: 'rule',
  portRanges: [https],
  containers,
  quota: 60,
});
const list = (room: number, ...cidrs: string[]): Layout => ({
  grain: 'version',
  portRanges: [''],
  containers: [container('pl', room, ...cidrs.map((cidr) => rule(cidr, { portRange: '' })))],
});
const must = (...wanted: string[]) => ({ wanted: nets(...wanted), foreign: [], evict: new Set<Cidr>() });
const many = (n: number, first = 44): string[] =>
  Array.from({ length: n }, (_, i) => `${first}.${i >> 7}.${(2 * i) & 255}.0/24`);

/** One line a step: what is opened, what is closed, by container. */
function told(layout: Layout, after: readonly Cidr[]): string[] {
  const arranged = arrange(layout, sorted(after));
  if ('lacking' in arranged) return [`lacking ${arranged.lacking}`];
  return arranged.steps.map(({ open, close }) =>
    [
      ...open.map(({ container: at, cidr }) => `${at} +${cidr}`),
      ...close.map(({ container: at, cidr }) => `${at} -${cidr}`),
    ].join(', '),
  );
}

describe('where entries stand', () => {
  const a = rule('3.0.0.0/24');
  const b = rule('4.0.0.0/24');

  test.each([
    ['an entry stays where it is', groups(container('1', 2), container('2', 2, a)), ['3.0.0.0/24'], []],
    [
      'a new one goes where there is room, in the file’s order',
      groups(container('1', 1, b), container('2', 1)),
      ['3.0.0.0/24', '4.0.0.0/24'],
      ['2 +3.0.0.0/24'],
    ],
    [
      'rules for other purposes take room',
      groups(container('1', 0), container('2', 1)),
      ['3.0.0.0/24'],
      ['2 +3.0.0.0/24'],
    ],
    [
      'a rule of ours that is there twice is taken out once',
      groups(container('1', 2, a), container('2', 2, a)),
      ['3.0.0.0/24'],
      ['2 -3.0.0.0/24'],
    ],
    [
      'somebody else’s rule for the same covers the entry',
      groups(container('1', 2, rule('3.0.0.0/24', { owner: 'foreign' }))),
      ['3.0.0.0/24'],
      [],
    ],
    [
      'another doorlist’s does not, and the entry goes to a group where AWS takes it',
      groups(container('1', 2, rule('3.0.0.0/24', { owner: 'other' })), container('2', 2)),
      ['3.0.0.0/24'],
      ['2 +3.0.0.0/24'],
    ],
    [
      'a rule at a port range that is no longer the target’s goes, once the new one is open',
      groups(container('1', 2, rule('3.0.0.0/24', { portRange: 'tcp 80-80' }))),
      ['3.0.0.0/24'],
      ['1 +3.0.0.0/24, 1 -3.0.0.0/24'],
    ],
    [
      'a group that the target leaves is opened elsewhere first',
      groups({ ...container('9', 0, a), leaving: true }, container('1', 2)),
      ['3.0.0.0/24'],
      ['1 +3.0.0.0/24, 9 -3.0.0.0/24'],
    ],
    [
      'foreign rules of a group that the target leaves are nobody’s business',
      groups(
        { ...container('9', 0, rule('5.0.0.0/24', { owner: 'foreign' })), leaving: true },
        container('1', 2),
      ),
      [],
      [],
    ],
  ] as const)('%s', (_, layout, after, steps) => {
    expect(told(layout, nets(...after))).toEqual(steps);
  });

  test('a foreign entry stays as it is, and is opened at no other port range; evicted, it goes', () => {
    const two = {
      ...groups(container('1', 4, rule('3.0.0.0/24', { owner: 'foreign' }))),
      portRanges: [https, 'tcp 22-22'],
    };
    expect(arrange(two, [])).toMatchObject({ steps: [] });
    expect(arrange(two, [], 'all')).toMatchObject({ steps: [{ open: [], close: [{ cidr: '3.0.0.0/24' }] }] });
    expect(arrange(two, nets('3.0.0.0/24'), 'all')).toMatchObject({
      steps: [{ open: [{ cidr: '3.0.0.0/24', portRange: 'tcp 22-22' }], close: [] }],
    });
  });

  test('what was ours goes from beside what is foreign', () => {
    const mixed = groups(
      container('1', 4, rule('3.0.0.0/24', { owner: 'foreign' })),
      container('2', 4, rule('3.0.0.0/24')),
    );
    expect(told(mixed, [])).toEqual(['2 -3.0.0.0/24']);
  });

  test('what no group can take since another doorlist’s stands there is left out, and what it would replace stays', () => {
    const layout = groups(
      container('1', 9, rule('3.0.0.0/23', { owner: 'other' }), rule('3.0.0.0/24'), rule('9.0.0.0/24')),
    );
    expect(arrange(layout, nets('3.0.0.0/23'))).toEqual({
      steps: [{ open: [], close: [expect.objectContaining({ cidr: '9.0.0.0/24' })] }],
      blocked: ['3.0.0.0/23'],
      unopened: ['3.0.0.0/23'],
      adopted: [],
      remarked: [],
      lent: [],
      unclosed: ['3.0.0.0/24'],
    });
  });
});

describe('opening before closing', () => {
  test('where there is room, everything is opened before anything is closed', () => {
    expect(told(groups(container('1', 3, rule('3.0.0.0/24'))), nets('4.0.0.0/24'))).toEqual([
      '1 +4.0.0.0/24, 1 -3.0.0.0/24',
    ]);
  });

  test('where there is none, what holds no wanted address goes first, and no more of it than room is needed', () => {
    const full = groups(container('1', 3, rule('3.0.0.0/24'), rule('4.0.0.0/24'), rule('5.0.0.0/24')));
    expect(told(full, nets('3.0.0.0/24', '6.0.0.0/24'))).toEqual([
      '1 -4.0.0.0/24',
      '1 +6.0.0.0/24, 1 -5.0.0.0/24',
    ]);
  });

  test('what holds a wanted address waits for what takes its place, and lets go room for the next', () => {
    const full = groups(
      container('1', 5, rule('3.0.0.0/24'), rule('3.0.1.0/24'), rule('4.0.0.0/24'), rule('4.0.1.0/24')),
    );
    expect(told(full, nets('3.0.0.0/23', '4.0.0.0/23', '5.0.0.0/24'))).toEqual([
      '1 +3.0.0.0/23, 1 -3.0.0.0/24, 1 -3.0.1.0/24',
      '1 +4.0.0.0/23, 1 +5.0.0.0/24, 1 -4.0.0.0/24, 1 -4.0.1.0/24',
    ]);
  });

  test('who finds room in few groups chooses first', () => {
    const theirs = rule('3.0.1.0/24', { owner: 'other' });
    const layout = groups(container('1', 1), container('2', 3, theirs));
    expect(told(layout, nets('3.0.0.0/24', '3.0.1.0/24'))).toEqual(['1 +3.0.1.0/24, 2 +3.0.0.0/24']);
  });

  test('what nobody wants makes room where an entry can go, though there is room where it cannot', () => {
    const theirs = rule('3.0.1.0/24', { owner: 'other' });
    const layout = groups(container('1', 2, theirs), container('2', 1, rule('9.0.0.0/24')));
    expect(told(layout, nets('3.0.1.0/24'))).toEqual(['2 -9.0.0.0/24', '2 +3.0.1.0/24']);
  });

  test('a re-cut that has no room at any instant is lacking by the room that it takes', () => {
    expect(told(groups(container('1', 1, rule('3.0.0.0/23'))), nets('3.0.0.0/24'))).toEqual(['lacking 1']);
    expect(
      told(
        groups(container('1', 2, rule('3.0.0.0/22'), rule('9.0.0.0/24'))),
        nets('3.0.0.0/24', '9.0.0.0/24'),
      ),
    ).toEqual(['lacking 1']);
  });
});

describe('a prefix list', () => {
  const counts = (layout: Layout, after: readonly string[]) => {
    const arranged = arrange(layout, sorted(nets(...after))) as Arranged;
    return arranged.steps.map(({ open, close }) => [open.length, close.length]);
  };

  test('245 entries replaced, with room: additions and removals of a hundred a version', () => {
    expect(counts(list(500, ...many(245)), many(245, 45))).toEqual([
      [100, 100],
      [100, 100],
      [45, 45],
    ]);
  });

  test('245 entries replaced in a list of 245: those that hold nothing wanted go first', () => {
    expect(counts(list(245, ...many(245)), many(245, 45))).toEqual([
      [0, 100],
      [100, 100],
      [100, 45],
      [45, 0],
    ]);
  });

  test('additions fit beside all that is there before the call, since AWS may count so', () => {
    const layout = list(3, '3.0.0.0/24', '4.0.0.0/24');
    expect(told(layout, nets('5.0.0.0/24', '6.0.0.0/24', '7.0.0.0/24'))).toEqual([
      'pl +5.0.0.0/24, pl -3.0.0.0/24, pl -4.0.0.0/24',
      'pl +6.0.0.0/24, pl +7.0.0.0/24',
    ]);
  });

  test('it grows where it may, with headroom, and no further than asked', () => {
    const grown = makeRoom(must(...many(100)), [], { ...list(60), growable: 1000 });
    expect(grown).toMatchObject({ arranged: { grow: 120 } });
    expect(makeRoom(must(...many(100)), [], { ...list(60), growable: 110 })).toMatchObject({
      arranged: { grow: 110 },
    });
    expect(makeRoom(must(...many(100)), [], list(60))).toMatchObject({ lacking: 40 });
  });

  test('it does not grow for held entries', () => {
    const held = many(30, 45).map((cidr) => ({ cidr: net(cidr), since: 0 }));
    const room = makeRoom(must(...many(50)), held, { ...list(60), growable: 1000 });
    expect(room).toMatchObject({ kept: { length: 9 }, gaveWay: { length: 21 } });
    expect(room).not.toHaveProperty('arranged.grow');
  });

  test('held entries that are there stay, up to the last place', () => {
    const held = nets('3.0.3.0/24').map((cidr) => ({ cidr, since: 0 }));
    const there = list(3, '3.0.0.0/24', '3.0.3.0/24');
    expect(makeRoom(must('3.0.0.0/24', '3.0.1.0/24'), held, there)).toMatchObject({ kept: held });
  });

  test('its last place is not opened for held entries, so that what is there can be cut anew', () => {
    const parts = nets('3.0.0.0/24', '3.0.1.0/24', '3.0.2.0/24');
    const held = nets('3.0.3.0/24').map((cidr) => ({ cidr, since: 0 }));
    expect(makeRoom(must(...parts.slice(0, 1)), held, list(2))).toMatchObject({ kept: [], gaveWay: held });
    expect(makeRoom(must(...parts.slice(0, 1)), held, list(3))).toMatchObject({ kept: held, gaveWay: [] });
    expect(makeRoom(must(...parts), held, list(4, ...parts, '3.0.3.0/24'))).toMatchObject({ kept: held });
  });
});

describe('what would make it fit', () => {
  const full = (n: number, quota = 60): Layout => ({
    ...groups(...Array.from({ length: n }, (_, i) => container(String(i), quota))),
    quota,
  });

  test.each([
    [full(1), 50, '1 more group or a quota of 110 rules per group would fit'],
    [full(1), 90, '2 more groups or a quota of 150 rules per group would fit'],
    [full(3), 5, '1 more group or a quota of 62 rules per group would fit'],
    [full(2, 500), 100, 'hold at most 1000 rules, so narrow the selection'],
    [full(16), 60, 'narrow the selection'],
    [list(245), 100, 'a MaxEntries of 345 would fit, which `resize: true` lets doorlist set'],
    [
      { ...list(245), growable: 300 },
      100,
      '400 would fit, and the security groups that refer to it have room for 300',
    ],
    [list(900), 200, '1100 are needed; narrow the selection or divide it'],
  ])('%#', (layout, lacking, sentence) => {
    const most = Math.max(layout.growable ?? 0, roomOf(layout));
    const room = makeRoom(must(...many(most + lacking)), [], layout);
    expect('remedy' in room && remedyWords(room.remedy)).toContain(sentence);
  });
});

test('a group that holds more than its quota is told the quota that everything fits in', () => {
  const there = many(80).map((cidr) => rule(cidr));
  const room = makeRoom(must(...many(82)), [], groups(container('1', 60, ...there)));
  expect(room).toMatchObject({ remedy: { lacking: 22, largerQuota: 82, moreGroups: 1 } });
});

describe('whoever does what a refusal names finds that everything fits', () => {
  const at = (container: number, cidr: string) => ({ container, cidr });
  const sketch = fc.record({
    count: fc.integer({ min: 1, max: 3 }),
    quota: fc.integer({ min: 2, max: 12 }),
    there: fc.array(fc.record({ container: fc.nat(2), n: fc.nat(30) }), { maxLength: 25 }),
    wanted: fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 30 }),
  });

  test.each(['rule', 'version'] as const)('by the %s', (grain) => {
    let refused = 0;
    fc.assert(
      fc.property(sketch, ({ count, quota, there, wanted }) => {
        const cidr = (n: number) => many(n + 1)[n] ?? '';
        const first = new Map(there.map(({ container, n }) => [n, at(container % count, cidr(n))]));
        const layoutOf = (room: number, more: number): Layout => ({
          grain,
          portRanges: [https],
          quota: room,
          containers: Array.from({ length: (grain === 'rule' ? count : 1) + more }, (_, i) =>
            container(
              String(i),
              room,
              ...[...first.values()]
                .filter((each) => grain === 'version' || each.container === i)
                .map((each) => rule(each.cidr)),
            ),
          ),
        });
        const needed = must(...wanted.map(cidr));
        const room = makeRoom(needed, [], layoutOf(quota, 0));
        if (!('remedy' in room)) return;
        refused += 1;
        const { remedy } = room;
        const fits = (layout: Layout) => !('lacking' in makeRoom(needed, [], layout));
        if (remedy.grain === 'version') expect(fits(layoutOf(remedy.needed, 0))).toBe(true);
        if (remedy.grain !== 'rule') return;
        if (remedy.largerQuota !== undefined) {
          expect(fits(layoutOf(remedy.largerQuota, 0))).toBe(true);
          expect(fits(layoutOf(remedy.largerQuota - 1, 0))).toBe(false);
        }
        if (remedy.moreGroups !== undefined) expect(fits(layoutOf(quota, remedy.moreGroups))).toBe(true);
      }),
      { seed: 11, numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(30);
  });
});

/** What a target goes through, or which law a step breaks. */
function walk(
  { grain, portRanges, containers }: Layout,
  { steps }: Arranged,
  after: readonly Cidr[],
): Rule[] {
  const standing = new Map(containers.map(({ id, rules }) => [id, [...rules]]));
  const openAt = (portRange: string) =>
    [...standing.values()]
      .flat()
      .filter((each) => each.portRange === portRange && each.owner !== 'other')
      .map(({ cidr }) => cidr);
  const wantedAt = new Map(
    portRanges.map((portRange) => [portRange, subtract(after, subtract(after, openAt(portRange)))]),
  );
  for (const { open, close } of steps) {
    if (grain === 'version') expect([open.length <= 100, close.length <= 100]).toEqual([true, true]);
    for (const { container: at, cidr, portRange } of open) {
      const there = standing.get(at) ?? [];
      expect(there.filter((each) => each.cidr === cidr && each.portRange === portRange)).toEqual([]);
      standing.set(at, [...there, { cidr, portRange, owner: 'ours' }]);
      expect(standing.get(at)?.length).toBeLessThanOrEqual(
        Math.max(containers.find(({ id }) => id === at)?.room ?? 0, 0),
      );
    }
    for (const { container: at, cidr, portRange } of close) {
      const there = standing.get(at) ?? [];
      const gone = there.filter(
        (each) => each.cidr === cidr && each.portRange === portRange && each.owner !== 'other',
      );
      expect(gone).toHaveLength(1);
      standing.set(
        at,
        there.filter((each) => each !== gone[0]),
      );
    }
    for (const [portRange, wanted] of wantedAt) {
      expect(covers(openAt(portRange), wanted)).toBe(true);
      wantedAt.set(portRange, subtract(after, subtract(after, openAt(portRange))));
    }
  }
  return [...standing.values()].flat();
}

const cidr = fc
  .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 27, max: 32 }))
  .map(([host, prefix]) => {
    const step = 2 ** (32 - prefix);
    return net(`3.0.0.${Math.floor(host / step) * step}/${prefix}`);
  });
const portRange = fc.constantFrom('tcp 80-80', https, 'udp 53-53');
const owner = fc.constantFrom<Rule['owner']>('ours', 'ours', 'ours', 'foreign', 'other');
const anyContainer = fc.record({
  rules: fc.uniqueArray(fc.record({ cidr, portRange, owner }), {
    maxLength: 8,
    selector: (each) => `${each.cidr} ${each.portRange}`,
  }),
  spare: fc.integer({ min: -1, max: 6 }),
  leaving: fc.boolean(),
});
const anyLayout = fc
  .tuple(
    fc.array(anyContainer, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('rule' as const, 'version' as const),
  )
  .map(([containers, grain]): Layout => ({
    grain,
    quota: 60,
    portRanges: [https, 'tcp 80-80'],
    containers: containers.map(({ rules, spare, leaving }, i) => ({
      id: String(i),
      rules,
      room: rules.length + spare,
      ...(leaving && i > 0 ? { leaving } : {}),
    })),
  }));

describe('laws', () => {
  test('at every instant it fits and nothing wanted is closed; in the end it holds what it should', () => {
    fc.assert(
      fc.property(anyLayout, fc.uniqueArray(cidr, { maxLength: 10 }), (layout, some) => {
        const after = sorted(some);
        const arranged = arrange(layout, after);
        if ('lacking' in arranged) {
          // Where another doorlist's rules stand, a further group would take others than these.
          if (layout.containers.some(({ rules }) => rules.some((each) => each.owner === 'other'))) return;
          const more = container('more', arranged.lacking);
          const larger = { ...layout, containers: [...layout.containers, more] };
          expect(arrange(larger, after)).not.toHaveProperty('lacking');
          return;
        }
        const end = walk(layout, arranged, after);
        const keys = new Set(after.flatMap((each) => layout.portRanges.map((at) => `${each} ${at}`)));
        const left = end.filter(({ owner: of }) => of === 'ours');
        const foreign = ({ rules }: Container) => rules.filter(({ owner: of }) => of === 'foreign');
        expect(end.filter(({ owner: of }) => of === 'foreign')).toHaveLength(
          layout.containers.flatMap(foreign).length,
        );
        const stays = new Set<string>(arranged.unclosed);
        for (const each of left)
          expect(keys.has(`${each.cidr} ${each.portRange}`) || stays.has(each.cidr)).toBe(true);
        const unopened = new Set<string>(arranged.unopened);
        for (const key of keys) {
          const there = end.some((each) => `${each.cidr} ${each.portRange}` === key);
          expect(there || unopened.has(key.split(' ')[0] ?? '')).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('at rest there is nothing to do', () => {
    fc.assert(
      fc.property(anyLayout, fc.uniqueArray(cidr, { maxLength: 10 }), (layout, some) => {
        const after = sorted(some);
        const arranged = arrange(layout, after);
        if ('lacking' in arranged) return;
        const ids = new Map(layout.containers.map((each) => [each.id, [...each.rules]]));
        for (const { open, close } of arranged.steps) {
          for (const { container: at, ...placed } of open) ids.get(at)?.push({ ...placed, owner: 'ours' });
          for (const gone of close)
            ids.set(
              gone.container,
              (ids.get(gone.container) ?? []).filter(
                (each) =>
                  !(each.cidr === gone.cidr && each.portRange === gone.portRange && each.owner !== 'other'),
              ),
            );
        }
        const containers = layout.containers.map((each) => ({ ...each, rules: ids.get(each.id) ?? [] }));
        expect(arrange({ ...layout, containers }, after)).toMatchObject({ steps: [] });
      }),
      { numRuns: 120 },
    );
  });
});
