import { judgedOf } from '../../lib/report/conditions.js';
import type { Trigger } from '../../lib/triggers/triggers.js';
import { ipSet, listOf, told } from './report.js';

const ofTheFeed = ['unknown-name', 'future-file', 'older-file', 'emptied', 'not-routable'];
const everyRuns = ['capacity', 'occupied', 'coverage-lost', 'entries-lost', 'nearly-full'];
const list = listOf([told(ipSet)]);

/** Of which episodes of a target at rest a run knows that they are over. */
const knows = (trigger: Trigger) =>
  [...ofTheFeed, ...everyRuns, 'first-flush'].filter((reason) =>
    judgedOf(list, trigger)(`${reason} ${ipSet.key}`),
  );

test.each<[Trigger, string[]]>([
  ['flush', [...ofTheFeed, ...everyRuns, 'first-flush']],
  ['refresh', [...ofTheFeed, ...everyRuns]],
  ['sweep', everyRuns],
  ['access', everyRuns],
])('of a target that is as it should be, a %s ends the episodes that it can judge', (trigger, known) => {
  expect(knows(trigger)).toEqual(known);
});

test('who goes by what the last applied file fed does not see what finds no room or is occupied', () => {
  const sweep = judgedOf({ ...list, byLastApplied: true }, 'sweep');
  const ends = everyRuns.filter((reason) => sweep(`${reason} ${ipSet.key}`));
  expect(ends).toEqual(['coverage-lost', 'entries-lost', 'nearly-full']);
});

test('nor what of the selection is somebody else’s', () => {
  const key = `not-ours ${ipSet.key}`;
  expect(judgedOf(list, 'refresh')(key)).toBe(true);
  expect(judgedOf({ ...list, byLastApplied: true }, 'sweep')(key)).toBe(false);
});

test('an episode of a target that could not be read goes on', () => {
  const failed = listOf([told(ipSet, { outcome: 'failed' })]);
  expect(judgedOf(failed, 'flush')(`capacity ${ipSet.key}`)).toBe(false);
});
