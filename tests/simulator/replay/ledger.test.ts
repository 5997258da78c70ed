import type { Happening } from '../../../simulator/world/record.js';
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
    const desk = hand(edge);
    desk.publish([a, b]);
    desk.run({ writes: [[set4, [a, b]]] });
    desk.run({
      writes: [
        [set4, [a]],
        [set4, [a, b]],
      ],
    });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
    expect(desk.balance().findings[0]).toMatchObject({
      wrong: 'gaps',
      actor: 'doorlist-dev-refresh-2',
      list: 'edge',
      target: set4,
      family: 'IPV4',
      message: 'shut out 256 addresses from 3.0.1.0 on, which were let in and are wanted',
    });
  });

  test('a part of a wanted network counts', () => {
    const desk = hand(edge);
    desk.publish([both]);
    desk.run({
      writes: [
        [set4, [both]],
        [set4, [a]],
        [set4, [both]],
      ],
    });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('other entries for the same addresses, or addresses that nobody wants, are none', () => {
    const desk = hand(edge);
    desk.publish([a, b]);
    desk.run({
      writes: [
        [set4, [a, b]],
        [set4, [both]],
        [set4, [b, a]],
      ],
    });
    desk.publish([], [a]);
    desk.run({ writes: [[set4, [b]]] });
    expect(desk.wrongs()).toEqual(nothingWrong);
  });

  test('an address that was not there cannot be shut out', () => {
    const desk = hand(edge);
    desk.publish([a, b]);
    desk.run({ writes: [[set4, [b]]], says: everything });
    expect(desk.wrongs()).toEqual(nothingWrong);
  });

  test('what is wanted is what the run’s own file lists, not one that it never got', () => {
    const story = (file: 'old' | 'new') => {
      const desk = hand(edge);
      const old = desk.publish([a, b]);
      desk.run({ writes: [[set4, [a, b]]] });
      const fresh = desk.publish([], [b]);
      desk.run({ file: file === 'old' ? old : fresh, writes: [[set4, [a]]], says: everything });
      return desk.wrongs();
    };
    expect([story('old'), story('new')]).toEqual([{ ...nothingWrong, gaps: 1 }, nothingWrong]);
  });

  test('without a file of its own, a run is held to the newest that any other got', () => {
    const desk = hand(edge);
    desk.publish([a, b]);
    desk.run({ writes: [[set4, [a, b]]] });
    desk.run({
      file: false,
      writes: [
        [set4, [a]],
        [set4, [a, b]],
      ],
    });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('a file that came broken is none', () => {
    const desk = hand(edge);
    const old = desk.publish([a, b]);
    desk.run({ writes: [[set4, [a, b]]] });
    const fresh = desk.publish([], [b]);
    const actor = desk.begin(old);
    const url = 'https://ip-ranges';
    desk.tell(actor, { kind: 'fetch', url, status: 200, syncToken: String(fresh), fault: 'truncated' });
    desk.tell(actor, { kind: 'fetch', url, status: 503, syncToken: String(fresh) });
    desk.write(actor, set4, [a]);
    desk.end(actor, { says: everything });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('where two runs have two files, only what both list is surely wanted', () => {
    const desk = hand(edge);
    const old = desk.publish([a, b]);
    desk.run({ writes: [[set4, [a, b]]] });
    desk.publish([], [b]);
    const [slow, quick] = [desk.begin(old), desk.begin()];
    desk.write(slow, set4, [a]);
    desk.write(quick, set4, [both]);
    desk.end(quick, {});
    desk.end(slow, {});
    expect(desk.wrongs()).toEqual(nothingWrong);
  });

  test('and so is what nobody but the newer one lists', () => {
    const desk = hand(edge);
    const old = desk.publish([a]);
    desk.run({ writes: [[set4, [a]]] });
    desk.publish([b]);
    const [slow, quick] = [desk.begin(old), desk.begin()];
    desk.end(slow, {});
    desk.write(quick, set4, [a, b]);
    desk.end(quick, {});
    expect(desk.wrongs()).toEqual(nothingWrong);
  });

  test('a lagging edge’s file is one, and makes no newer one forgotten', () => {
    const story = (now: boolean) => {
      const desk = hand(edge);
      const old = desk.publish([a]);
      desk.publish([b]);
      const url = 'https://ip-ranges';
      const stale = { kind: 'fetch', url, status: 200, syncToken: String(old), fault: 'stale' } as const;
      if (now) desk.run({ writes: [[set4, [a, b]]] });
      const actor = desk.begin(false);
      desk.tell(actor, stale);
      desk.write(actor, set4, now ? [a, b] : [a]);
      desk.end(actor, {});
      desk.run({
        file: false,
        writes: [
          [set4, now ? [a] : [b]],
          [set4, [a, b]],
        ],
      });
      return desk.wrongs().gaps;
    };
    expect([story(false), story(true)]).toEqual([1, 1]);
  });

  test('what a run sent before it ended may take effect later, and is held to the newest file then', () => {
    const desk = hand(edge);
    const old = desk.publish([a]);
    const late = desk.begin(old);
    desk.end(late, { says: everything });
    desk.publish([b]);
    desk.run({ writes: [[set4, [a, b]]] });
    desk.write(late, set4, [a]);
    expect(desk.wrongs()).toEqual({ ...nothingWrong, gaps: 1 });
  });

  test('what a person does is not doorlist’s doing', () => {
    const desk = hand(edge);
    desk.publish([a, b]);
    desk.run({ writes: [[set4, [a, b]]] });
    desk.write('console-alice', set4, [a]);
    desk.run({ writes: [[set4, [a, b]]] });
    expect(desk.wrongs()).toEqual(nothingWrong);
  });

  describe('in security groups', () => {
    const all = (source: string) => [rule(source), rule(source, '8000-8100')];
    const story = (writes: [string, string[]][]) => {
      const desk = hand(grouped);
      desk.publish([a]);
      desk.run({ writes: [[groupA, all(a)]] });
      desk.run({ writes });
      return desk.wrongs();
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
    ])('a stranger’s rule for %s', (_, rules, gaps) => {
      const desk = hand(grouped);
      desk.write('aws', groupB, rules);
      desk.publish([a]);
      desk.run({ writes: [[groupA, all(a)]] });
      desk.run({
        writes: [
          [groupA, []],
          [groupA, all(a)],
        ],
      });
      expect(desk.wrongs()).toEqual({ ...nothingWrong, gaps });
    });
  });

  test('in a prefix list each version counts', () => {
    const story = (...versions: string[][]) => {
      const desk = hand(listed);
      desk.publish([a, b]);
      desk.run({ writes: [[prefixes, [`${a} doorlist:dev`, `${b} doorlist:dev`]]] });
      desk.run({
        writes: versions.map((each) => [prefixes, each.map((cidr) => `${cidr} doorlist:dev`)] as const),
      });
      return desk.wrongs();
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
    const desk = hand(edge);
    const all = networks(count);
    desk.publish(all);
    desk.run({ writes: [[set4, all]] });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, overCapacity });
  });

  test.each([
    [3, 0],
    [2, 1],
  ])('a prefix list with MaxEntries %d and 3 entries, a stranger’s among them', (capacity, overCapacity) => {
    const desk = hand(listed);
    desk.write('aws', prefixes, ['9.9.9.0/24 Office'], 100);
    desk.publish([a, b]);
    const actor = desk.begin();
    desk.write(actor, prefixes, ['9.9.9.0/24 Office', `${a} doorlist:dev`, `${b} doorlist:dev`], capacity);
    desk.end(actor, {});
    expect(desk.wrongs()).toEqual({ ...nothingWrong, overCapacity });
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
      ['60 and a stranger’s', [...v4(60), rule('9.9.9.9/32', '22-22', '-')], 1],
      ['60 of IPv6 and a reference to a group', [...v6(60), 'sg-0123456789abcdef0 -1 -1--1 sgr-1 -'], 1],
      ['5 and a list that counts for 55', [...v4(5), ...weighty], 0],
      ['6 and a list that counts for 55', [...v4(6), ...weighty], 1],
      ['60 of the other family and a list that counts for 55', [...v6(60), ...weighty], 0],
    ])('%s', (_, rules, overCapacity) => {
      const desk = hand(one);
      desk.write('aws', prefixes, ['9.9.9.0/24 Office'], 55);
      const foreign = rules.filter((text) => !text.includes('doorlist=one'));
      desk.write('aws', groupA, foreign);
      const wanted = rules.filter((text) => text.includes('doorlist=one'));
      desk.publish(wanted.map((text) => text.split(' ')[0] ?? ''));
      desk.run({ writes: [[groupA, rules]] });
      expect(desk.wrongs()).toEqual({ ...nothingWrong, overCapacity });
    });

    test('an empty list counts in its own family', () => {
      const v6List = list('v6', [{ kind: 'prefix-list', arn: prefixes, family: 'IPV6' }]);
      const desk = hand(one, v6List);
      desk.write('aws', prefixes, [], 55);
      desk.publish(networks(60));
      desk.run({ writes: [[groupA, [...v4(60), ...weighty]]] });
      expect(desk.wrongs().overCapacity).toBe(0);
      desk.run({ writes: [[groupA, [...v6(6), ...weighty]]] });
      expect(desk.wrongs().overCapacity).toBe(1);
    });

    test('what was too much before doorlist came, or by a person’s hand, is not its doing', () => {
      const desk = hand(one);
      const foreign = (count: number) => networks(count).map((cidr) => rule(cidr, '22-22', '-'));
      desk.write('aws', groupA, foreign(70));
      desk.publish([a]);
      desk.run({ says: everything });
      desk.write('console-alice', groupA, foreign(72));
      desk.run({ writes: [[groupA, [...foreign(72), ours('2600:9000::/28')]]], says: everything });
      expect(desk.wrongs()).toEqual(nothingWrong);
    });
  });

  const call = (outcome: string): Happening => ({
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
    const desk = hand(grouped);
    desk.tell('console-alice', call(outcome));
    expect(desk.wrongs()).toEqual(nothingWrong);
    desk.tell('doorlist-dev-refresh-1', call(outcome));
    expect(desk.wrongs()).toEqual({ ...nothingWrong, overCapacity });
  });
});

describe('foreign entries touched', () => {
  const office = '9.9.9.0/24';

  test.each(['aws', 'console-alice'])('an entry of an IP set that %s put there', (who) => {
    const desk = hand(edge);
    desk.publish([a]);
    desk.run({ writes: [[set4, [a]]] });
    desk.write(who, set4, [a, office, b]);
    desk.run({ writes: [[set4, [a]]] });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 2 });
  });

  test('an entry that stays, one that doorlist put there, and one that its owner takes away', () => {
    const desk = hand(edge);
    desk.write('aws', set4, [office]);
    desk.publish([a, b]);
    desk.run({ writes: [[set4, [office, a, b]]] });
    desk.publish([], [b]);
    desk.run({ writes: [[set4, [office, a]]] });
    desk.write('console-alice', set4, [a]);
    expect(desk.wrongs()).toEqual(nothingWrong);
  });

  test('an entry that a person put back is theirs', () => {
    const desk = hand(edge);
    desk.publish([a, b]);
    desk.run({ writes: [[set4, [a, b]]] });
    desk.publish([], [b]);
    desk.run({ writes: [[set4, [a]]] });
    desk.write('console-alice', set4, [a, b]);
    desk.run({ writes: [[set4, [a]]] });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
  });

  test('what is there before the first state on record is foreign', () => {
    const desk = hand(edge);
    desk.publish([a]);
    const actor = desk.begin();
    const state = { kind: 'state', target: set4, operation: 'UpdateIPSet' } as const;
    desk.tell(actor, { ...state, before: [office], after: [a] });
    desk.end(actor, {});
    expect(desk.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
  });

  describe('an entry that the wants cover', () => {
    test('is doorlist’s own if it was there when doorlist came', () => {
      const desk = hand(edge);
      desk.write('aws', set4, [a, office]);
      desk.publish([both]);
      desk.run({ writes: [[set4, [both, office]]] });
      expect(desk.wrongs()).toEqual(nothingWrong);
    });

    test('also where there was nothing to write at first', () => {
      const desk = hand(edge);
      desk.write('aws', set4, [both]);
      desk.publish([both]);
      desk.run();
      desk.publish(['3.9.0.0/24'], [both]);
      desk.run({ writes: [[set4, [both, '3.9.0.0/24']]] });
      desk.pass(24 * hour);
      desk.run({ writes: [[set4, ['3.9.0.0/24']]] });
      expect(desk.wrongs()).toEqual(nothingWrong);
    });

    test('but not if a person put it there later', () => {
      const desk = hand(edge);
      desk.publish([both]);
      desk.run({ writes: [[set4, [both]]] });
      desk.write('console-alice', set4, [both, a]);
      desk.run({ writes: [[set4, [both]]] });
      expect(desk.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
    });

    test('and not as long as doorlist has done nothing with the set', () => {
      const desk = hand(edge);
      desk.write('aws', set4, [a]);
      desk.publish([both]);
      desk.run({ says: everything });
      desk.publish([b], [both]);
      desk.run({ writes: [[set4, [b]]] });
      expect(desk.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 1 });
    });
  });

  test('of a prefix list, the description tells', () => {
    const desk = hand(listed);
    const stranger = `${office} doorlist is fine with this`;
    desk.write('aws', prefixes, [stranger, `${b} -`], 10);
    desk.publish([a]);
    const own = `${a} doorlist:dev/listed`;
    desk.run({ writes: [[prefixes, [stranger, `${b} -`, own]]] });
    desk.publish([b], [a]);
    desk.run({ writes: [[prefixes, [stranger, `${b} -`]]] });
    expect(desk.wrongs()).toEqual(nothingWrong);
    desk.run({ writes: [[prefixes, [`${b} doorlist:dev/listed`]]] });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 2 });
  });

  test('what bears doorlist’s mark is its own, whoever put it there', () => {
    const desk = hand(listed);
    desk.write('aws', prefixes, [`${b} doorlist:dev/listed`], 10);
    desk.publish([a]);
    desk.run({ writes: [[prefixes, [`${a} doorlist:dev/listed`]]] });
    expect(desk.wrongs()).toEqual(nothingWrong);
  });

  test('of a security group, the tag tells, and other lists may take away their own', () => {
    const beside = list('beside', [
      { kind: 'security-groups', groups: [groupA], protocol: 'tcp', ports: [[443, 443]], tag: 'beside' },
    ]);
    const desk = hand(grouped, beside);
    const stranger = rule(office, '443-443', 'doorlist=doorlist/prod/grouped');
    const bare = rule(office, '22-22', '-');
    desk.write('aws', groupA, [stranger, bare]);
    desk.publish([a]);
    const own = [rule(a), rule(a, '8000-8100'), rule(a, '443-443', 'doorlist=beside')];
    desk.run({ writes: [[groupA, [stranger, bare, ...own]]] });
    desk.publish([], [a]);
    desk.run({ writes: [[groupA, [stranger, bare]]] });
    expect(desk.wrongs()).toEqual(nothingWrong);
    desk.run({ writes: [[groupA, []]] });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, foreignTouched: 2 });
  });
});

describe('not converged', () => {
  describe('a wanted address is missing', () => {
    const story = (options: Parameters<ReturnType<typeof hand>['run']>[0]) => {
      const desk = hand(edge);
      desk.publish([a, b]);
      desk.run({ writes: [[set4, [a]]], ...options });
      return desk.balance();
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
      const desk = hand(edge);
      desk.publish([a, b]);
      for (const _ of [1, 2, 3]) desk.run();
      expect(desk.wrongs()).toEqual({ ...nothingWrong, notConverged: 3 });
    });
  });

  test('an address that is let in through one port of two is missing', () => {
    const desk = hand(grouped);
    desk.publish([a]);
    desk.run({ writes: [[groupA, [rule(a)]]] });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    desk.run({ writes: [[groupB, [rule(a, '8000-8100')]]] });
    expect(desk.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
  });

  test('what is said of one family does not excuse the other', () => {
    const desk = hand(grouped);
    desk.publish([a, '2600:9000::/28']);
    desk.run({ says: { families: ['IPV6'], outcome: 'failed' } });
    expect(desk.balance().findings.map(({ family }) => family)).toEqual(['IPV4']);
  });

  test('what could not be read at all failed in both', () => {
    const desk = hand(grouped);
    desk.publish([a, '2600:9000::/28']);
    desk.run({ says: { unread: true, outcome: 'failed' } });
    expect(desk.wrongs()).toEqual(nothingWrong);
  });

  test('each family is judged apart', () => {
    const two = list('two', [
      { kind: 'ip-set', arn: set4, family: 'IPV4' },
      { kind: 'ip-set', arn: set6, family: 'IPV6' },
    ]);
    const desk = hand(two);
    desk.publish([a, '2600:9000::/28']);
    desk.run({ writes: [[set4, [a]]] });
    expect(desk.balance().findings.map(({ family }) => family)).toEqual(['IPV6']);
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
    const desk = hand(list('two', [at('web', 443), at('ssh', 22)]));
    desk.publish([a]);
    const web = [rule(a, '443-443', 'doorlist=two')];
    desk.run({ writes: [[groupA, web]], says: { key: 'web', outcome: 'failed' } });
    desk.run({ says: { key: 'ssh', outcome: 'failed' } });
    expect(desk.balance().findings.map(({ target }) => target)).toEqual(['ssh']);
  });

  test('only what the selection asks for is wanted, and nothing that is not routable', () => {
    const selection = { services: ['S3', 'EC2'], regions: ['eu-west-1'], borderGroups: ['eu-west-1'] };
    const ireland = list('ireland', edge.targets, selection);
    const desk = hand(ireland);
    desk.publish([
      `${a} S3 eu-west-1`,
      `${a} EC2 eu-west-1`,
      '3.9.0.0/24 S3 eu-west-2',
      '3.9.1.0/24 EFS eu-west-1',
      '3.9.2.0/24 EC2 eu-west-1 eu-west-1-dub-1',
      '252.0.0.0/10 EC2 eu-west-1',
    ]);
    desk.run({ writes: [[set4, [a]]] });
    desk.publish([], [`${a} S3 eu-west-1`]);
    desk.run();
    expect(desk.wrongs()).toEqual(nothingWrong);
    desk.run({ writes: [[set4, [a, '252.0.0.0/10']]] });
    expect(desk.balance().findings[0]?.message).toMatch(
      /holds .* from 252.0.0.0 on that the feed never listed/,
    );
  });

  describe('an address of ours that nobody wants', () => {
    /** b is dropped, which a run sees; then time passes. */
    const dropped = () => {
      const desk = hand(edge);
      desk.publish([a, b]);
      desk.run({ writes: [[set4, [a, b]]] });
      desk.publish([], [b]);
      desk.run();
      return desk;
    };

    test('is held for a day, and no longer', () => {
      const desk = dropped();
      desk.pass(23 * hour);
      desk.run();
      expect(desk.wrongs()).toEqual(nothingWrong);
      desk.pass(hour);
      desk.run();
      expect(desk.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('may stay where its removal was refused, and only as long', () => {
      const desk = dropped();
      desk.pass(25 * hour);
      desk.run({ says: removals });
      desk.run({ says: everything });
      desk.run({ says: { outcome: 'failed' } });
      expect(desk.wrongs()).toEqual(nothingWrong);
      desk.run();
      expect(desk.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('is held anew when it was listed again in between', () => {
      const desk = dropped();
      desk.pass(20 * hour);
      desk.publish([b]);
      desk.run();
      desk.publish([], [b]);
      desk.run();
      desk.pass(20 * hour);
      desk.run();
      expect(desk.wrongs()).toEqual(nothingWrong);
      desk.pass(5 * hour);
      desk.run();
      expect(desk.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('is held from when a run saw that it is gone, not from when it went', () => {
      const desk = hand(edge);
      desk.publish([a, b]);
      desk.run({ writes: [[set4, [a, b]]] });
      desk.publish([], [b]);
      desk.run({ says: everything });
      desk.run({ outcome: 'error' });
      desk.pass(30 * hour);
      desk.run();
      desk.pass(20 * hour);
      desk.run();
      expect(desk.wrongs()).toEqual(nothingWrong);
    });

    test('each part has its own day', () => {
      const desk = hand(edge);
      desk.publish([a, b]);
      desk.run({ writes: [[set4, [both]]] });
      desk.publish([], [a]);
      desk.run();
      desk.pass(12 * hour);
      desk.publish([], [b]);
      desk.run();
      desk.pass(13 * hour);
      desk.run();
      expect(desk.balance().findings.map(({ message }) => message)).toEqual([
        'still holds 256 addresses from 3.0.0.0 on that the feed dropped longer ago than they are held',
      ]);
    });

    test('has no business there at all if the feed never listed it', () => {
      const desk = hand(edge);
      desk.publish([a]);
      desk.run({ writes: [[set4, [both]]] });
      expect(desk.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });

    test('but may be there if a run wrote it that died before it could tell', () => {
      const desk = hand(edge);
      desk.publish([a, b]);
      desk.run({ writes: [[set4, [a, b]]], outcome: 'crash' });
      desk.publish([], [b]);
      desk.run();
      expect(desk.wrongs()).toEqual(nothingWrong);
    });

    test('and while edges lag, what the newer file lists is not gone', () => {
      const desk = hand(edge);
      const old = desk.publish([a]);
      desk.publish([b]);
      desk.run({ writes: [[set4, [a, b]]], outcome: 'crash' });
      desk.run({ file: old });
      desk.pass(25 * hour);
      desk.run({ file: old });
      expect(desk.wrongs()).toEqual(nothingWrong);
    });

    test('a stranger’s is none of ours', () => {
      const desk = hand(edge);
      desk.write('aws', set4, ['9.9.9.0/24']);
      desk.publish([a]);
      desk.run({ writes: [[set4, ['9.9.9.0/24', a]]] });
      expect(desk.wrongs()).toEqual(nothingWrong);
    });

    test('nor is another list’s', () => {
      const [target] = grouped.targets;
      if (target?.kind !== 'security-groups') throw new Error('grouped has security groups');
      const beside = list('beside', [{ ...target, tag: 'beside' }], { services: ['S3'] });
      const desk = hand(grouped, beside);
      desk.publish([a, `${b} S3`]);
      const rules = [
        ...['443-443', '8000-8100'].map((ports) => rule(a, ports)),
        ...['443-443', '8000-8100'].map((ports) => rule(b, ports, 'doorlist=beside')),
      ];
      desk.run({ writes: [[groupA, rules]] });
      expect(desk.wrongs()).toEqual(nothingWrong);
    });

    test('and a rule of ours is, at whatever port', () => {
      const desk = hand(grouped);
      const rules = [rule(a), rule(a, '8000-8100'), rule(b, '22-22')];
      desk.publish([a]);
      desk.run({ writes: [[groupA, rules]] });
      expect(desk.wrongs()).toEqual({ ...nothingWrong, notConverged: 1 });
    });
  });
});

test('refusals are counted as runs, and as episodes of runs on end', () => {
  const desk = hand(edge, listed);
  desk.publish([a]);
  const other = held([{ reason: 'emptied', withholds: 'everything' }]);
  for (const says of [everything, everything, {}, everything, other, removals])
    desk.run({ says, about: [edge], writes: [[set4, [a]]] });
  desk.run({ says: everything, about: [listed] });
  desk.run({ says: everything, about: [list('people', edge.targets)] });
  expect(desk.balance().refusals).toEqual({
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
    const desk = hand({ ...edge, aggregate });
    desk.publish([a, b, '3.0.9.0/24']);
    if (options) desk.run(options);
    if (later.length > 0) desk.publish(later);
    return desk.balance().lacking;
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
  const desk = hand(edge);
  desk.publish([a]);
  desk.write('aws', set4, []);
  const call = (operation: string, outcome: string): Happening => ({
    kind: 'call',
    service: 'wafv2',
    operation,
    account: '111122223333',
    region: 'eu-west-2',
    input: {},
    outcome,
  });
  const actor = desk.begin();
  desk.tell(actor, call('GetIPSet', 'ok'));
  desk.tell(actor, call('UpdateIPSet', 'WAFOptimisticLockException'));
  desk.tell(actor, call('UpdateIPSet', 'ok'));
  desk.tell('console-alice', call('UpdateIPSet', 'ok'));
  desk.write('console-alice', set4, [b]);
  desk.write(actor, set4, [a, b]);
  desk.tell('aws', { kind: 'mail', topic: 't', subject: 's', body: 'b', recipients: [] });
  desk.end(actor, {});
  desk.run({ outcome: 'crash' });
  expect(desk.balance()).toMatchObject({
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
  expect(JSON.parse(JSON.stringify(desk.balance()))).toEqual(desk.balance());
});

test('findings are kept to the first hundred, and counted to the last', () => {
  const desk = hand(edge);
  desk.publish([a]);
  for (let i = 0; i < 120; i += 1) desk.run();
  const { notConverged, findings } = desk.balance();
  expect([notConverged, findings.length]).toEqual([120, 100]);
});

describe('a version that the ledger does not know is a mistake of whoever keeps it', () => {
  test('one that was never published', () => {
    const desk = hand(edge);
    const version = desk.publish([a]);
    expect(() => desk.run({ file: version + 1 })).toThrow('which was never published');
  });

  test('one from before everything that is remembered', () => {
    const desk = hand(edge);
    const first = desk.publish([a]);
    for (let i = 0; i < 50; i += 1) desk.publish([`3.1.${i}.0/24`]);
    expect(() => desk.run({ file: first })).toThrow('is too old for the ledger to remember');
    expect(() => desk.run({ file: first + 1, says: everything })).not.toThrow();
  });

  test('but not one since which nothing changed for the list', () => {
    const desk = hand(edge);
    const first = desk.publish([both]);
    for (let i = 0; i < 50; i += 1) desk.publish([`3.0.0.${i}/32`]);
    expect(() => desk.run({ file: first, says: everything })).not.toThrow();
  });
});
