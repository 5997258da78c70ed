import type { Layout } from '../../lib/plan/layout.js';
import { addresses, aggregate, covers, parseCidr, sorted, subtract, type Cidr } from '../../lib/cidr.js';
import { guard } from '../../lib/plan/guard.js';
import type { GuardPolicy } from '../../lib/plan/judge.js';
import type { Plan } from '../../lib/plan/guarded-plan.js';
import { plan, type Situation } from '../../lib/plan/plan.js';
import type { WantedEntry } from '../../lib/plan/wanted.js';
import type { Memory } from '../../lib/plan/memory.js';
import { effectOf } from '../../lib/plan/refusals.js';
import fc from 'fast-check';

const hour = 3_600_000;
const now = Date.UTC(2026, 7, 22, 6);
const net = (text: string): Cidr => parseCidr(text);
const nets = (...texts: string[]): Cidr[] => texts.map(net);
const fed = (...texts: string[]): WantedEntry[] =>
  texts.map((text) => ({ cidr: net(text), origin: 'feed', reason: { kind: 'feed', services: ['EC2'] } }));
const pin = (text: string): WantedEntry => ({ cidr: net(text), origin: 'pin', reason: { kind: 'pin' } });

const room = (most: number): Layout => ({
  grain: 'whole',
  portRanges: [''],
  containers: [{ id: 'set', room: most, rules: [] }],
});

const policy: GuardPolicy = {
  guards: { emptied: 'refuse', coverageLost: 25, entriesLost: 50, minEntries: 10 },
  layout: room(10_000),
  force: false,
  announceOnly: false,
};

function situation(over: Partial<Situation>): Situation {
  return {
    family: 'IPV4',
    actual: [],
    wants: { entries: [], feed: 'none' },
    memory: undefined,
    policy: { removeForeign: false, hold: 24 * hour, force: false },
    now,
    ...over,
  };
}

function decide(over: Partial<Situation>, guarded: Partial<GuardPolicy> = {}): Plan {
  return guard(plan(situation(over)), { ...policy, ...guarded });
}

function memory(ours: string[], over: Partial<Memory> = {}): Memory {
  return { ours: sorted(nets(...ours)), fed: sorted(nets(...ours)), missing: [], ...over };
}

const effectsOf = ({ refusals }: Plan) => refusals.map(effectOf);
const cidrs = (entries: readonly { cidr: Cidr }[]): string[] => entries.map((entry) => entry.cidr);
/** `n` /24s, apart from one another so that none merge. */
const many = (n: number): string[] => Array.from({ length: n }, (_, i) => `44.${2 * i}.0.0/24`);
const feedOf = (...texts: string[]) => ({
  entries: fed(...texts),
  feed: 'selected' as const,
  fingerprint: 'EC2',
});

describe('growth', () => {
  const grown = (month: string, wanted: number) => ({ month, wanted });

  test('how many were wanted is kept by month where the month brought a change, for a year and a month', () => {
    const before = Array.from({ length: 13 }, (_, i) => grown(`2025-${String(i + 1).padStart(2, '0')}`, i));
    const done = decide({
      actual: nets('3.0.0.0/24'),
      wants: feedOf('3.0.0.0/24', '5.0.0.0/24'),
      memory: memory(['3.0.0.0/24'], { fingerprint: 'EC2', sizes: before }),
    });
    expect(done.memory?.sizes).toEqual([...before.slice(1), grown('2026-08', 2)]);
  });

  test('a second change in a month takes the first one’s place, and no change leaves everything as it is', () => {
    const sizes = [grown('2026-08', 9)];
    const over = {
      memory: memory(['3.0.0.0/24'], { fingerprint: 'EC2', sizes }),
      actual: nets('3.0.0.0/24'),
    };
    const changed = decide({ ...over, wants: feedOf('3.0.0.0/24', '5.0.0.0/24') });
    expect(changed.memory?.sizes).toEqual([grown('2026-08', 2)]);
    expect(decide({ ...over, wants: feedOf('3.0.0.0/24') }).memory?.sizes).toEqual(sizes);
  });
});

describe('the syncToken of a target', () => {
  const known = memory(['3.0.0.0/24'], { fingerprint: 'EC2', syncToken: 5 });
  const actual = nets('3.0.0.0/24');

  test('is of the file that last made a difference: most make none, and are not remembered', () => {
    const same = decide({ actual, wants: { ...feedOf('3.0.0.0/24'), syncToken: 6 }, memory: known });
    expect(same.memory).toEqual(known);
    const other = decide({
      actual,
      wants: { ...feedOf('3.0.0.0/24', '4.0.0.0/24'), syncToken: 6 },
      memory: known,
    });
    expect(other.memory?.syncToken).toBe(6);
  });

  test('stays as it is in a run that reads no file, whatever that writes', () => {
    const wants = { entries: [pin('81.2.69.0/24')], feed: 'last-applied' as const };
    expect(decide({ actual, wants, memory: known }).memory).toMatchObject({
      ours: nets('3.0.0.0/24', '81.2.69.0/24'),
      syncToken: 5,
    });
  });
});

describe('ownership', () => {
  test('an entry that doorlist did not put there is foreign and stays', () => {
    const done = decide({
      actual: nets('9.9.9.9/32', '3.0.0.0/24'),
      wants: feedOf('3.0.0.0/24'),
      memory: memory(['3.0.0.0/24']),
    });
    expect(done.after).toEqual(nets('3.0.0.0/24', '9.9.9.9/32'));
    expect(done.remove).toEqual([]);
  });

  test('a flush removes what is foreign and not pinned', () => {
    const done = decide({
      actual: nets('9.9.9.9/32', '3.0.0.1/32'),
      wants: { entries: [pin('3.0.0.1/32')], feed: 'none' },
      memory: memory(['3.0.0.1/32'], { fed: [] }),
      policy: { removeForeign: true, hold: 0, force: false },
    });
    expect(done.remove).toEqual([{ cidr: '9.9.9.9/32', reason: { kind: 'unwanted' } }]);
    expect(done.after).toEqual(nets('3.0.0.1/32'));
  });

  test('a mark in AWS says what is ours, whatever is remembered; unwanted, it is held as the feed’s', () => {
    const done = decide({
      actual: nets('3.0.0.0/24', '4.0.0.0/24', '9.9.9.9/32'),
      marked: nets('3.0.0.0/24', '4.0.0.0/24'),
      wants: feedOf('3.0.0.0/24'),
    });
    expect(done.memory).toMatchObject({
      ours: nets('3.0.0.0/24', '4.0.0.0/24'),
      missing: [{ cidr: '4.0.0.0/24', since: now }],
    });
    expect(done.foreign).toBe(1);
  });

  test('a marked entry of a list without a feed goes at once, remembered or not', () => {
    const marked = nets('3.0.0.1/32');
    const gone = { actual: marked, marked, wants: { entries: [], feed: 'none' as const } };
    expect(cidrs(decide({ ...gone, memory: memory(['3.0.0.1/32'], { fed: [] }) }).remove)).toEqual(marked);
    expect(cidrs(decide(gone).remove)).toEqual(marked);
  });

  test('without a record, what the wants cover is ours and the rest is foreign', () => {
    const done = decide({
      actual: nets('3.0.0.0/25', '3.0.0.128/25', '9.9.9.9/32'),
      wants: feedOf('3.0.0.0/24'),
    });
    expect(done.after).toEqual(nets('3.0.0.0/24', '9.9.9.9/32'));
    expect(done.memory?.ours).toEqual(nets('3.0.0.0/24'));
  });

  test('an entry that was foreign before the feed listed it is foreign again afterwards', () => {
    const listed = decide({
      actual: nets('3.0.0.0/24', '4.0.0.0/24'),
      wants: feedOf('3.0.0.0/24', '4.0.0.0/24'),
      memory: memory(['4.0.0.0/24'], { fingerprint: 'EC2' }),
    });
    expect(listed.memory?.ours).toEqual(nets('4.0.0.0/24'));
    const dropped = decide({
      actual: listed.after,
      wants: feedOf('4.0.0.0/24'),
      memory: listed.memory,
      now: now + 48 * hour,
    });
    expect(dropped.after).toEqual(nets('3.0.0.0/24', '4.0.0.0/24'));
  });

  test('a pin taken out of the file goes at the next run', () => {
    const done = decide({ actual: nets('3.0.0.1/32'), memory: memory(['3.0.0.1/32'], { fed: [] }) });
    expect(done.remove).toEqual([{ cidr: '3.0.0.1/32', reason: { kind: 'pin-ended' } }]);
  });

  test('only entries of the family of the target are wanted of it', () => {
    const wants = { entries: [pin('3.0.0.1/32'), pin('2600:1::/48')], feed: 'none' as const };
    expect(cidrs(decide({ wants }).add)).toEqual(['3.0.0.1/32']);
    expect(cidrs(decide({ wants, family: 'IPV6' }).add)).toEqual(['2600:1::/48']);
  });
});

describe('holding', () => {
  const before = {
    actual: nets('3.0.0.0/24', '4.0.0.0/24'),
    memory: memory(['3.0.0.0/24', '4.0.0.0/24'], { fingerprint: 'EC2' }),
  };
  const missed = (at: number) => decide({ ...before, wants: feedOf('3.0.0.0/24'), now: at });

  test('an address that the feed drops stays for the hold and goes at the first run after it', () => {
    const held = missed(now);
    expect(held.after).toEqual(before.actual);
    expect(held.memory?.missing).toEqual([{ cidr: '4.0.0.0/24', since: now }]);
    const early = decide({
      actual: held.after,
      wants: feedOf('3.0.0.0/24'),
      memory: held.memory,
      now: now + 24 * hour - 1,
    });
    expect(early.after).toEqual(before.actual);
    const due = decide({
      actual: held.after,
      wants: feedOf('3.0.0.0/24'),
      memory: held.memory,
      now: now + 24 * hour,
    });
    expect(due.remove).toEqual([{ cidr: '4.0.0.0/24', reason: { kind: 'missing' }, since: now }]);
  });

  test('an address that comes back starts its hold anew when it is dropped again', () => {
    const held = missed(now);
    const back = decide({
      actual: held.after,
      wants: feedOf('3.0.0.0/24', '4.0.0.0/24'),
      memory: held.memory,
      now: now + hour,
    });
    expect(back.memory?.missing).toEqual([]);
    const again = decide({
      actual: back.after,
      wants: feedOf('3.0.0.0/24'),
      memory: back.memory,
      now: now + 23 * hour,
    });
    expect(again.memory?.missing).toEqual([{ cidr: '4.0.0.0/24', since: now + 23 * hour }]);
  });

  test('an entry whose every address is covered by a written one goes at once', () => {
    const done = decide({ ...before, wants: feedOf('3.0.0.0/23', '4.0.0.0/24') });
    expect(done.remove).toEqual([{ cidr: '3.0.0.0/24', reason: { kind: 'covered' } }]);
  });

  test('of an entry that shrank only the lost addresses are held', () => {
    const done = decide({ ...before, wants: feedOf('3.0.0.0/24', '4.0.0.0/25') });
    expect(done.after).toEqual(nets('3.0.0.0/24', '4.0.0.0/25', '4.0.0.128/25'));
    expect(done.memory?.missing).toEqual([{ cidr: '4.0.0.128/25', since: now }]);
  });

  test('parts of one entry that were missed at different times go at different times', () => {
    const half = decide({ ...before, wants: feedOf('3.0.0.0/24', '4.0.0.0/25') });
    const none = decide({
      actual: half.after,
      wants: feedOf('3.0.0.0/24'),
      memory: half.memory,
      now: now + 12 * hour,
    });
    const done = decide({
      actual: none.after,
      wants: feedOf('3.0.0.0/24'),
      memory: none.memory,
      now: now + 24 * hour,
    });
    expect(done.after).toEqual(nets('3.0.0.0/24', '4.0.0.0/25'));
  });

  test('a selection edited in the file is neither held nor refused', () => {
    const ours = many(20);
    const wants = { ...feedOf('3.0.0.0/24'), fingerprint: 'S3' };
    const done = decide({ actual: nets(...ours), memory: memory(ours, { fingerprint: 'EC2' }), wants });
    expect(done).toMatchObject({ after: ['3.0.0.0/24'], refusals: [] });
  });

  test('an edit of the selection closes what it gives up, and not what the hold or a guard has kept before', () => {
    const [gone = '', held = '', withheld = '', kept = ''] = many(4);
    const missing = [
      { cidr: net(held), since: now - hour },
      { cidr: net(withheld), since: now - 30 * hour, withheld: 'coverage-lost' as const },
    ];
    const done = decide({
      actual: nets(gone, held, withheld, kept),
      memory: memory([gone, held, withheld, kept], { fingerprint: 'EC2', missing }),
      wants: { ...feedOf(kept), fingerprint: 'S3' },
    });
    expect(done.remove).toEqual([{ cidr: net(gone), reason: { kind: 'selection-ended' } }]);
    expect(done.memory?.missing).toEqual(missing);
  });

  test('an older file leaves what was last applied in force, and ends no hold', () => {
    const held = missed(now);
    const wants = { entries: [], feed: 'last-applied' as const };
    expect(decide({ actual: nets('4.0.0.0/24'), wants, memory: held.memory, now: now + hour }).after).toEqual(
      before.actual,
    );
    const late = { actual: held.after, memory: held.memory, now: now + 25 * hour };
    expect(decide({ ...late, wants })).toMatchObject({ after: held.after, memory: held.memory });
    expect(decide({ ...late, wants: feedOf('3.0.0.0/24') }).after).toEqual(nets('3.0.0.0/24'));
  });

  test('what is held gives no way to a lease in a run that has read no file: the newcomer stays out', () => {
    const held = missed(now);
    const lease = {
      cidr: net('81.2.69.7/32'),
      origin: 'lease' as const,
      reason: { kind: 'lease' as const, until: now + hour, whys: [], more: 0 },
    };
    const wants = { entries: [lease], feed: 'last-applied' as const };
    const full = decide(
      { actual: held.after, wants, memory: held.memory },
      { layout: room(held.after.length) },
    );
    expect(full).toMatchObject({
      after: held.after,
      refusals: [{ reason: 'capacity', leftOut: [lease.cidr] }],
    });
  });

  test('at a full target it is the newcomer who stays out, though somebody who is in has renewed since', () => {
    const lease = (text: string, since: number) => ({
      cidr: net(text),
      origin: 'lease' as const,
      reason: { kind: 'lease' as const, until: now + hour, whys: [], more: 0 },
      since,
    });
    const [isIn, comes] = [lease('81.2.69.7/32', now), lease('81.2.69.8/32', now - hour)];
    const full = decide(
      {
        actual: [isIn.cidr],
        wants: { entries: [isIn, comes], feed: 'none' },
        memory: memory(['81.2.69.7/32']),
      },
      { layout: room(1) },
    );
    expect(full).toMatchObject({
      after: [isIn.cidr],
      refusals: [{ reason: 'capacity', leftOut: [comes.cidr] }],
    });
  });

  test('held entries give way where their room is needed, the longest missing first', () => {
    const actual = nets('3.0.0.0/24', '4.0.0.0/24', '5.0.0.0/24');
    const known = memory(['3.0.0.0/24', '4.0.0.0/24', '5.0.0.0/24'], {
      fingerprint: 'EC2',
      missing: [
        { cidr: net('5.0.0.0/24'), since: now - 5 * hour },
        { cidr: net('4.0.0.0/24'), since: now - 2 * hour },
      ],
    });
    const done = decide(
      { actual, memory: known, wants: feedOf('3.0.0.0/24', '6.0.0.0/24') },
      { layout: room(3) },
    );
    expect(done.after).toEqual(nets('3.0.0.0/24', '4.0.0.0/24', '6.0.0.0/24'));
    expect(done.refusals).toEqual([]);
  });
});

describe('where what is wanted has no room', () => {
  const full = (n: number) => ({ layout: room(n) });
  const known = (...ours: string[]) => memory(ours, { fingerprint: 'EC2' });

  test('what nothing wants is closed all the same, and the file is not taken for applied', () => {
    const ended = net('81.2.69.7/32');
    const before = known('3.0.0.0/24');
    const done = decide(
      {
        actual: nets('3.0.0.0/24', '81.2.69.7/32'),
        memory: { ...before, ours: [...before.ours, ended], syncToken: 7 },
        wants: { ...feedOf('3.0.0.0/24', '4.0.0.0/24', '5.0.0.0/24'), syncToken: 8 },
      },
      full(2),
    );
    expect(done).toMatchObject({ after: nets('3.0.0.0/24'), add: [], refusals: [{ reason: 'capacity' }] });
    expect(done.memory).toMatchObject({ syncToken: 7, ours: nets('3.0.0.0/24') });
    expect(effectsOf(done)).toMatchObject([{ withholds: 'additions' }]);
  });

  test('an entry of which a part is wanted stays whole, since what takes its place has no room', () => {
    const parts = ['3.0.0.0/26', '3.0.0.64/26', '3.0.0.192/26'];
    const wants = { ...feedOf(...parts, '4.0.0.0/24'), fingerprint: 'edited' };
    const done = decide(
      { actual: nets('3.0.0.0/24', '9.0.0.0/24'), memory: known('3.0.0.0/24', '9.0.0.0/24'), wants },
      full(3),
    );
    expect(done).toMatchObject({ after: nets('3.0.0.0/24'), add: [] });
    expect(cidrs(done.remove)).toEqual(['9.0.0.0/24']);
    expect(done.memory).toMatchObject({ fingerprint: 'EC2', fed: nets('3.0.0.0/24') });
  });
});

describe('where a group has no room', () => {
  const rule = (cidr: string, portRange: string) => ({
    cidr: net(cidr),
    portRange,
    owner: 'ours' as const,
    id: `${cidr} ${portRange}`,
  });
  const group = (quota: number, portRanges: string[], rules: ReturnType<typeof rule>[]): Layout => ({
    grain: 'rule',
    portRanges,
    quota,
    containers: [{ id: 'sg', room: quota, rules }],
  });
  const known = (...ours: string[]) => memory(ours, { fingerprint: 'EC2', missing: [gone] });
  const gone = { cidr: net('9.0.0.0/24'), since: now - 25 * hour };

  test('one that holds more than its quota by now is closed where nothing wants it, and keeps the rest', () => {
    const there = ['3.0.0.0/24', '4.0.0.0/24', '9.0.0.0/24'];
    const layout = group(
      1,
      ['tcp 443-443'],
      there.map((cidr) => rule(cidr, 'tcp 443-443')),
    );
    const wants = feedOf('3.0.0.0/24', '4.0.0.0/24', '5.0.0.0/24');
    const done = decide(
      { actual: nets(...there), marked: nets(...there), memory: known(...there), wants },
      { layout },
    );
    expect(done).toMatchObject({
      after: nets('3.0.0.0/24', '4.0.0.0/24'),
      refusals: [{ reason: 'capacity' }],
    });
    expect(effectsOf(done)).toMatchObject([{ withholds: 'additions' }]);
  });

  test('in a group that the target leaves, too, while there is no room for what is wanted of it', () => {
    const there = ['3.0.0.0/24', '9.0.0.0/24'];
    const rules = there.map((cidr) => rule(cidr, 'tcp 443-443'));
    const layout: Layout = {
      ...group(1, ['tcp 443-443'], [rule('4.0.0.0/24', 'tcp 443-443')]),
      containers: [
        { id: 'sg', room: 1, rules: [rule('4.0.0.0/24', 'tcp 443-443')] },
        { id: 'old', room: 0, rules, leaving: true },
      ],
    };
    const actual = nets('4.0.0.0/24', ...there);
    const wants = feedOf('3.0.0.0/24', '4.0.0.0/24');
    const done = decide({ actual, marked: actual, memory: known('4.0.0.0/24', ...there), wants }, { layout });
    expect(done).toMatchObject({
      after: nets('3.0.0.0/24', '4.0.0.0/24'),
      refusals: [{ reason: 'capacity' }],
    });
  });

  test('where entries have no room to be opened at every port range, nothing changes, and that is said', () => {
    const there = ['3.0.0.0/24', '4.0.0.0/24', '9.0.0.0/24'];
    const layout = group(
      1,
      ['tcp 443-443', 'tcp 80-80'],
      there.map((cidr) => rule(cidr, 'tcp 443-443')),
    );
    const partial = nets(...there);
    const wants = feedOf('3.0.0.0/24', '4.0.0.0/24', '6.0.0.0/24');
    const done = decide(
      { actual: nets(...there), marked: nets(...there), partial, memory: known(...there), wants },
      { layout, partial },
    );
    expect(done).toMatchObject({
      after: nets(...there),
      steps: [],
      refusals: [{ reason: 'capacity', stuck: true }],
    });
    expect(effectsOf(done)).toMatchObject([{ withholds: 'everything' }]);
  });
});

describe('guards', () => {
  const ours = many(20);
  const dropped = (n: number) => ({
    actual: nets(...ours),
    wants: feedOf(...ours.slice(n)),
    memory: memory(ours, {
      fingerprint: 'EC2',
      missing: nets(...ours.slice(0, n)).map((cidr) => ({ cidr, since: now - 25 * hour })),
    }),
  });

  test.each([
    [5, [], 'a quarter of the addresses may go'],
    [6, ['coverage-lost'], 'more than a quarter may not'],
  ])('%i of 20 equal entries dropped: %j, since %s', (n, reasons) => {
    const done = decide(dropped(n));
    expect(done.refusals.map((refusal) => refusal.reason)).toEqual(reasons);
    expect(done.remove).toHaveLength(reasons.length > 0 ? 0 : n);
  });

  test('a refused share withholds the removals only: what is new is let in', () => {
    const { wants, ...rest } = dropped(6);
    const done = decide({ ...rest, wants: { ...wants, entries: [...wants.entries, ...fed('99.0.0.0/24')] } });
    expect(cidrs(done.add)).toEqual(['99.0.0.0/24']);
    expect(effectsOf(done)).toMatchObject([{ withholds: 'removals', forcible: true }]);
    expect(done.refusals).toEqual([
      { reason: 'coverage-lost', coverageLost: 30, gone: 6, ours: 20, limit: 25 },
    ]);
  });

  test('what was withheld stays withheld though its share has become small, until the feed lists it again', () => {
    const refused = decide(dropped(6));
    const grown = feedOf(...ours.slice(6), '128.0.0.0/9');
    const later = decide({
      actual: refused.after,
      wants: grown,
      memory: refused.memory,
      now: now + 48 * hour,
    });
    expect(later.remove).toEqual([]);
    expect(later.refusals.map((refusal) => refusal.reason)).toEqual(['coverage-lost']);
    const back = decide({
      actual: later.after,
      wants: feedOf(...ours, '128.0.0.0/9'),
      memory: later.memory,
      now: now + 72 * hour,
    });
    expect(back.refusals).toEqual([]);
    expect(back.memory?.missing).toEqual([]);
  });

  test('a new refusal withholds what an earlier one has withheld, too', () => {
    const refused = decide(dropped(6));
    const shrunk = feedOf(...ours.slice(12));
    const seen = decide({ actual: refused.after, wants: shrunk, memory: refused.memory });
    expect(seen).toMatchObject({ remove: [], refusals: [{ earlier: 6 }] });
    const again = decide({
      actual: seen.after,
      wants: shrunk,
      memory: seen.memory,
      now: now + 25 * hour,
    });
    expect(again.remove).toEqual([]);
    expect(again.refusals).toMatchObject([{ reason: 'coverage-lost', gone: 6 }]);
    expect(again.memory?.missing.map(({ withheld }) => withheld)).toEqual(
      Array.from({ length: 12 }, () => 'coverage-lost'),
    );
  });

  test('force removes what was withheld', () => {
    const refused = decide(dropped(6));
    const policy = { removeForeign: false, hold: 24 * hour, force: true };
    const done = decide(
      { actual: refused.after, wants: dropped(6).wants, memory: refused.memory, policy },
      { force: true },
    );
    expect(done.remove).toHaveLength(6);
    expect(done.refusals).toEqual([]);
  });

  test.each([
    [9, []],
    [10, ['coverage-lost']],
  ])('shares are judged from 10 entries up: half of %i gone: %j', (n, reasons) => {
    const few = many(n);
    const gone = few.slice(0, Math.ceil(n / 2));
    const done = decide({
      actual: nets(...few),
      wants: feedOf(...few.slice(gone.length)),
      memory: memory(few, {
        fingerprint: 'EC2',
        missing: nets(...gone).map((cidr) => ({ cidr, since: now - 25 * hour })),
      }),
    });
    expect(done.refusals.map((refusal) => refusal.reason)).toEqual(reasons);
  });

  test.each([
    ['2 %', '100.0.0.0/18', ['entries-lost']],
    ['0.5 %', '100.0.0.0/16', []],
  ])('most entries gone, but only %s of the addresses', (_, rest, reasons) => {
    const gone = Array.from({ length: 12 }, (_, i) => `44.${2 * i}.0.0/27`);
    const held = [rest, ...many(7).map((text) => text.replace('44.', '55.'))];
    const all = [...gone, ...held];
    const done = decide({
      actual: nets(...all),
      wants: feedOf(...held),
      memory: memory(all, {
        fingerprint: 'EC2',
        missing: nets(...gone).map((cidr) => ({ cidr, since: now - 25 * hour })),
      }),
    });
    expect(done.refusals.map((refusal) => refusal.reason)).toEqual(reasons);
  });

  test('a re-cut that loses no address is no loss, however many entries go', () => {
    const halves = ours.flatMap((text) => [text.replace('/24', '/25'), text.replace('.0/24', '.128/25')]);
    const done = decide({
      actual: nets(...halves),
      wants: feedOf(...ours),
      memory: memory(halves, { fingerprint: 'EC2' }),
    });
    expect(done).toMatchObject({ refusals: [], after: nets(...ours) });
  });

  test('a feed that lists nothing any more is refused whole, pins included, and force takes it away at once', () => {
    const wants = { entries: [pin('9.9.9.9/32')], feed: 'selected' as const, fingerprint: 'EC2' };
    const before = {
      actual: nets('3.0.0.0/24'),
      memory: memory(['3.0.0.0/24'], { fingerprint: 'EC2' }),
      wants,
    };
    const refused = decide(before);
    expect(refused).toMatchObject({
      after: ['3.0.0.0/24'],
      add: [],
      refusals: [{ reason: 'emptied', fed: 1 }],
    });
    expect(effectsOf(refused)).toMatchObject([{ withholds: 'everything' }]);
    expect(refused.memory).toEqual(before.memory);
    expect(decide(before, { force: true }).after).toEqual(nets('9.9.9.9/32'));
  });

  test('a list without a feed may be emptied', () => {
    const done = decide({
      actual: nets('9.9.9.9/32'),
      policy: { removeForeign: true, hold: 0, force: false },
    });
    expect(done).toMatchObject({ after: [], refusals: [] });
  });

  test('more than the target takes is refused, with the number, and force does not lift it', () => {
    const done = decide(
      { actual: nets('9.9.9.9/32'), wants: feedOf(...many(3)) },
      { layout: room(3), force: true },
    );
    expect(done).toMatchObject({
      after: ['9.9.9.9/32'],
      refusals: [{ reason: 'capacity', remedy: { grain: 'whole', room: 3, lacking: 1 } }],
    });
    expect(effectsOf(done)).toMatchObject([{ withholds: 'additions', forcible: false }]);
  });

  test('the first fill is not judged by shares', () => {
    expect(decide({ wants: feedOf(...ours) })).toMatchObject({ refusals: [], add: { length: 20 } });
  });

  test('the first scheduled flush of an unknown list is announced: pins come, nothing goes, and it is remembered', () => {
    const done = decide(
      {
        actual: nets('9.9.9.9/32'),
        wants: { entries: [pin('3.0.0.1/32')], feed: 'none' },
        policy: { removeForeign: true, hold: 0, force: false },
      },
      { announceOnly: true },
    );
    expect(done.after).toEqual(nets('3.0.0.1/32', '9.9.9.9/32'));
    expect(done.refusals).toEqual([{ reason: 'first-flush', entries: 1 }]);
    expect(effectsOf(done)).toMatchObject([{ withholds: 'removals' }]);
    expect(done.memory).toBeDefined();
  });
});

describe('laws', () => {
  const network = fc.tuple(fc.nat(15), fc.integer({ min: 22, max: 26 })).map(([n, prefix]) => {
    const address = (100 << 24) + n * 64 * 4;
    const start = (address >>> (32 - prefix)) << (32 - prefix);
    return net(`${[24, 16, 8, 0].map((shift) => (start >>> shift) & 255).join('.')}/${prefix}`);
  });
  const someNets = fc.array(network, { maxLength: 12 }).map((list) => sorted(list));
  const step = fc.record({
    listed: someNets,
    console: someNets,
    hours: fc.nat(30),
    force: fc.boolean(),
    merge: fc.boolean(),
  });

  test('whatever the feed and the console do, wanted stays open, foreign stays, nothing unwanted opens, and rest is at rest', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        let [actual, remembered, time]: [Cidr[], Memory | undefined, number] = [[], undefined, now];
        for (const { listed, console, hours, force, merge } of steps) {
          time += hours * hour;
          const byHand = console.filter(
            (cidr) => !actual.includes(cidr) && !(remembered?.ours ?? []).includes(cidr),
          );
          actual = sorted([...actual, ...byHand]);
          const entries = (merge ? aggregate(listed) : listed).map((cidr) => ({
            cidr,
            origin: 'feed' as const,
            reason: { kind: 'feed' as const, services: ['EC2'] },
          }));
          const over = {
            actual,
            memory: remembered,
            wants: { entries, feed: 'selected' as const, fingerprint: 'EC2' },
            policy: { removeForeign: false, hold: 24 * hour, force },
            now: time,
          };
          const proposal = plan(situation(over));
          const done = guard(proposal, { ...policy, force });

          expect(
            sorted([
              ...actual.filter((cidr) => !cidrs(done.remove).includes(cidr)),
              ...done.add.map((entry) => entry.cidr),
            ]),
          ).toEqual(done.after);
          const open = subtract(actual, subtract(actual, listed));
          expect(covers(done.after, open)).toBe(true);
          expect(covers([...actual, ...listed], done.after)).toBe(true);
          expect(done.after).toEqual(expect.arrayContaining(proposal.foreign));
          if (
            !effectsOf(done).some(({ withholds }) => withholds === 'everything' || withholds === 'additions')
          )
            expect(covers(done.after, listed)).toBe(true);

          const again = decide({ ...over, actual: done.after, memory: done.memory }, { force });
          expect([again.add, again.remove]).toEqual([[], []]);
          expect(again.memory).toEqual(done.memory);
          expect(addresses(done.after) >= addresses(open)).toBe(true);
          actual = done.after;
          remembered = done.memory;
        }
      }),
      { numRuns: 120 },
    );
  });
});
