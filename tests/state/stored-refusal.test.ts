import { parseCidr } from '../../lib/cidr.js';
import type { Remedy } from '../../lib/plan/capacity.js';
import type { Refusal, ToldBefore } from '../../lib/plan/refusals.js';
import { refusalOf, toldRefusal } from '../../lib/report/told.js';
import { storedRefusal, toldBefore } from '../../lib/state/stored-refusal.js';

const cidr = parseCidr('198.51.100.9/32');
const capacity = (remedy: Remedy): Refusal => ({
  reason: 'capacity',
  wanted: 5,
  foreign: 1,
  portRanges: 2,
  fits: false,
  remedy,
});

const every: Refusal[] = [
  { reason: 'unknown-name', names: [{ kind: 'border group', name: 'x', near: ['y'] }] },
  { reason: 'future-file', syncToken: 7, now: 6.5 },
  { reason: 'older-file' },
  { reason: 'emptied', list: 'edge', syncToken: 7 },
  { reason: 'emptied', fed: 3 },
  capacity({ grain: 'whole', room: 4, lacking: 1 }),
  capacity({ grain: 'version', way: 'divide', room: 4, needed: 5, most: 1000 }),
  capacity({ grain: 'version', way: 'resize', room: 4, needed: 5 }),
  capacity({ grain: 'version', way: 'referring-groups', room: 4, needed: 5, growable: 4 }),
  capacity({
    ...{ grain: 'version', way: 'referring-groups', room: 4, needed: 5, growable: 4 },
    lists: [{ list: 'pl-1', rules: 56, unknown: true }],
    assumed: { quota: 60, unread: 'unanswered' },
  }),
  capacity({ grain: 'rule', groups: 1, room: 4, lacking: 1, moreGroups: 1, largerQuota: 61, most: 1000 }),
  capacity({ grain: 'rule', groups: 1, room: -4, lacking: 1, most: 1000 }),
  capacity({
    grain: 'rule',
    groups: 1,
    room: 4,
    lacking: 1,
    lists: [
      { list: 'pl-1', rules: 56, unknown: true, enough: true },
      { list: 'pl-2', rules: 56, smaller: 55 },
      { list: 'pl-3', rules: 1 },
    ],
    assumed: { quota: 60, unread: 'forbidden' },
    full: ['sg-1'],
    most: 1000,
  }),
  { ...capacity({ grain: 'whole', room: 4, lacking: 1 }), leftOut: [cidr] } as Refusal,
  { reason: 'occupied', entries: 1, some: [cidr], everyPort: true },
  { reason: 'occupied', entries: 1, some: [cidr], everyPort: true, undescribed: true },
  { reason: 'coverage-lost', coverageLost: 100 / 3, gone: 4, ours: 12, limit: 25 },
  { reason: 'entries-lost', earlier: 2 },
  { reason: 'first-flush', entries: 2 },
];

test.each(every)('a refusal comes back as it was from a report and from a row: %j', (refusal) => {
  expect(refusalOf(toldRefusal(refusal))).toEqual(refusal);
  expect(storedRefusal.parse(JSON.parse(JSON.stringify(refusal)))).toEqual(refusal);
});

test('a sentence of an older version comes back from a row', () => {
  const text: ToldBefore = { reason: 'text', text: 'It is full.', leftOut: [cidr] };
  expect(toldBefore.parse(text)).toEqual(text);
});
