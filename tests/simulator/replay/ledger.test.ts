import type { RecordedEvent } from '../../../simulator/world/record.js';
import {
  edge,
  grouped,
  groupA,
  groupB,
  hand,
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
} from './hand.js';

/*
 * Each count convicts somebody who did it, and acquits whoever did something that looks like it.
 */

const [a, b, both] = ['3.0.0.0/24', '3.0.1.0/24', '3.0.0.0/23'];
const held = (refusals: Refused[]) => ({ refusals });
const everything = held([{ reason: 'capacity', withholds: 'everything' }]);
const removals = held([{ reason: 'coverage-lost', withholds: 'removals' }]);

describe('gaps', () => {
  test('a wanted address that goes and comes back is one', () => {
    const context = hand(edge);
    context.publish([a, b]);
    context.run({ writes: [[set4, [a, b]]] });
    context.run({
      writes: [
        [set4, [a]],
        [set4, [a, b]],
      ],
    });
    expect(context.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
    expect(context.balance().findings[0]).toMatchObject({
      wrong: 'gaps',
      actor: 'doorlist-dev-refresh-2',
      list: 'edge',
      target: set4,
      family: 'IPV4',
      message: 'shut out 256 addresses from 3.0.1.0 on, which were let in and are wanted',
    });
  });

  test('a part of a wanted network counts', () => {
    const context = hand(edge);
    context.publish([both]);
    context.run({
      writes: [
        [set4, [both]],
        [set4, [a]],
        [set4, [both]],
      ],
    });
    expect(context.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('other entries for the same addresses, or addresses that nobody wants, are none', () => {
    const context = hand(edge);
    context.publish([a, b]);
    context.run({
      writes: [
        [set4, [a, b]],
        [set4, [both]],
        [set4, [b, a]],
      ],
    });
    context.publish([], [a]);
    context.run({ writes: [[set4, [b]]] });
    expect(context.wrongs()).toEqual(nothingWrong);
  });

  test('an address that was not there cannot be shut out', () => {
    const context = hand(edge);
    context.publish([a, b]);
    context.run({ writes: [[set4, [b]]], says: everything });
    expect(context.wrongs()).toEqual(nothingWrong);
  });

  test('what is wanted is what the run’s own file lists, not one that it never got', () => {
    const story = (file: 'old' | 'new') => {
      const context = hand(edge);
      const old = context.publish([a, b]);
      context.run({ writes: [[set4, [a, b]]] });
      const fresh = context.publish([], [b]);
      context.run({ file: file === 'old' ? old : fresh, writes: [[set4, [a]]], says: everything });
      return context.wrongs();
    };
    expect([story('old'), story('new')]).toEqual([{ ...nothingWrong, gaps: 1 }, nothingWrong]);
  });

  test('without a file of its own, a run is held to the newest that any other got', () => {
    const context = hand(edge);
    context.publish([a, b]);
    context.run({ writes: [[set4, [a, b]]] });
    context.run({
      file: false,
      writes: [
        [set4, [a]],
        [set4, [a, b]],
      ],
    });
    expect(context.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('a file that came broken is none', () => {
    const context = hand(edge);
    const old = context.publish([a, b]);
    context.run({ writes: [[set4, [a, b]]] });
    const fresh = context.publish([], [b]);
    const actor = context.begin(old);
    const url = 'https://ip-ranges';
    context.tell(actor, { kind: 'fetch', url, status: 200, syncToken: String(fresh), fault: 'truncated' });
    context.tell(actor, { kind: 'fetch', url, status: 503, syncToken: String(fresh) });
    context.write(actor, set4, [a]);
    context.end(actor, { says: everything });
    expect(context.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('where two runs have two files, only what both list is surely wanted', () => {
    const context = hand(edge);
    const old = context.publish([a, b]);
    context.run({ writes: [[set4, [a, b]]] });
    context.publish([], [b]);
    const [slow, quick] = [context.begin(old), context.begin()];
    context.write(slow, set4, [a]);
    context.write(quick, set4, [both]);
    context.end(quick, {});
    context.end(slow, {});
    expect(context.wrongs()).toEqual(nothingWrong);
  });

  test('and so is what nobody but the newer one lists', () => {
    const context = hand(edge);
    const old = context.publish([a]);
    context.run({ writes: [[set4, [a]]] });
    context.publish([b]);
    const [slow, quick] = [context.begin(old), context.begin()];
    context.end(slow, {});
    context.write(quick, set4, [a, b]);
    context.end(quick, {});
    expect(context.wrongs()).toEqual(nothingWrong);
  });

  test('a lagging edge’s file is one, and makes no newer one forgotten', () => {
    const story = (now: boolean) => {
      const context = hand(edge);
      const old = context.publish([a]);
      context.publish([b]);
      const url = 'https://ip-ranges';
      const stale = { kind: 'fetch', url, status: 200, syncToken: String(old), fault: 'stale' } as const;
      if (now) context.run({ writes: [[set4, [a, b]]] });
      const actor = context.begin(false);
      context.tell(actor, stale);
      context.write(actor, set4, now ? [a, b] : [a]);
      context.end(actor, {});
      context.run({
        file: false,
        writes: [
          [set4, now ? [a] : [b]],
          [set4, [a, b]],
        ],
      });
      return context.wrongs().gaps;
    };
    expect([story(false), story(true)]).toEqual([1, 1]);
  });

  test('what a run sent before it ended may take effect later, and is held to the newest file then', () => {
    const context = hand(edge);
    const old = context.publish([a]);
    const late = context.begin(old);
    context.end(late, { says: everything });
    context.publish([b]);
    context.run({ writes: [[set4, [a, b]]] });
    context.write(late, set4, [a]);
    expect(context.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('what a person does is not doorlist’s doing', () => {
    const context = hand(edge);
    context.publish([a, b]);
    context.run({ writes: [[set4, [a, b]]] });
    context.write('console-alice', set4, [a]);
    context.run({ writes: [[set4, [a, b]]] });
    expect(context.wrongs()).toEqual(nothingWrong);
  });

  describe('in security groups', () => {
    const all = (source: string) => [rule(source), rule(source, '8000-8100')];
    const story = (writes: [string, string[]][]) => {
      const context = hand(grouped);
      context.publish([a]);
      context.run({ writes: [[groupA, all(a)]] });
      context.run({ writes });
      return context.wrongs();
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
      const context = hand(grouped);
      context.write('aws', groupB, rules);
      context.publish([a]);
      context.run({ writes: [[groupA, all(a)]] });
      context.run({
        writes: [
          [groupA, []],
          [groupA, all(a)],
        ],
      });
      expect(context.wrongs()).toEqual({ ...nothingWrong, gaps });
    });
  });

  test('in a prefix list each version counts', () => {
    const story = (...versions: string[][]) => {
      const context = hand(listed);
      context.publish([a, b]);
      context.run({ writes: [[prefixes, [`${a} doorlist:dev`, `${b} doorlist:dev`]]] });
      context.run({
        writes: versions.map((each) => [prefixes, each.map((cidr) => `${cidr} doorlist:dev`)] as const),
      });
      return context.wrongs();
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
    const context = hand(edge);
    const all = networks(count);
    context.publish(all);
    context.run({ writes: [[set4, all]] });
    expect(context.wrongs()).toEqual({ ...nothingWrong, overCapacity });
  });

  test.each([
    [3, 0],
    [2, 1],
  ])('a prefix list with MaxEntries %d and 3 entries, a foreign one among them', (capacity, overCapacity) => {
    const context = hand(listed);
    context.write('aws', prefixes, ['9.9.9.0/24 Office'], 100);
    context.publish([a, b]);
    const actor = context.begin();
    context.write(actor, prefixes, ['9.9.9.0/24 Office', `${a} doorlist:dev`, `${b} doorlist:dev`], capacity);
    context.end(actor, {});
    expect(context.wrongs()).toEqual({ ...nothingWrong, overCapacity });
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
      const context = hand(one);
      context.write('aws', prefixes, ['9.9.9.0/24 Office'], 55);
      const foreign = rules.filter((text) => !text.includes('doorlist=one'));
      context.write('aws', groupA, foreign);
      const wanted = rules.filter((text) => text.includes('doorlist=one'));
      context.publish(wanted.map((text) => text.split(' ')[0] ?? ''));
      context.run({ writes: [[groupA, rules]] });
      expect(context.wrongs()).toEqual({ ...nothingWrong, overCapacity });
    });

    test('an empty list counts in its own family', () => {
      const v6List = list('v6', [{ kind: 'prefix-list', arn: prefixes, family: 'IPV6' }]);
      const context = hand(one, v6List);
      context.write('aws', prefixes, [], 55);
      context.publish(networks(60));
      context.run({ writes: [[groupA, [...v4(60), ...weighty]]] });
      expect(context.wrongs().overCapacity).toBe(0);
      context.run({ writes: [[groupA, [...v6(6), ...weighty]]] });
      expect(context.wrongs().overCapacity).toBe(1);
    });

    test('what was too much before doorlist came, or by a person’s hand, is not its doing', () => {
      const context = hand(one);
      const foreign = (count: number) => networks(count).map((cidr) => rule(cidr, '22-22', '-'));
      context.write('aws', groupA, foreign(70));
      context.publish([a]);
      context.run({ says: everything });
      context.write('console-alice', groupA, foreign(72));
      context.run({ writes: [[groupA, [...foreign(72), ours('2600:9000::/28')]]], says: everything });
      expect(context.wrongs()).toEqual(nothingWrong);
    });
  });

  const call = (outcome: string): RecordedEvent => ({
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
    const context = hand(grouped);
    context.tell('console-alice', call(outcome));
    expect(context.wrongs()).toEqual(nothingWrong);
    context.tell('doorlist-dev-refresh-1', call(outcome));
    expect(context.wrongs()).toEqual({ ...nothingWrong, overCapacity });
  });
});

describe('foreign entries touched', () => {
  const office = '9.9.9.0/24';

  test.each(['aws', 'console-alice'])('an entry of an IP set that %s put there', (who) => {
    const context = hand(edge);
    context.publish([a]);
    context.run({ writes: [[set4, [a]]] });
    context.write(who, set4, [a, office, b]);
    context.run({ writes: [[set4, [a]]] });
    expect(context.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 2 });
  });

  test('an entry that stays, one that doorlist put there, and one that its owner takes away', () => {
    const context = hand(edge);
    context.write('aws', set4, [office]);
    context.publish([a, b]);
    context.run({ writes: [[set4, [office, a, b]]] });
    context.publish([], [b]);
    context.run({ writes: [[set4, [office, a]]] });
    context.write('console-alice', set4, [a]);
    expect(context.wrongs()).toEqual(nothingWrong);
  });

  test('an entry that a person put back is theirs', () => {
    const context = hand(edge);
    context.publish([a, b]);
    context.run({ writes: [[set4, [a, b]]] });
    context.publish([], [b]);
    context.run({ writes: [[set4, [a]]] });
    context.write('console-alice', set4, [a, b]);
    context.run({ writes: [[set4, [a]]] });
    expect(context.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
  });

  test('what is there before the first state on record is foreign', () => {
    const context = hand(edge);
    context.publish([a]);
    const actor = context.begin();
    const state = { kind: 'state', target: set4, operation: 'UpdateIPSet' } as const;
    context.tell(actor, { ...state, before: [office], after: [a] });
    context.end(actor, {});
    expect(context.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
  });

  describe('an entry that the wants cover', () => {
    test('is doorlist’s own if it was there when doorlist came', () => {
      const context = hand(edge);
      context.write('aws', set4, [a, office]);
      context.publish([both]);
      context.run({ writes: [[set4, [both, office]]] });
      expect(context.wrongs()).toEqual(nothingWrong);
    });

    test('also where there was nothing to write at first', () => {
      const context = hand(edge);
      context.write('aws', set4, [both]);
      context.publish([both]);
      context.run();
      context.publish(['3.9.0.0/24'], [both]);
      context.run({ writes: [[set4, [both, '3.9.0.0/24']]] });
      context.pass(24 * hour);
      context.run({ writes: [[set4, ['3.9.0.0/24']]] });
      expect(context.wrongs()).toEqual(nothingWrong);
    });

    test('but not if a person put it there later', () => {
      const context = hand(edge);
      context.publish([both]);
      context.run({ writes: [[set4, [both]]] });
      context.write('console-alice', set4, [both, a]);
      context.run({ writes: [[set4, [both]]] });
      expect(context.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
    });

    test('and not as long as doorlist has done nothing with the set', () => {
      const context = hand(edge);
      context.write('aws', set4, [a]);
      context.publish([both]);
      context.run({ says: everything });
      context.publish([b], [both]);
      context.run({ writes: [[set4, [b]]] });
      expect(context.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
    });
  });

  test('of a prefix list, the description tells', () => {
    const context = hand(listed);
    const foreign = `${office} doorlist is fine with this`;
    context.write('aws', prefixes, [foreign, `${b} -`], 10);
    context.publish([a]);
    const own = `${a} doorlist:dev/listed`;
    context.run({ writes: [[prefixes, [foreign, `${b} -`, own]]] });
    context.publish([b], [a]);
    context.run({ writes: [[prefixes, [foreign, `${b} -`]]] });
    expect(context.wrongs()).toEqual(nothingWrong);
    context.run({ writes: [[prefixes, [`${b} doorlist:dev/listed`]]] });
    expect(context.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 2 });
  });

  test('what bears doorlist’s mark is its own, whoever put it there', () => {
    const context = hand(listed);
    context.write('aws', prefixes, [`${b} doorlist:dev/listed`], 10);
    context.publish([a]);
    context.run({ writes: [[prefixes, [`${a} doorlist:dev/listed`]]] });
    expect(context.wrongs()).toEqual(nothingWrong);
  });

  test('of a security group, the tag tells, and other lists may take away their own', () => {
    const beside = list('beside', [
      { kind: 'security-groups', groups: [groupA], protocol: 'tcp', ports: [[443, 443]], tag: 'beside' },
    ]);
    const context = hand(grouped, beside);
    const foreign = rule(office, '443-443', 'doorlist=doorlist/prod/grouped');
    const bare = rule(office, '22-22', '-');
    context.write('aws', groupA, [foreign, bare]);
    context.publish([a]);
    const own = [rule(a), rule(a, '8000-8100'), rule(a, '443-443', 'doorlist=beside')];
    context.run({ writes: [[groupA, [foreign, bare, ...own]]] });
    context.publish([], [a]);
    context.run({ writes: [[groupA, [foreign, bare]]] });
    expect(context.wrongs()).toEqual(nothingWrong);
    context.run({ writes: [[groupA, []]] });
    expect(context.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 2 });
  });
});

describe('not converged', () => {
  describe('a wanted address is missing', () => {
    const story = (options: Parameters<ReturnType<typeof hand>['run']>[0]) => {
      const context = hand(edge);
      context.publish([a, b]);
      context.run({ writes: [[set4, [a]]], ...options });
      return context.balance();
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
      const context = hand(edge);
      context.publish([a, b]);
      for (const _ of [1, 2, 3]) context.run();
      expect(context.wrongs()).toEqual({ ...nothingWrong, notConverged: 3 });
    });
  });

  test('an address that is let in through one port of two is missing', () => {
    const context = hand(grouped);
    context.publish([a]);
    context.run({ writes: [[groupA, [rule(a)]]] });
    expect(context.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    context.run({ writes: [[groupB, [rule(a, '8000-8100')]]] });
    expect(context.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
  });

  test('what is said of one family does not excuse the other', () => {
    const context = hand(grouped);
    context.publish([a, '2600:9000::/28']);
    context.run({ says: { families: ['IPV6'], outcome: 'failed' } });
    expect(context.balance().findings.map(({ family }) => family)).toEqual(['IPV4']);
  });

  test('what could not be read at all failed in both', () => {
    const context = hand(grouped);
    context.publish([a, '2600:9000::/28']);
    context.run({ says: { unread: true, outcome: 'failed' } });
    expect(context.wrongs()).toEqual(nothingWrong);
  });

  test('each family is judged apart', () => {
    const two = list('two', [
      { kind: 'ip-set', arn: set4, family: 'IPV4' },
      { kind: 'ip-set', arn: set6, family: 'IPV6' },
    ]);
    const context = hand(two);
    context.publish([a, '2600:9000::/28']);
    context.run({ writes: [[set4, [a]]] });
    expect(context.balance().findings.map(({ family }) => family)).toEqual(['IPV6']);
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
    const context = hand(list('two', [at('web', 443), at('ssh', 22)]));
    context.publish([a]);
    const web = [rule(a, '443-443', 'doorlist=two')];
    context.run({ writes: [[groupA, web]], says: { key: 'web', outcome: 'failed' } });
    context.run({ says: { key: 'ssh', outcome: 'failed' } });
    expect(context.balance().findings.map(({ target }) => target)).toEqual(['ssh']);
  });

  test('only what the selection asks for is wanted, and nothing that is not routable', () => {
    const selection = { services: ['S3', 'EC2'], regions: ['eu-west-1'], borderGroups: ['eu-west-1'] };
    const ireland = list('ireland', edge.targets, selection);
    const context = hand(ireland);
    context.publish([
      `${a} S3 eu-west-1`,
      `${a} EC2 eu-west-1`,
      '3.9.0.0/24 S3 eu-west-2',
      '3.9.1.0/24 EFS eu-west-1',
      '3.9.2.0/24 EC2 eu-west-1 eu-west-1-dub-1',
      '252.0.0.0/10 EC2 eu-west-1',
    ]);
    context.run({ writes: [[set4, [a]]] });
    context.publish([], [`${a} S3 eu-west-1`]);
    context.run();
    expect(context.wrongs()).toEqual(nothingWrong);
    context.run({ writes: [[set4, [a, '252.0.0.0/10']]] });
    expect(context.balance().findings[0]?.message).toMatch(
      /holds .* from 252.0.0.0 on that the feed never listed/,
    );
  });

  describe('an address of ours that nobody wants', () => {
    /** b is dropped, which a run sees; then time passes. */
    const dropped = () => {
      const context = hand(edge);
      context.publish([a, b]);
      context.run({ writes: [[set4, [a, b]]] });
      context.publish([], [b]);
      context.run();
      return context;
    };

    test('is held for a day, and no longer', () => {
      const context = dropped();
      context.pass(23 * hour);
      context.run();
      expect(context.wrongs()).toEqual(nothingWrong);
      context.pass(hour);
      context.run();
      expect(context.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('may stay where its removal was refused, and only as long', () => {
      const context = dropped();
      context.pass(25 * hour);
      context.run({ says: removals });
      context.run({ says: everything });
      context.run({ says: { outcome: 'failed' } });
      expect(context.wrongs()).toEqual(nothingWrong);
      context.run();
      expect(context.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('is held anew when it was listed again in between', () => {
      const context = dropped();
      context.pass(20 * hour);
      context.publish([b]);
      context.run();
      context.publish([], [b]);
      context.run();
      context.pass(20 * hour);
      context.run();
      expect(context.wrongs()).toEqual(nothingWrong);
      context.pass(5 * hour);
      context.run();
      expect(context.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('is held from when a run saw that it is gone, not from when it went', () => {
      const context = hand(edge);
      context.publish([a, b]);
      context.run({ writes: [[set4, [a, b]]] });
      context.publish([], [b]);
      context.run({ says: everything });
      context.run({ outcome: 'error' });
      context.pass(30 * hour);
      context.run();
      context.pass(20 * hour);
      context.run();
      expect(context.wrongs()).toEqual(nothingWrong);
    });

    test('each part has its own day', () => {
      const context = hand(edge);
      context.publish([a, b]);
      context.run({ writes: [[set4, [both]]] });
      context.publish([], [a]);
      context.run();
      context.pass(12 * hour);
      context.publish([], [b]);
      context.run();
      context.pass(13 * hour);
      context.run();
      expect(context.balance().findings.map(({ message }) => message)).toEqual([
        'still holds 256 addresses from 3.0.0.0 on that the feed dropped longer ago than they are held',
      ]);
    });

    test('has no business there at all if the feed never listed it', () => {
      const context = hand(edge);
      context.publish([a]);
      context.run({ writes: [[set4, [both]]] });
      expect(context.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('but may be there if a run wrote it that died before it could tell', () => {
      const context = hand(edge);
      context.publish([a, b]);
      context.run({ writes: [[set4, [a, b]]], outcome: 'crash' });
      context.publish([], [b]);
      context.run();
      expect(context.wrongs()).toEqual(nothingWrong);
    });

    test('and while edges lag, what the newer file lists is not gone', () => {
      const context = hand(edge);
      const old = context.publish([a]);
      context.publish([b]);
      context.run({ writes: [[set4, [a, b]]], outcome: 'crash' });
      context.run({ file: old });
      context.pass(25 * hour);
      context.run({ file: old });
      expect(context.wrongs()).toEqual(nothingWrong);
    });

    test('a foreign rule is none of ours', () => {
      const context = hand(edge);
      context.write('aws', set4, ['9.9.9.0/24']);
      context.publish([a]);
      context.run({ writes: [[set4, ['9.9.9.0/24', a]]] });
      expect(context.wrongs()).toEqual(nothingWrong);
    });

    test('nor is another list’s', () => {
      const [target] = grouped.targets;
      if (target?.kind !== 'security-groups') throw new Error('grouped has security groups');
      const beside = list('beside', [{ ...target, tag: 'beside' }], { services: ['S3'] });
      const context = hand(grouped, beside);
      context.publish([a, `${b} S3`]);
      const rules = [
        ...['443-443', '8000-8100'].map((ports) => rule(a, ports)),
        ...['443-443', '8000-8100'].map((ports) => rule(b, ports, 'doorlist=beside')),
      ];
      context.run({ writes: [[groupA, rules]] });
      expect(context.wrongs()).toEqual(nothingWrong);
    });

    test('and a rule of ours is, at whatever port', () => {
      const context = hand(grouped);
      const rules = [rule(a), rule(a, '8000-8100'), rule(b, '22-22')];
      context.publish([a]);
      context.run({ writes: [[groupA, rules]] });
      expect(context.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });
  });
});

test('refusals are counted as runs, and as episodes of runs on end', () => {
  const context = hand(edge, listed);
  context.publish([a]);
  const other = held([{ reason: 'emptied', withholds: 'everything' }]);
  for (const says of [everything, everything, {}, everything, other, removals])
    context.run({ says, about: [edge], writes: [[set4, [a]]] });
  context.run({ says: everything, about: [listed] });
  context.run({ says: everything, about: [list('people', edge.targets)] });
  expect(context.balance().refusals).toEqual({
    capacity: { runs: 4, episodes: 3 },
    'coverage-lost': { runs: 1, episodes: 1 },
    emptied: { runs: 1, episodes: 1 },
  });
});

describe('what is missing at the end', () => {
  const story = (
    options: Parameters<ReturnType<typeof hand>['run']>[0] | undefined,
    { aggregate = true, later = [] as string[] } = {},
  ) => {
    const context = hand({ ...edge, aggregate });
    context.publish([a, b, '3.0.9.0/24']);
    if (options) context.run(options);
    if (later.length > 0) context.publish(later);
    return context.balance().lacking;
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
  const context = hand(edge);
  context.publish([a]);
  context.write('aws', set4, []);
  const call = (operation: string, outcome: string): RecordedEvent => ({
    kind: 'call',
    service: 'wafv2',
    operation,
    account: '111122223333',
    region: 'eu-west-2',
    input: {},
    outcome,
  });
  const actor = context.begin();
  context.tell(actor, call('GetIPSet', 'ok'));
  context.tell(actor, call('UpdateIPSet', 'WAFOptimisticLockException'));
  context.tell(actor, call('UpdateIPSet', 'ok'));
  context.tell('console-alice', call('UpdateIPSet', 'ok'));
  context.write('console-alice', set4, [b]);
  context.write(actor, set4, [a, b]);
  context.tell('aws', { kind: 'mail', topic: 't', subject: 's', body: 'b', recipients: [] });
  context.end(actor, {});
  context.run({ outcome: 'crash' });
  expect(context.balance()).toMatchObject({
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
  expect(JSON.parse(JSON.stringify(context.balance()))).toEqual(context.balance());
});

test('findings are kept to the first hundred, and counted to the last', () => {
  const context = hand(edge);
  context.publish([a]);
  for (let i = 0; i < 120; i += 1) context.run();
  const { notConverged, findings } = context.balance();
  expect([notConverged, findings.length]).toEqual([120, 100]);
});

describe('a version that the ledger does not know is a mistake of whoever keeps it', () => {
  test('one that was never published', () => {
    const context = hand(edge);
    const version = context.publish([a]);
    expect(() => context.run({ file: version + 1 })).toThrow('which was never published');
  });

  test('one from before everything that is remembered', () => {
    const context = hand(edge);
    const first = context.publish([a]);
    for (let i = 0; i < 50; i += 1) context.publish([`3.1.${i}.0/24`]);
    expect(() => context.run({ file: first })).toThrow('is too old for the ledger to remember');
    expect(() => context.run({ file: first + 1, says: everything })).not.toThrow();
  });

  test('but not one since which nothing changed for the list', () => {
    const context = hand(edge);
    const first = context.publish([both]);
    for (let i = 0; i < 50; i += 1) context.publish([`3.0.0.${i}/32`]);
    expect(() => context.run({ file: first, says: everything })).not.toThrow();
  });
});
