import { ofFamily, type Cidr, type Family } from '../../../lib/cidr.js';
import type { List } from '../../../lib/estate/estate.js';
import { parseIpRanges } from '../../../lib/sources/feed/ip-ranges.js';
import { createChoices } from '../../../simulator/programs/demo/day/choices.js';
import { hoursOf } from '../../../simulator/programs/demo/day/hours.js';
import { plantedFor } from '../../../simulator/programs/demo/day/planted.js';
import { familyInName, settle, targetsOf } from '../../../simulator/programs/demo/day/targets.js';
import { earlier, repaired, withoutSelection } from '../../../simulator/programs/demo/day/versions.js';
import { visitsOf } from '../../../simulator/programs/demo/day/visits.js';
import { arn, ec2, pl, read, sg } from '../../harness/estate.js';
import { sample } from './feeds.js';

describe('the family of an IP set', () => {
  test.each([
    ['developers-v4', 'IPV4'],
    ['developers-v6', 'IPV6'],
    ['office_ipv6', 'IPV6'],
    ['edgeV6', 'IPV6'],
    ['corp-ip6', 'IPV6'],
    ['v6-developers', 'IPV6'],
    ['developers-ipv4-prod', 'IPV4'],
    ['developers', undefined],
    ['v4', 'IPV4'],
    ['rev64', undefined],
  ])('%s: %s', (name, family) => {
    expect(familyInName(name)).toBe(family);
  });

  const [v4, v6, unsaid]: [Family, Family, undefined] = ['IPV4', 'IPV6', undefined];
  test.each<[string, (Family | undefined)[], Family[], Family[]]>([
    ['the other one is wanted', [v6, unsaid], [v4], [v6, v4]],
    ['two, both wanted', [unsaid, unsaid], [v4, v6], [v4, v6]],
    ['three, both wanted', [unsaid, unsaid, unsaid], [v4, v6], [v4, v6, v4]],
    ['one is told', [v4, unsaid], [v4, v6], [v4, v6]],
    ['one for two', [unsaid], [v4, v6], [v4]],
    ['two for one', [unsaid, unsaid], [v6], [v6, v6]],
    ['told, whatever is wanted', [v6], [v4], [v6]],
  ])('%s', (_, told, wanted, settled) => {
    expect(settle(told, wanted)).toEqual(settled);
  });
});

const settled = (lists: object) => {
  const { estate } = read(lists);
  const targets = targetsOf(estate, createChoices(sample.file));
  return { targets, planted: plantedFor(estate, targets), visits: visitsOf(targets) };
};

describe('prefix lists', () => {
  const planted = (feed: object | undefined, target: object = {}, more: object = {}) =>
    settled({
      one: { ...(feed ? { feed } : { flush: {} }), ...more, targets: [{ arn: ec2(pl(1)), ...target }] },
    }).planted.prefixLists[0];

  test.each([
    ['few entries', { services: ['ROUTE53_HEALTHCHECKS'] }, {}, 60],
    ['more than their room', { services: ['AMAZON'] }, {}, 1000],
    ['as many, where doorlist may resize it', { services: ['AMAZON'] }, { resize: true }, 60],
  ])('for %s', (_, feed, target, maxEntries) => {
    expect(planted(feed, target)).toMatchObject({ family: 'IPV4', maxEntries });
  });

  test('have room beyond what is wanted, merged or not', () => {
    const { aggregated, rows } = createChoices(sample.file)({ services: ['CLOUDFRONT'] });
    const v4 = (cidrs: readonly Cidr[]) => ofFamily([...new Set(cidrs)], 'IPV4').length;
    expect(planted({ services: ['CLOUDFRONT'] })?.maxEntries).toBe(Math.ceil(v4(aggregated) * 1.2));
    expect(planted({ services: ['CLOUDFRONT'] }, {}, { aggregate: false })?.maxEntries).toBe(
      Math.ceil(v4(rows) * 1.2),
    );
  });

  test('take the family that is wanted and that no name of the list tells', () => {
    const { planted: both } = settled({
      edge: { feed: { services: ['CLOUDFRONT'] }, targets: [{ arn: arn('edge-v4') }, { arn: ec2(pl(1)) }] },
    });
    expect(both.prefixLists[0]?.family).toBe('IPV6');
    expect(planted(undefined, {}, { pins: ['2a02:c7d::/48'] })?.family).toBe('IPV6');
  });
});

describe('security groups', () => {
  const pins = ['81.2.69.0/24', '192.0.2.0/24'];
  const { planted, visits } = settled({
    shared: { flush: {}, targets: [{ arn: ec2(sg(1)), ports: [8080, 443] }] },
    other: { flush: {}, targets: [{ arn: ec2(sg(1)), protocol: 'icmp' }] },
    moving: {
      id: 'moved',
      flush: {},
      pins,
      targets: [{ spreadOver: [ec2(sg(2)), ec2(sg(3))], leaving: [ec2(sg(4))], ports: [80, 443] }],
    },
    six: { flush: {}, pins: ['2a02:c7d::/48'], targets: [{ arn: ec2(sg(5)), protocol: 'all' }] },
    fed: {
      feed: { services: ['S3'] },
      targets: [
        { arn: ec2(sg(6)), ports: [443] },
        { arn: ec2(sg(7)), ports: [443] },
      ],
    },
  });
  const rules = (n: number) =>
    planted.securityGroups
      .filter((group) => group.arn === ec2(sg(n)))
      .flatMap((group) => group.rules ?? [])
      .map(({ source, protocol = 'tcp', from, to, tags }) =>
        [source, protocol, from, to, tags?.['doorlist'] ?? ''].join(' ').trim(),
      );

  test('hold a colleague and, at a port of the list, an office that nobody has pinned', () => {
    expect(rules(1)).toEqual(['192.0.2.44/32 tcp 22 22', '198.51.100.192/28 tcp 8080 8080']);
    expect(rules(5)).toEqual(['192.0.2.44/32 tcp 22 22', '198.51.100.192/28 -1 -1 -1']);
  });

  test('that are left hold a pin at every port, marked as the list’s own', () => {
    expect(rules(4).slice(2)).toEqual([
      '81.2.69.0/24 tcp 80 80 doorlist/dev/moved',
      '81.2.69.0/24 tcp 443 443 doorlist/dev/moved',
    ]);
    expect([rules(2), rules(3)].map((all) => all.length)).toEqual([2, 2]);
  });

  test('are visited in IPv4, and in IPv6 where that is wanted; of a feed’s the first', () => {
    expect(visits.map(({ target: { list, family } }) => `${list.name} ${family}`)).toEqual([
      'shared IPV4',
      'other IPV4',
      'moving IPV4',
      'six IPV4',
      'six IPV6',
      'fed IPV4',
    ]);
  });
});

describe('the hours', () => {
  const given = Date.UTC(2026, 7, 22, 21, 17, 5);
  const hours = (cron?: string, timezone = 'UTC') =>
    hoursOf(
      read({ people: { flush: { ...(cron && { cron }), timezone }, targets: [{ arn: arn('people') }] } })
        .estate,
      given / 1000,
    );
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16);

  test.each([
    ['by hand only', undefined, '16:17'],
    ['a flush long after the start', '0 18 * * ? *', '16:17'],
    ['a flush soon after the start: an earlier start', '30 16 * * ? *', '15:32'],
    ['a flush every hour', '0 * * * ? *', '16:02'],
  ])('%s', (_, cron, start) => {
    expect(clock(hours(cron).start)).toBe(start);
  });

  test('no file is from the future, and the given one comes at its own time', () => {
    const { start, visits, given: at, gone, mended, end } = hours('0 6,18 * * ? *', 'Europe/London');
    expect(at).toBe(given);
    expect([start, visits, at, gone, mended, end]).toEqual(
      [start, visits, at, gone, mended, end].sort((a, b) => a - b),
    );
    expect(end - start).toBeGreaterThan(23 * 3600_000);
  });

  test('a list that is flushed all the time has a short day', () => {
    const { start, end } = hours('0/5 * * * ? *');
    expect(end - start).toBe(2 * 3600_000);
  });
});

describe('the feed’s versions', () => {
  const choices = createChoices(sample.file);
  const { lists } = read({
    edge: { feed: { services: ['CLOUDFRONT'] }, targets: [{ arn: arn('edge') }] },
    one: { feed: { services: ['IVS_LOW_LATENCY'] }, targets: [{ arn: arn('one') }] },
    ec2: { feed: { services: ['EC2'], regions: ['eu-west-1'] }, targets: [{ arn: arn('ec2') }] },
    none: { feed: { services: ['NONESUCH'] }, targets: [{ arn: arn('none') }] },
  }).estate;
  const chosen = (text: string, { feed }: List): Cidr[] =>
    feed ? createChoices(parseIpRanges(Buffer.from(text)))(feed).aggregated : [];

  test('the earlier one lacks a little of each selection, and empties none', () => {
    const { text, lacks } = earlier(sample, 1_787_000_000, lists, choices);
    expect(lacks.length).toBeGreaterThan(5);
    expect(lacks.length).toBeLessThanOrEqual(24);
    const counts = lists.map((list) => [
      chosen(text, list).length,
      list.feed ? choices(list.feed).aggregated.length : 0,
    ]);
    const [edge, one, ec2, none] = counts;
    expect(edge?.[0]).toBeLessThan(edge?.[1] ?? 0);
    expect(one).toEqual([2, 2]);
    expect(ec2?.[0]).toBeLessThan(ec2?.[1] ?? 0);
    expect(none).toEqual([0, 0]);
  });

  test('one lacks a whole selection', () => {
    const text = withoutSelection(sample, 1_787_400_000, { services: ['CLOUDFRONT'] });
    const file = parseIpRanges(Buffer.from(text ?? ''));
    expect(file.syncToken).toBe(1_787_400_000);
    expect(file.entries.some((entry) => entry.service === 'CLOUDFRONT')).toBe(false);
    expect(file.entries.length).toBe(
      sample.file.entries.length - choices({ services: ['CLOUDFRONT'] }).rows.length,
    );
  });

  test('nothing would be left: there is no such version', () => {
    const services = [...new Set(sample.file.entries.map((entry) => entry.service))];
    expect(withoutSelection(sample, 1_787_400_000, { services })).toBeUndefined();
  });

  test('the repair is the given file but for its time', () => {
    const text = repaired(sample, 1_787_500_000);
    expect(parseIpRanges(Buffer.from(text))).toEqual({
      ...sample.file,
      syncToken: 1_787_500_000,
      createDate: '2026-08-23-15-46-40',
    });
  });
});
