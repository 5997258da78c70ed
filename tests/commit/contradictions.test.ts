import { parseCidr } from '../../lib/cidr.js';
import { createContradictions } from '../../lib/commit/contradictions.js';
import { Conflict, Unavailable } from '../../lib/errors.js';
import type { Snapshot, Target } from '../../lib/targets/target.js';

const target = { arn: 'arn:aws:ec2:eu-west-2:111122223333:prefix-list/pl-1' } as Target;
const conflict = new Conflict('prefix-list/conflict', 'It has changed.');

const holding = (...networks: string[]): Snapshot => ({
  family: 'IPV4',
  entries: networks.map(parseCidr),
  layout: { grain: 'version', portRanges: [''], containers: [{ id: 'pl-1', room: 5, rules: [] }] },
});

/** What a commit fails with that has read a target so, time after time. */
function judged(...looks: Snapshot[]): Error {
  const contradictions = createContradictions();
  for (const look of looks) contradictions.looked(look);
  return contradictions.judged(conflict, target);
}

test('where the last two readings were alike, AWS has refused, whatever was there before', () => {
  const [before, since] = [holding('44.0.0.0/24'), holding('45.0.0.0/24')];
  expect(judged(before, since, since)).toBeInstanceOf(Unavailable);
  expect(judged(before, since, since)).toMatchObject({ code: 'prefix-list/refused' });
});

test('where they differ, or there was one, somebody else was faster', () => {
  const [before, since] = [holding('44.0.0.0/24'), holding('45.0.0.0/24')];
  expect(judged(since, since, before)).toBe(conflict);
  expect(judged(since)).toBe(conflict);
});
