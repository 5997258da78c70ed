import { parseCidr } from '../../lib/cidr.js';
import type { Reason } from '../../lib/plan/reason.js';
import { whyOf } from '../../lib/report/words.js';
import { targetItem, targetRow } from '../../lib/state/rows/target-row.js';
import { entryOf } from '../../lib/state/stored-reason.js';

const cidr = parseCidr('198.51.100.9/32');

test.each<Reason>([
  { kind: 'pin' },
  { kind: 'lease', until: 1, whys: ['webhook'], more: 2 },
  { kind: 'feed', services: ['EC2'], regions: ['eu-west-2'] },
  { kind: 'withheld', by: 'entries-lost' },
  { kind: 'missing', madeRoom: true },
  { kind: 'stands-in' },
  { kind: 'perhaps-lease-ended', since: 1 },
])('a reason comes back from a row as it was: %j', (reason) => {
  const written = {
    run: 'run-1',
    event: 'event-1',
    at: 1,
    added: [{ cidr, reason }],
    removed: [],
    moved: [],
    addedCount: 1,
    removedCount: 0,
    movedCount: 0,
  };
  const item = { ...targetItem({ unreported: [written] }), pk: 'target#x', sk: '-', version: 1 };
  expect(targetRow(item, 10).unreported).toEqual([written]);
});

test('a row of an older version is told in the sentence that it kept', () => {
  const entry = entryOf({ cidr, why: 'pinned', who: 'Office VPN' });
  expect(entry).toEqual({ cidr, who: 'Office VPN', reason: { kind: 'text', text: 'pinned' } });
  expect(whyOf(entry)).toBe('pinned');
});

test('a reason that this version does not know leaves the entry readable', () => {
  expect(entryOf({ cidr, reason: { kind: 'of-tomorrow' } })).toEqual({
    cidr,
    reason: { kind: 'text', text: 'not told' },
  });
});
