import type { EventDetail } from '../../../simulator/world/record.js';
import {
  edge,
  grouped,
  groupA,
  groupB,
  createHarness,
  hour,
  list,
  listed,
  networks,
  nothingWrong,
  prefixes,
  rule,
  set4,
  set6,
  type Refused,
} from './harness.js';

/*
 * Each count counts what is wrong, and does not count what only looks like it.
 */

const [a, b, both] = ['3.0.0.0/24', '3.0.1.0/24', '3.0.0.0/23'];
const held = (refusals: Refused[]) => ({ refusals });
const everything = held([{ reason: 'capacity', withholds: 'everything' }]);
const removals = held([{ reason: 'coverage-lost', withholds: 'removals' }]);

describe('gaps', () => {
  test('a wanted address that goes and comes back is one', () => {
    const harness = createHarness(edge);
    harness.publish([a, b]);
    harness.run({ writes: [[set4, [a, b]]] });
    harness.run({
      writes: [
        [set4, [a]],
        [set4, [a, b]],
      ],
    });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
    expect(harness.balance().findings[0]).toMatchObject({
      wrong: 'gaps',
      actor: 'doorlist-dev-refresh-2',
      list: 'edge',
      target: set4,
      family: 'IPV4',
      message: 'shut out 256 addresses from 3.0.1.0 on, which were let in and are wanted',
    });
  });

  test('a part of a wanted network counts', () => {
    const harness = createHarness(edge);
    harness.publish([both]);
    harness.run({
      writes: [
        [set4, [both]],
        [set4, [a]],
        [set4, [both]],
      ],
    });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('other entries for the same addresses, or addresses that nobody wants, are none', () => {
    const harness = createHarness(edge);
    harness.publish([a, b]);
    harness.run({
      writes: [
        [set4, [a, b]],
        [set4, [both]],
        [set4, [b, a]],
      ],
    });
    harness.publish([], [a]);
    harness.run({ writes: [[set4, [b]]] });
    expect(harness.wrongs()).toEqual(nothingWrong);
  });

  test('an address that was not there cannot be shut out', () => {
    const harness = createHarness(edge);
    harness.publish([a, b]);
    harness.run({ writes: [[set4, [b]]], says: everything });
    expect(harness.wrongs()).toEqual(nothingWrong);
  });

  test('what is wanted is what the run’s own file lists, not one that it never got', () => {
    const story = (file: 'old' | 'new') => {
      const harness = createHarness(edge);
      const old = harness.publish([a, b]);
      harness.run({ writes: [[set4, [a, b]]] });
      const fresh = harness.publish([], [b]);
      harness.run({ file: file === 'old' ? old : fresh, writes: [[set4, [a]]], says: everything });
      return harness.wrongs();
    };
    expect([story('old'), story('new')]).toEqual([{ ...nothingWrong, gaps: 1 }, nothingWrong]);
  });

  test('without a file of its own, a run is held to the newest that any other got', () => {
    const harness = createHarness(edge);
    harness.publish([a, b]);
    harness.run({ writes: [[set4, [a, b]]] });
    harness.run({
      file: false,
      writes: [
        [set4, [a]],
        [set4, [a, b]],
      ],
    });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('a file that came broken is none', () => {
    const harness = createHarness(edge);
    const old = harness.publish([a, b]);
    harness.run({ writes: [[set4, [a, b]]] });
    const fresh = harness.publish([], [b]);
    const actor = harness.begin(old);
    const url = 'https://ip-ranges';
    harness.tell(actor, { kind: 'fetch', url, status: 200, syncToken: String(fresh), fault: 'truncated' });
    harness.tell(actor, { kind: 'fetch', url, status: 503, syncToken: String(fresh) });
    harness.write(actor, set4, [a]);
    harness.end(actor, { says: everything });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('where two runs have two files, only what both list is surely wanted', () => {
    const harness = createHarness(edge);
    const old = harness.publish([a, b]);
    harness.run({ writes: [[set4, [a, b]]] });
    harness.publish([], [b]);
    const [slow, quick] = [harness.begin(old), harness.begin()];
    harness.write(slow, set4, [a]);
    harness.write(quick, set4, [both]);
    harness.end(quick, {});
    harness.end(slow, {});
    expect(harness.wrongs()).toEqual(nothingWrong);
  });

  test('and so is what nobody but the newer one lists', () => {
    const harness = createHarness(edge);
    const old = harness.publish([a]);
    harness.run({ writes: [[set4, [a]]] });
    harness.publish([b]);
    const [slow, quick] = [harness.begin(old), harness.begin()];
    harness.end(slow, {});
    harness.write(quick, set4, [a, b]);
    harness.end(quick, {});
    expect(harness.wrongs()).toEqual(nothingWrong);
  });

  test('a lagging edge’s file is one, and makes no newer one forgotten', () => {
    const story = (now: boolean) => {
      const harness = createHarness(edge);
      const old = harness.publish([a]);
      harness.publish([b]);
      const url = 'https://ip-ranges';
      const stale = { kind: 'fetch', url, status: 200, syncToken: String(old), fault: 'stale' } as const;
      if (now) harness.run({ writes: [[set4, [a, b]]] });
      const actor = harness.begin(false);
      harness.tell(actor, stale);
      harness.write(actor, set4, now ? [a, b] : [a]);
      harness.end(actor, {});
      harness.run({
        file: false,
        writes: [
          [set4, now ? [a] : [b]],
          [set4, [a, b]],
        ],
      });
      return harness.wrongs().gaps;
    };
    expect([story(false), story(true)]).toEqual([1, 1]);
  });

  test('what a run sent before it ended may take effect later, and is held to the newest file then', () => {
    const harness = createHarness(edge);
    const old = harness.publish([a]);
    const late = harness.begin(old);
    harness.end(late, { says: everything });
    harness.publish([b]);
    harness.run({ writes: [[set4, [a, b]]] });
    harness.write(late, set4, [a]);
    expect(harness.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('what a person does is not doorlist’s doing', () => {
    const harness = createHarness(edge);
    harness.publish([a, b]);
    harness.run({ writes: [[set4, [a, b]]] });
    harness.write('console-alice', set4, [a]);
    harness.run({ writes: [[set4, [a, b]]] });
    expect(harness.wrongs()).toEqual(nothingWrong);
  });

  describe('in security groups', () => {
    const all = (source: string) => [rule(source), rule(source, '8000-8100')];
    const story = (writes: [string, string[]][]) => {
      const harness = createHarness(grouped);
      harness.publish([a]);
      harness.run({ writes: [[groupA, all(a)]] });
      harness.run({ writes });
      return harness.wrongs();
    };

    test('a rule may move to another group if it is opened there first', () => {
      expect(
        story([
          [groupB, all(a)],
          [groupA, []],
        ]),
      ).toEqual(nothingWrong);
    });

    test('else it is a gap, at each port', () => {
      expect(
        story([
          [groupA, []],
          [groupB, all(a)],
        ]),
      ).toEqual({ ...nothingWrong, gaps: 2 });
    });

    test('ports are told apart', () => {
      expect(
        story([
          [groupA, [rule(a)]],
          [groupB, all(a)],
        ]),
      ).toEqual({ ...nothingWrong, gaps: 1 });
    });

    test.each<[string, string[], number]>([
      ['all traffic', [`${a} -1 -1--1 sgr-1 -`], 0],
      ['more ports', [rule(a, '0-65535', '-')], 0],
      ['fewer ports', [rule(a, '443-443', '-'), rule(a, '8000-8099', '-')], 1],
      ['another protocol', [`${a} udp 0-65535 sgr-1 -`], 2],
      ['a group', [`sg-0123456789abcdef0 -1 -1--1 sgr-1 -`], 2],
    ])('a foreign rule for %s', (_, rules, gaps) => {
      const harness = createHarness(grouped);
      harness.write('aws', groupB, rules);
      harness.publish([a]);
      harness.run({ writes: [[groupA, all(a)]] });
      harness.run({
        writes: [
          [groupA, []],
          [groupA, all(a)],
        ],
      });
      expect(harness.wrongs()).toEqual({ ...nothingWrong, gaps });
    });
  });

  test('in a prefix list each version counts', () => {
    const story = (...versions: string[][]) => {
      const harness = createHarness(listed);
      harness.publish([a, b]);
      harness.run({ writes: [[prefixes, [`${a} doorlist:dev`, `${b} doorlist:dev`]]] });
      harness.run({
        writes: versions.map((each) => [prefixes, each.map((cidr) => `${cidr} doorlist:dev`)] as const),
      });
      return harness.wrongs();
    };
    expect(story([both])).toEqual(nothingWrong);
    expect(story([both, a, b], [a, b])).toEqual(nothingWrong);
    expect(story([a], [a, b])).toEqual({ ...nothingWrong, gaps: 1 });
  });
});

describe('over capacity', () => {
  test.each([
    [10_000, 0],
    [10_001, 1],
  ])('an IP set of %d', (count, overCapacity) => {
    const harness = createHarness(edge);
    const all = networks(count);
    harness.publish(all);
    harness.run({ writes: [[set4, all]] });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, overCapacity });
  });

  test.each([
    [3, 0],
    [2, 1],
  ])('a prefix list with MaxEntries %d and 3 entries, a foreign one among them', (capacity, overCapacity) => {
    const harness = createHarness(listed);
    harness.write('aws', prefixes, ['9.9.9.0/24 Office'], 100);
    harness.publish([a, b]);
    const actor = harness.begin();
    harness.write(actor, prefixes, ['9.9.9.0/24 Office', `${a} doorlist:dev`, `${b} doorlist:dev`], capacity);
    harness.end(actor, {});
    expect(harness.wrongs()).toEqual({ ...nothingWrong, overCapacity });
  });

  describe('a security group', () => {
    const one = list('one', [
      { kind: 'security-groups', groups: [groupA], protocol: 'tcp', ports: [[443, 443]], tag: 'one' },
    ]);
    const ours = (source: string) => rule(source, '443-443', 'doorlist=one');
    const v4 = (count: number) => networks(count).map(ours);
    const v6 = (count: number) =>
      networks(count, (i) => `2600:${i}:`).map((cidr) => ours(cidr.replace(/\.0\/32/, ':/48')));
    const weighty = ['pl-0123456789abcdef0 tcp 443-443 sgr-1 -'];

    test.each<[string, string[], number]>([
      ['60 of either family', [...v4(60), ...v6(60)], 0],
      ['61 of IPv4', v4(61), 1],
      ['61 of IPv6', v6(61), 1],
      ['60 and a foreign one', [...v4(60), rule('9.9.9.9/32', '22-22', '-')], 1],
      ['60 of IPv6 and a reference to a group', [...v6(60), 'sg-0123456789abcdef0 -1 -1--1 sgr-1 -'], 1],
      ['5 and a list that counts for 55', [...v4(5), ...weighty], 0],
      ['6 and a list that counts for 55', [...v4(6), ...weighty], 1],
      ['60 of the other family and a list that counts for 55', [...v6(60), ...weighty], 0],
    ])('%s', (_, rules, overCapacity) => {
      const harness = createHarness(one);
      harness.write('aws', prefixes, ['9.9.9.0/24 Office'], 55);
      const foreign = rules.filter((text) => !text.includes('doorlist=one'));
      harness.write('aws', groupA, foreign);
      const wanted = rules.filter((text) => text.includes('doorlist=one'));
      harness.publish(wanted.map((text) => text.split(' ')[0] ?? ''));
      harness.run({ writes: [[groupA, rules]] });
      expect(harness.wrongs()).toEqual({ ...nothingWrong, overCapacity });
    });

    test('an empty list counts in its own family', () => {
      const v6List = list('v6', [{ kind: 'prefix-list', arn: prefixes, family: 'IPV6' }]);
      const harness = createHarness(one, v6List);
      harness.write('aws', prefixes, [], 55);
      harness.publish(networks(60));
      harness.run({ writes: [[groupA, [...v4(60), ...weighty]]] });
      expect(harness.wrongs().overCapacity).toBe(0);
      harness.run({ writes: [[groupA, [...v6(6), ...weighty]]] });
      expect(harness.wrongs().overCapacity).toBe(1);
    });

    test('what was too much before doorlist came, or by a person’s hand, is not its doing', () => {
      const harness = createHarness(one);
      const foreign = (count: number) => networks(count).map((cidr) => rule(cidr, '22-22', '-'));
      harness.write('aws', groupA, foreign(70));
      harness.publish([a]);
      harness.run({ says: everything });
      harness.write('console-alice', groupA, foreign(72));
      harness.run({ writes: [[groupA, [...foreign(72), ours('2600:9000::/28')]]], says: everything });
      expect(harness.wrongs()).toEqual(nothingWrong);
    });
  });

  const call = (outcome: string): EventDetail => ({
    kind: 'call',
    service: 'ec2',
    operation: 'AuthorizeSecurityGroupIngress',
    account: '111122223333',
    region: 'eu-west-2',
    input: {},
    outcome,
  });

  test.each([
    ['RulesPerSecurityGroupLimitExceeded', 1],
    ['PrefixListMaxEntriesExceeded', 1],
    ['WAFLimitsExceededException', 1],
    ['RequestLimitExceeded', 0],
    ['ok', 0],
  ])('a call that AWS answers with %s', (outcome, overCapacity) => {
    const harness = createHarness(grouped);
    harness.tell('console-alice', call(outcome));
    expect(harness.wrongs()).toEqual(nothingWrong);
    harness.tell('doorlist-dev-refresh-1', call(outcome));
    expect(harness.wrongs()).toEqual({ ...nothingWrong, overCapacity });
  });
});

describe('foreign entries touched', () => {
  const office = '9.9.9.0/24';

  test.each(['aws', 'console-alice'])('an entry of an IP set that %s put there', (who) => {
    const harness = createHarness(edge);
    harness.publish([a]);
    harness.run({ writes: [[set4, [a]]] });
    harness.write(who, set4, [a, office, b]);
    harness.run({ writes: [[set4, [a]]] });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 2 });
  });

  test('an entry that stays, one that doorlist put there, and one that its owner takes away', () => {
    const harness = createHarness(edge);
    harness.write('aws', set4, [office]);
    harness.publish([a, b]);
    harness.run({ writes: [[set4, [office, a, b]]] });
    harness.publish([], [b]);
    harness.run({ writes: [[set4, [office, a]]] });
    harness.write('console-alice', set4, [a]);
    expect(harness.wrongs()).toEqual(nothingWrong);
  });

  test('an entry that a person put back is theirs', () => {
    const harness = createHarness(edge);
    harness.publish([a, b]);
    harness.run({ writes: [[set4, [a, b]]] });
    harness.publish([], [b]);
    harness.run({ writes: [[set4, [a]]] });
    harness.write('console-alice', set4, [a, b]);
    harness.run({ writes: [[set4, [a]]] });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
  });

  test('what is there before the first state on record is foreign', () => {
    const harness = createHarness(edge);
    harness.publish([a]);
    const actor = harness.begin();
    const state = { kind: 'state', target: set4, operation: 'UpdateIPSet' } as const;
    harness.tell(actor, { ...state, before: [office], after: [a] });
    harness.end(actor, {});
    expect(harness.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
  });

  describe('an entry that the wants cover', () => {
    test('is doorlist’s own if it was there when doorlist came', () => {
      const harness = createHarness(edge);
      harness.write('aws', set4, [a, office]);
      harness.publish([both]);
      harness.run({ writes: [[set4, [both, office]]] });
      expect(harness.wrongs()).toEqual(nothingWrong);
    });

    test('also where there was nothing to write at first', () => {
      const harness = createHarness(edge);
      harness.write('aws', set4, [both]);
      harness.publish([both]);
      harness.run();
      harness.publish(['3.9.0.0/24'], [both]);
      harness.run({ writes: [[set4, [both, '3.9.0.0/24']]] });
      harness.pass(24 * hour);
      harness.run({ writes: [[set4, ['3.9.0.0/24']]] });
      expect(harness.wrongs()).toEqual(nothingWrong);
    });

    test('but not if a person put it there later', () => {
      const harness = createHarness(edge);
      harness.publish([both]);
      harness.run({ writes: [[set4, [both]]] });
      harness.write('console-alice', set4, [both, a]);
      harness.run({ writes: [[set4, [both]]] });
      expect(harness.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
    });

    test('and not as long as doorlist has done nothing with the set', () => {
      const harness = createHarness(edge);
      harness.write('aws', set4, [a]);
      harness.publish([both]);
      harness.run({ says: everything });
      harness.publish([b], [both]);
      harness.run({ writes: [[set4, [b]]] });
      expect(harness.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
    });
  });

  test('of a prefix list, the description tells', () => {
    const harness = createHarness(listed);
    const foreign = `${office} doorlist is fine with this`;
    harness.write('aws', prefixes, [foreign, `${b} -`], 10);
    harness.publish([a]);
    const own = `${a} doorlist:dev/listed`;
    harness.run({ writes: [[prefixes, [foreign, `${b} -`, own]]] });
    harness.publish([b], [a]);
    harness.run({ writes: [[prefixes, [foreign, `${b} -`]]] });
    expect(harness.wrongs()).toEqual(nothingWrong);
    harness.run({ writes: [[prefixes, [`${b} doorlist:dev/listed`]]] });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 2 });
  });

  test('what bears doorlist’s mark is its own, whoever put it there', () => {
    const harness = createHarness(listed);
    harness.write('aws', prefixes, [`${b} doorlist:dev/listed`], 10);
    harness.publish([a]);
    harness.run({ writes: [[prefixes, [`${a} doorlist:dev/listed`]]] });
    expect(harness.wrongs()).toEqual(nothingWrong);
  });

  test('of a security group, the tag tells, and other lists may take away their own', () => {
    const beside = list('beside', [
      { kind: 'security-groups', groups: [groupA], protocol: 'tcp', ports: [[443, 443]], tag: 'beside' },
    ]);
    const harness = createHarness(grouped, beside);
    const foreign = rule(office, '443-443', 'doorlist=doorlist/prod/grouped');
    const bare = rule(office, '22-22', '-');
    harness.write('aws', groupA, [foreign, bare]);
    harness.publish([a]);
    const own = [rule(a), rule(a, '8000-8100'), rule(a, '443-443', 'doorlist=beside')];
    harness.run({ writes: [[groupA, [foreign, bare, ...own]]] });
    harness.publish([], [a]);
    harness.run({ writes: [[groupA, [foreign, bare]]] });
    expect(harness.wrongs()).toEqual(nothingWrong);
    harness.run({ writes: [[groupA, []]] });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 2 });
  });
});

describe('not converged', () => {
  describe('a wanted address is missing', () => {
    const story = (options: Parameters<ReturnType<typeof createHarness>['run']>[0]) => {
      const harness = createHarness(edge);
      harness.publish([a, b]);
      harness.run({ writes: [[set4, [a]]], ...options });
      return harness.balance();
    };

    test.each<[string, Parameters<typeof story>[0], number]>([
      ['and nothing is said of it', {}, 1],
      ['and only removals were refused', { says: removals }, 1],
      ['and the target was refused', { says: everything }, 0],
      ['and the target failed', { says: { outcome: 'failed' } }, 0],
      ['and it was only rehearsed', { dryRun: true }, 0],
      ['and the run failed', { outcome: 'error' }, 0],
      ['and the run forgot to report', { about: [] }, 1],
      ['and the run was about this list, and forgot', { about: [], event: { list: 'edge' } }, 1],
      ['and the run was about another list', { about: [], event: { list: 'other' } }, 0],
      ['and it was a flush, which this list has none of', { about: [], function: 'doorlist-dev-flush' }, 0],
    ])('%s', (_, options, notConverged) => {
      expect(story(options).notConverged).toBe(notConverged);
    });

    test('in words', () => {
      expect(story({}).findings).toMatchObject([
        {
          wrong: 'notConverged',
          list: 'edge',
          target: set4,
          message: 'lacks 256 addresses from 3.0.1.0 on that are wanted',
        },
      ]);
    });

    test('after each run again', () => {
      const harness = createHarness(edge);
      harness.publish([a, b]);
      for (const _ of [1, 2, 3]) harness.run();
      expect(harness.wrongs()).toEqual({ ...nothingWrong, notConverged: 3 });
    });
  });

  test('an address that is let in through one port of two is missing', () => {
    const harness = createHarness(grouped);
    harness.publish([a]);
    harness.run({ writes: [[groupA, [rule(a)]]] });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    harness.run({ writes: [[groupB, [rule(a, '8000-8100')]]] });
    expect(harness.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
  });

  test('what is said of one family does not excuse the other', () => {
    const harness = createHarness(grouped);
    harness.publish([a, '2600:9000::/28']);
    harness.run({ says: { families: ['IPV6'], outcome: 'failed' } });
    expect(harness.balance().findings.map(({ family }) => family)).toEqual(['IPV4']);
  });

  test('what could not be read at all failed in both', () => {
    const harness = createHarness(grouped);
    harness.publish([a, '2600:9000::/28']);
    harness.run({ says: { unread: true, outcome: 'failed' } });
    expect(harness.wrongs()).toEqual(nothingWrong);
  });

  test('each family is checked apart', () => {
    const two = list('two', [
      { kind: 'ip-set', arn: set4, family: 'IPV4' },
      { kind: 'ip-set', arn: set6, family: 'IPV6' },
    ]);
    const harness = createHarness(two);
    harness.publish([a, '2600:9000::/28']);
    harness.run({ writes: [[set4, [a]]] });
    expect(harness.balance().findings.map(({ family }) => family)).toEqual(['IPV6']);
  });

  test('targets that share a group are told apart by their key', () => {
    const at = (key: string, port: number) =>
      ({
        kind: 'security-groups',
        key,
        groups: [groupA],
        protocol: 'tcp',
        ports: [[port, port]],
        tag: 'two',
      }) as const;
    const harness = createHarness(list('two', [at('web', 443), at('ssh', 22)]));
    harness.publish([a]);
    const web = [rule(a, '443-443', 'doorlist=two')];
    harness.run({ writes: [[groupA, web]], says: { key: 'web', outcome: 'failed' } });
    harness.run({ says: { key: 'ssh', outcome: 'failed' } });
    expect(harness.balance().findings.map(({ target }) => target)).toEqual(['ssh']);
  });

  test('only what the selection asks for is wanted, and nothing that is not routable', () => {
    const selection = { services: ['S3', 'EC2'], regions: ['eu-west-1'], borderGroups: ['eu-west-1'] };
    const ireland = list('ireland', edge.targets, selection);
    const harness = createHarness(ireland);
    harness.publish([
      `${a} S3 eu-west-1`,
      `${a} EC2 eu-west-1`,
      '3.9.0.0/24 S3 eu-west-2',
      '3.9.1.0/24 EFS eu-west-1',
      '3.9.2.0/24 EC2 eu-west-1 eu-west-1-dub-1',
      '252.0.0.0/10 EC2 eu-west-1',
    ]);
    harness.run({ writes: [[set4, [a]]] });
    harness.publish([], [`${a} S3 eu-west-1`]);
    harness.run();
    expect(harness.wrongs()).toEqual(nothingWrong);
    harness.run({ writes: [[set4, [a, '252.0.0.0/10']]] });
    expect(harness.balance().findings[0]?.message).toMatch(
      /holds .* from 252.0.0.0 on that the feed never listed/,
    );
  });

  describe('an address of ours that nobody wants', () => {
    /** b is dropped, which a run sees; then time passes. */
    const dropped = () => {
      const harness = createHarness(edge);
      harness.publish([a, b]);
      harness.run({ writes: [[set4, [a, b]]] });
      harness.publish([], [b]);
      harness.run();
      return harness;
    };

    test('is held for a day, and no longer', () => {
      const harness = dropped();
      harness.pass(23 * hour);
      harness.run();
      expect(harness.wrongs()).toEqual(nothingWrong);
      harness.pass(hour);
      harness.run();
      expect(harness.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('may stay where its removal was refused, and only as long', () => {
      const harness = dropped();
      harness.pass(25 * hour);
      harness.run({ says: removals });
      harness.run({ says: everything });
      harness.run({ says: { outcome: 'failed' } });
      expect(harness.wrongs()).toEqual(nothingWrong);
      harness.run();
      expect(harness.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('is held anew when it was listed again in between', () => {
      const harness = dropped();
      harness.pass(20 * hour);
      harness.publish([b]);
      harness.run();
      harness.publish([], [b]);
      harness.run();
      harness.pass(20 * hour);
      harness.run();
      expect(harness.wrongs()).toEqual(nothingWrong);
      harness.pass(5 * hour);
      harness.run();
      expect(harness.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('is held from when a run saw that it is gone, not from when it went', () => {
      const harness = createHarness(edge);
      harness.publish([a, b]);
      harness.run({ writes: [[set4, [a, b]]] });
      harness.publish([], [b]);
      harness.run({ says: everything });
      harness.run({ outcome: 'error' });
      harness.pass(30 * hour);
      harness.run();
      harness.pass(20 * hour);
      harness.run();
      expect(harness.wrongs()).toEqual(nothingWrong);
    });

    test('each part has its own day', () => {
      const harness = createHarness(edge);
      harness.publish([a, b]);
      harness.run({ writes: [[set4, [both]]] });
      harness.publish([], [a]);
      harness.run();
      harness.pass(12 * hour);
      harness.publish([], [b]);
      harness.run();
      harness.pass(13 * hour);
      harness.run();
      expect(harness.balance().findings.map(({ message }) => message)).toEqual([
        'still holds 256 addresses from 3.0.0.0 on that the feed dropped longer ago than they are held',
      ]);
    });

    test('has no business there at all if the feed never listed it', () => {
      const harness = createHarness(edge);
      harness.publish([a]);
      harness.run({ writes: [[set4, [both]]] });
      expect(harness.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('but may be there if a run wrote it that died before it could tell', () => {
      const harness = createHarness(edge);
      harness.publish([a, b]);
      harness.run({ writes: [[set4, [a, b]]], outcome: 'crash' });
      harness.publish([], [b]);
      harness.run();
      expect(harness.wrongs()).toEqual(nothingWrong);
    });

    test('and while edges lag, what the newer file lists is not gone', () => {
      const harness = createHarness(edge);
      const old = harness.publish([a]);
      harness.publish([b]);
      harness.run({ writes: [[set4, [a, b]]], outcome: 'crash' });
      harness.run({ file: old });
      harness.pass(25 * hour);
      harness.run({ file: old });
      expect(harness.wrongs()).toEqual(nothingWrong);
    });

    test('a foreign entry is none of ours', () => {
      const harness = createHarness(edge);
      harness.write('aws', set4, ['9.9.9.0/24']);
      harness.publish([a]);
      harness.run({ writes: [[set4, ['9.9.9.0/24', a]]] });
      expect(harness.wrongs()).toEqual(nothingWrong);
    });

    test('nor is another list’s', () => {
      const [target] = grouped.targets;
      if (target?.kind !== 'security-groups') throw new Error('grouped has security groups');
      const beside = list('beside', [{ ...target, tag: 'beside' }], { services: ['S3'] });
      const harness = createHarness(grouped, beside);
      harness.publish([a, `${b} S3`]);
      const rules = [
        ...['443-443', '8000-8100'].map((ports) => rule(a, ports)),
        ...['443-443', '8000-8100'].map((ports) => rule(b, ports, 'doorlist=beside')),
      ];
      harness.run({ writes: [[groupA, rules]] });
      expect(harness.wrongs()).toEqual(nothingWrong);
    });

    test('and a rule of ours is, at whatever port', () => {
      const harness = createHarness(grouped);
      const rules = [rule(a), rule(a, '8000-8100'), rule(b, '22-22')];
      harness.publish([a]);
      harness.run({ writes: [[groupA, rules]] });
      expect(harness.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });
  });
});

test('refusals are counted as runs, and as episodes of runs on end', () => {
  const harness = createHarness(edge, listed);
  harness.publish([a]);
  const other = held([{ reason: 'emptied', withholds: 'everything' }]);
  for (const says of [everything, everything, {}, everything, other, removals])
    harness.run({ says, about: [edge], writes: [[set4, [a]]] });
  harness.run({ says: everything, about: [listed] });
  harness.run({ says: everything, about: [list('people', edge.targets)] });
  expect(harness.balance().refusals).toEqual({
    capacity: { runs: 4, episodes: 3 },
    'coverage-lost': { runs: 1, episodes: 1 },
    emptied: { runs: 1, episodes: 1 },
  });
});

describe('what is missing at the end', () => {
  const story = (
    options: Parameters<ReturnType<typeof createHarness>['run']>[0] | undefined,
    { aggregate = true, later = [] as string[] } = {},
  ) => {
    const harness = createHarness({ ...edge, aggregate });
    harness.publish([a, b, '3.0.9.0/24']);
    if (options) harness.run(options);
    if (later.length > 0) harness.publish(later);
    return harness.balance().lacking;
  };

  test('is counted in addresses and networks, beside what is wanted', () => {
    expect(story({ writes: [[set4, [a]]], says: everything })).toEqual([
      {
        list: 'edge',
        target: set4,
        family: 'IPV4',
        addresses: '512',
        networks: 2,
        wanted: 2,
        reason: 'refused: capacity',
      },
    ]);
    expect(story({ says: everything }, { aggregate: false })[0]?.wanted).toBe(3);
  });

  test.each<[string, Parameters<typeof story>, string]>([
    ['a target that failed', [{ says: { outcome: 'failed' } }], 'failed'],
    ['a run that failed', [{ outcome: 'timeout' }], 'the last run ended in timeout'],
    ['no run at all', [undefined], 'no run reported of it'],
    [
      'a version that came too late',
      [{ says: removals }, { later: ['3.0.10.0/24'] }],
      'no run has seen the newest file',
    ],
    ['no reason', [{}], 'for no reason that a run gave'],
  ])('for %s', (_, args, reason) => {
    expect(story(...args)).toMatchObject([{ reason }]);
  });

  test('is nothing where all is there', () => {
    expect(story({ writes: [[set4, [both, '3.0.9.0/24']]] })).toEqual([]);
  });
});

test('what it took is counted: runs, writes, mails and calls', () => {
  const harness = createHarness(edge);
  harness.publish([a]);
  harness.write('aws', set4, []);
  const call = (operation: string, outcome: string): EventDetail => ({
    kind: 'call',
    service: 'wafv2',
    operation,
    account: '111122223333',
    region: 'eu-west-2',
    input: {},
    outcome,
  });
  const actor = harness.begin();
  harness.tell(actor, call('GetIPSet', 'ok'));
  harness.tell(actor, call('UpdateIPSet', 'WAFOptimisticLockException'));
  harness.tell(actor, call('UpdateIPSet', 'ok'));
  harness.tell('console-alice', call('UpdateIPSet', 'ok'));
  harness.write('console-alice', set4, [b]);
  harness.write(actor, set4, [a, b]);
  harness.tell('aws', { kind: 'mail', topic: 't', subject: 's', body: 'b', recipients: [] });
  harness.end(actor, {});
  harness.run({ outcome: 'crash' });
  expect(harness.balance()).toMatchObject({
    ...nothingWrong,
    versions: 1,
    runs: { ok: 1, error: 0, timeout: 0, crash: 1 },
    judged: 1,
    writes: 1,
    mails: 1,
    calls: { 'wafv2:GetIPSet': 1, 'wafv2:UpdateIPSet': 2 },
    refusedCalls: { 'wafv2:UpdateIPSet WAFOptimisticLockException': 1 },
    findings: [],
  });
  expect(JSON.parse(JSON.stringify(harness.balance()))).toEqual(harness.balance());
});

test('findings are kept to the first hundred, and counted to the last', () => {
  const harness = createHarness(edge);
  harness.publish([a]);
  for (let i = 0; i < 120; i += 1) harness.run();
  const { notConverged, findings } = harness.balance();
  expect([notConverged, findings.length]).toEqual([120, 100]);
});

describe('a version that the ledger does not know is a mistake of whoever keeps it', () => {
  test('one that was never published', () => {
    const harness = createHarness(edge);
    const version = harness.publish([a]);
    expect(() => harness.run({ file: version + 1 })).toThrow('which was never published');
  });

  test('one from before everything that is remembered', () => {
    const harness = createHarness(edge);
    const first = harness.publish([a]);
    for (let i = 0; i < 50; i += 1) harness.publish([`3.1.${i}.0/24`]);
    expect(() => harness.run({ file: first })).toThrow('is too old for the ledger to remember');
    expect(() => harness.run({ file: first + 1, says: everything })).not.toThrow();
  });

  test('but not one since which nothing changed for the list', () => {
    const harness = createHarness(edge);
    const first = harness.publish([both]);
    for (let i = 0; i < 50; i += 1) harness.publish([`3.0.0.${i}/32`]);
    expect(() => harness.run({ file: first, says: everything })).not.toThrow();
  });
});
