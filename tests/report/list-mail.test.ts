import type { Episode } from '../../lib/report/episode.js';
import type { RefusalReason } from '../../lib/plan/refusals.js';
import { listMail } from '../../lib/report/mail.js';
import type { Report, TargetReport } from '../../lib/report/report.js';
import { entry, group, ipSet, listOf, now, prefixList, reportOf, told } from './report.js';

const place = { stage: 'dev', region: 'eu-west-2' };

function mail(targets: TargetReport[], due: Episode[] = [], more: Partial<Report> = {}) {
  return listMail(reportOf(targets, more), listOf(targets), due, place);
}

const subject = (...given: Parameters<typeof mail>) =>
  mail(...given).subject.replace('doorlist dev: edge: ', '');

const episode = (key: string, more: Partial<Episode> = {}): Episode => ({
  key,
  kind: 'refusal',
  text: 'It is so.',
  forcible: false,
  since: now,
  ...more,
});

describe('the subject', () => {
  test.each<[RefusalReason, string]>([
    ['emptied', 'would leave a target empty'],
    ['capacity', 'more than a target takes'],
    ['occupied', 'entries that another list holds'],
    ['coverage-lost', 'would close too many addresses'],
    ['entries-lost', 'would close too many entries'],
    ['unknown-name', 'a name that ip-ranges.json lacks'],
    ['future-file', 'an ip-ranges.json from the future'],
    ['older-file', 'an ip-ranges.json that is too old'],
  ])('%s is said in words, when it begins and when it is over', (reason, words) => {
    expect(subject([], [episode(`${reason} x`)])).toBe(`REFUSED: ${words}`);
    expect(subject([], [episode(`${reason} x`, { over: true })])).toBe(`no longer refused: ${words}`);
  });

  test('a reason of several targets is said once, others beside it', () => {
    const due = ['emptied a', 'emptied b', 'capacity a'].map((key) => episode(key));
    expect(subject([told(ipSet, { added: [entry('44.0.0.0/24')] })], due)).toBe(
      'REFUSED: would leave a target empty, more than a target takes; 1 added',
    );
  });

  test('a reason that this version does not know is said as it is', () => {
    expect(subject([], [episode('hostile x')])).toBe('REFUSED: hostile');
  });

  test('what moved is counted beside what came and went, where anything did', () => {
    const [one, two, three] = [entry('44.0.0.0/24'), entry('44.0.1.0/24'), entry('44.0.2.0/24')];
    expect(subject([told(group, { removed: [one], moved: [two, three] })])).toBe('1 removed, 2 moved');
    expect(subject([told(group, { removed: [one], added: [two] })])).toBe('1 removed, 1 added');
    expect(subject([told(group, { moved: [one] })])).toBe('1 moved');
  });
});

describe('what moved', () => {
  const moved = [entry('44.0.0.0/24', 'pinned: Office VPN')];
  const kept = [...moved, entry('44.0.1.0/24')];

  test('stands in the table, with why it stays', () => {
    expect(mail([told(group, { moved, kept })]).body).toMatch(/44\.0\.0\.0\/24 +moved +pinned: Office VPN/);
  });

  test('is not told again as kept', () => {
    const { body } = mail([told(group, { moved, kept })], [], { trigger: 'flush' });
    expect(body).toMatch(/44\.0\.1\.0\/24 +kept/);
    expect(body.match(/44\.0\.0\.0\/24/g)).toHaveLength(1);
  });
});

describe('that revoking does not cut what is open', () => {
  const removed = [entry('44.0.0.0/24')];
  const written = [
    {
      run: 'run-0',
      event: 'event-0',
      at: now - 3_600_000,
      added: [],
      removed,
      moved: [],
      movedCount: 0,
      addedCount: 0,
      removedCount: 1,
    },
  ];
  const times = (targets: TargetReport[]) => mail(targets).body.match(/5 days/g)?.length ?? 0;

  test.each<[string, TargetReport[], number]>([
    ['once, however many groups', [told(group, { removed }), told(group, { removed })], 1],
    ['of what a dead run revoked', [told(group, { written })], 1],
    ['not where nothing was revoked', [told(group, { added: removed, moved: removed })], 0],
    ['not of IP sets and prefix lists', [told(ipSet, { removed }), told(prefixList, { removed })], 0],
  ])('%s', (_, targets, said) => {
    expect(times(targets)).toBe(said);
  });
});

test('a dead run is told of with its counts', () => {
  const written = [
    {
      run: 'run-0',
      event: 'event-0',
      at: now - 3_600_000,
      added: [entry('44.0.1.0/24')],
      removed: [entry('44.0.0.0/24')],
      moved: [],
      movedCount: 0,
      addedCount: 1,
      removedCount: 700,
    },
  ];
  const { body } = mail([told(ipSet, { written })]);
  expect(body).toContain(
    'A run of 2026-08-22 04:00 UTC was cut short before it could mail this (700 removed, 1 added):',
  );
  expect(body).toMatch(/44\.0\.1\.0\/24 +added/);
});
