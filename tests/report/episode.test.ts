import { parseCidr } from '../../lib/cidr.js';
import { listConditions } from '../../lib/report/conditions.js';
import { toldRefusal } from '../../lib/report/told.js';
import { ipSet, listOf, now, told } from './report.js';
import { follow, mailed, type Condition, type Episodes } from '../../lib/report/episode.js';

const hour = 3_600_000;
const refusal: Condition = { key: 'emptied edge', kind: 'refusal', text: 'Nothing left.', forcible: true };
const failure: Condition = { key: 'feed/json feed', kind: 'failure', text: 'Not JSON.', forcible: false };
const notice: Condition = {
  key: 'nearly-full edge',
  kind: 'notice',
  text: '9000 of 10000.',
  forcible: false,
};

/** Looks at the hours given, with the conditions that hold then; mails what is due at once. Says how often. */
function mailsOf(
  days: readonly { at: number; holds: Condition[]; judged?: boolean; event?: string; dies?: boolean }[],
): string[] {
  let episodes: Episodes = {};
  return days.flatMap(({ at, holds, judged = true, event = `event-${at}`, dies = false }) => {
    const now = at * hour;
    const run = `run-${at}`;
    const looked = follow(episodes, holds, { claimant: { run, event }, now, judged: () => judged });
    episodes = dies ? looked.episodes : mailed(looked.episodes, run, now);
    return dies ? [] : looked.due.map((episode) => `${at}: ${episode.over ? 'over' : 'on'}`);
  });
}

test.each([
  [
    'a refusal mails at its start, once a day and at its end',
    refusal,
    ['0: on', '24: on', '48: on', '54: over'],
  ],
  ['a failure mails at its start and at its end', failure, ['0: on', '54: over']],
  ['a notice mails at its start', notice, ['0: on']],
])('%s', (_, condition, mails) => {
  const lasting = [0, 6, 12, 18, 24, 30, 36, 42, 48].map((at) => ({ at, holds: [condition] }));
  expect(mailsOf([...lasting, { at: 54, holds: [] }, { at: 60, holds: [] }])).toEqual(mails);
});

test('an episode that comes again after its end is a new one', () => {
  expect(
    mailsOf([
      { at: 0, holds: [refusal] },
      { at: 1, holds: [] },
      { at: 2, holds: [refusal] },
    ]),
  ).toEqual(['0: on', '1: over', '2: on']);
});

test('a run that did not look at what an episode is about does not end it', () => {
  expect(
    mailsOf([
      { at: 0, holds: [refusal] },
      { at: 1, holds: [], judged: false },
      { at: 2, holds: [] },
    ]),
  ).toEqual(['0: on', '2: over']);
});

test('while one run is mailing another does not, unless that one has been dead for a quarter of an hour', () => {
  const dies = { at: 0, holds: [refusal], dies: true };
  expect(mailsOf([dies, { at: 0.1, holds: [refusal] }])).toEqual([]);
  expect(mailsOf([dies, { at: 0.3, holds: [refusal] }])).toEqual(['0.3: on']);
});

test('the retry of a run that died while mailing mails', () => {
  expect(
    mailsOf([
      { at: 0, holds: [refusal], dies: true, event: 'a' },
      { at: 0.02, holds: [refusal], event: 'a' },
    ]),
  ).toEqual(['0.02: on']);
});

test('what was over before anybody was told of it is not told', () => {
  expect(
    mailsOf([
      { at: 0, holds: [refusal], dies: true },
      { at: 1, holds: [] },
    ]),
  ).toEqual([]);
});

test('following changes nothing of what was known', () => {
  const before = follow({}, [refusal], {
    claimant: { run: 'a', event: 'a' },
    now: 0,
    judged: () => true,
  }).episodes;
  const copy = structuredClone(before);
  follow(before, [], { claimant: { run: 'b', event: 'b' }, now: 30 * hour, judged: () => false });
  expect(before).toEqual(copy);
});

test('the twin of an event that came twice does not mail again what the first is mailing', () => {
  expect(
    mailsOf([
      { at: 0, holds: [refusal], dies: true, event: 'a' },
      { at: 0.002, holds: [refusal], event: 'a' },
    ]),
  ).toEqual([]);
});

test('an episode keeps the numbers of a refusal and its target’s name, but not everybody who is left out', () => {
  const refused = {
    reason: 'capacity' as const,
    wanted: 3,
    foreign: 0,
    portRanges: 1,
    fits: false,
    remedy: { grain: 'whole' as const, room: 2, lacking: 1 },
  };
  const report = told(ipSet, {
    refusals: [toldRefusal({ ...refused, leftOut: [parseCidr('81.2.70.1/32')] })],
  });
  expect(listConditions(listOf([report]), now)).toEqual([
    {
      key: `capacity ${ipSet.key}`,
      kind: 'refusal',
      refusal: refused,
      target: 'edge-v4 (eu-west-2)',
      forcible: false,
    },
  ]);
});
