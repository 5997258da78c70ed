import { arrange } from '../../lib/plan/arrange.js';
import { joinable, type Layout, type Needed } from '../../lib/plan/layout.js';
import { net, nets, rule } from '../targets/requests/builders.js';

const https = 'tcp 443-443';
const a = '3.0.0.0/24';
const at = (cidr: string, owner: NonNullable<Parameters<typeof rule>[1]>['owner'] & string, id = owner) =>
  rule(net(cidr), { owner, portRange: https, id });
const layout = (rules: ReturnType<typeof at>[], over: Partial<Layout> = {}, room = 9): Layout => ({
  grain: 'rule',
  portRanges: [https],
  containers: [{ id: '1', room, rules }],
  ...over,
});
const needs = (cidr: string, container = '1'): Needed[] => [
  { cidr: net(cidr), portRange: https, containers: [container] },
];

test('a rule that a sibling has opened is joined before anything else, and takes no room', () => {
  const full = layout([at(a, 'sibling')], {}, 1);
  expect(arrange(full, nets(a))).toMatchObject({
    steps: [{ join: [{ id: 'sibling' }], open: [], close: [] }],
  });
  expect(arrange(full, nets(a, '4.0.0.0/24'))).toMatchObject({ lacking: 1 });
});

test('a rule that is shared is parted from after everything else', () => {
  const steps = [
    { open: [{ cidr: '4.0.0.0/24' }], close: [{ id: 'ours' }] },
    { open: [], close: [], part: [{ id: 'shared' }] },
  ];
  const before = layout([at(a, 'shared'), at('5.0.0.0/24', 'ours')]);
  expect(arrange(before, nets('4.0.0.0/24'))).toMatchObject({ steps });
});

test('a rule that is shared stays as it is where the list wants it', () => {
  expect(arrange(layout([at(a, 'shared')]), nets(a))).toMatchObject({ steps: [] });
});

test('what is shared and stands twice is parted from once', () => {
  const twice: Layout = {
    ...layout([at(a, 'ours')]),
    containers: [
      { id: '1', room: 9, rules: [at(a, 'ours')] },
      { id: '2', room: 9, rules: [at(a, 'shared')] },
    ],
  };
  expect(arrange(twice, nets(a))).toMatchObject({ steps: [{ part: [{ id: 'shared' }] }] });
});

test('a sibling’s rule that the list does not want is nothing to it', () => {
  expect(arrange(layout([at(a, 'sibling')]), [], 'all')).toMatchObject({ steps: [], unopened: [], lent: [] });
});

describe('what a sibling needs', () => {
  test.each<[string, ReturnType<typeof at>, Needed[], boolean]>([
    ['is not revoked', at(a, 'ours'), needs(a), true],
    ['is not revoked where it is a part', at(a, 'ours'), needs('3.0.0.7/32'), true],
    ['is not revoked where it is more', at(a, 'ours'), needs('3.0.0.0/16'), true],
    ['in another group does not count', at(a, 'ours'), needs(a, '2'), false],
    ['besides does not count', at(a, 'ours'), needs('4.0.0.0/24'), false],
    ['is not evicted where it is foreign', at(a, 'foreign'), needs(a), true],
  ])('%s', (_, standing, needed, stays) => {
    const arranged = arrange(layout([standing], { needed }), [], 'all');
    expect(arranged).toMatchObject({
      lent: stays ? [a] : [],
      steps: stays ? [] : [{ close: [{ cidr: a }] }],
    });
  });

  test('and has by a foreign rule that stays keeps nothing wider open', () => {
    const both = layout([at('3.0.0.0/16', 'ours'), at(a, 'foreign')], { needed: needs(a) });
    expect(arrange(both, [])).toMatchObject({ lent: [], steps: [{ close: [{ id: 'ours' }] }] });
  });
});

test('only what is open or joined at every port range needs no room', () => {
  const two = layout([at(a, 'sibling'), at('4.0.0.0/24', 'ours')], { portRanges: [https, 'tcp 80-80'] });
  expect([...joinable(two)]).toEqual([]);
  expect([...joinable(layout([at(a, 'sibling'), at('4.0.0.0/24', 'ours')]))]).toEqual([a]);
});
