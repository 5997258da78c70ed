import { unknownNameWords, warningWords } from '../../../lib/report/words.js';
import { parseIpRanges } from '../../../lib/sources/feed/ip-ranges.js';
import { fingerprint, select, type KnownNames } from '../../../lib/sources/feed/selection.js';
import { firstToken } from './good-feed.js';
import { written, type Line } from '../../harness/ip-ranges.js';

const lines: Line[] = [
  ['3.0.0.0/24', 'CLOUDFRONT', 'GLOBAL'],
  ['3.0.1.0/24', 'CLOUDFRONT', 'GLOBAL'],
  ['3.0.4.0/24', 'CLOUDFRONT', 'us-east-1'],
  ['3.0.4.0/25', 'CLOUDFRONT', 'us-east-1'],
  ['3.0.4.0/24', 'EC2', 'us-east-1'],
  ['3.0.8.0/24', 'EC2', 'us-west-2', 'us-west-2-lax-1'],
  ['3.0.10.0/24', 'S3', 'us-west-2'],
  ['252.0.0.0/10', 'EC2', 'us-west-2'],
  ['252.0.0.0/10', 'AMAZON', 'us-west-2'],
  ['2600::/48', 'CLOUDFRONT', 'GLOBAL'],
  ['2600:0:1::/48', 'EC2', 'us-east-1'],
  ['fc01:1::/32', 'DYNAMODB', 'us-east-1'],
];
const file = parseIpRanges(written(firstToken, lines));
const none: KnownNames = { services: [], regions: [], borderGroups: [] };

interface Asked {
  services: string[];
  regions?: string[];
  borderGroups?: string[];
}

describe('a selection', () => {
  test.each<[string, Asked, string[]]>([
    [
      'of a service has all its regions',
      { services: ['CLOUDFRONT'] },
      ['3.0.0.0/23', '3.0.4.0/24', '2600::/48'],
    ],
    [
      'of two services has both, merged across them',
      { services: ['CLOUDFRONT', 'EC2'] },
      ['3.0.0.0/23', '3.0.4.0/24', '3.0.8.0/24', '2600::/47'],
    ],
    ['of a region has that region', { services: ['CLOUDFRONT'], regions: ['us-east-1'] }, ['3.0.4.0/24']],
    ['of GLOBAL has GLOBAL', { services: ['CLOUDFRONT'], regions: ['GLOBAL'] }, ['3.0.0.0/23', '2600::/48']],
    [
      'of a border group has that group',
      { services: ['EC2'], borderGroups: ['us-west-2-lax-1'] },
      ['3.0.8.0/24'],
    ],
    [
      'of a region and a border group has what is in both',
      { services: ['EC2'], regions: ['us-east-1'], borderGroups: ['us-west-2-lax-1'] },
      [],
    ],
    ['whose service is not in the region is empty', { services: ['S3'], regions: ['us-east-1'] }, []],
    ['has no entry that is not globally routable', { services: ['AMAZON'] }, []],
  ])('%s', (_, asked, entries) => {
    expect(select(file, asked, true)).toMatchObject({ entries, unknown: [] });
  });

  test('is not merged where the list says so, and has nothing twice', () => {
    const { entries } = select(file, { services: ['CLOUDFRONT', 'EC2'] }, false);
    expect(entries).toEqual([
      '3.0.0.0/24',
      '3.0.1.0/24',
      '3.0.4.0/24',
      '3.0.4.0/25',
      '3.0.8.0/24',
      '2600::/48',
      '2600:0:1::/48',
    ]);
  });

  test('tells what it leaves out because it is not globally routable, once', () => {
    expect(select(file, { services: ['EC2', 'AMAZON'] }, true).dropped).toEqual(['252.0.0.0/10']);
    expect(select(file, { services: ['EC2'], regions: ['us-east-1'] }, true).dropped).toEqual([]);
  });
});

describe('a name', () => {
  test.each<[string, Asked, string[]]>([
    ['that is there', { services: ['S3'] }, []],
    ['that is far from any', { services: ['LIGHTSAIL'] }, ['service LIGHTSAIL is not in ip-ranges.json']],
    [
      'that is near one',
      { services: ['CLUDFRONT'] },
      ['service CLUDFRONT is not in ip-ranges.json; did you mean CLOUDFRONT?'],
    ],
    [
      'whose case is wrong',
      { services: ['CloudFront'] },
      ['service CloudFront is not in ip-ranges.json; did you mean CLOUDFRONT?'],
    ],
    [
      'of a region',
      { services: ['S3'], regions: ['us-eats-1'] },
      ['region us-eats-1 is not in ip-ranges.json; did you mean us-east-1?'],
    ],
    [
      'of a border group',
      { services: ['EC2'], borderGroups: ['us-west-2-las-1'] },
      ['border group us-west-2-las-1 is not in ip-ranges.json; did you mean us-west-2-lax-1?'],
    ],
    [
      'beside another that is wrong',
      { services: ['S4'], regions: ['GLOBL'] },
      [
        'service S4 is not in ip-ranges.json; did you mean S3?',
        'region GLOBL is not in ip-ranges.json; did you mean GLOBAL?',
      ],
    ],
    // A region's name is no border group's, even if most border groups are named like their region.
    ['of a region as a border group', { services: ['EC2'], borderGroups: ['us-west-2-lax-1', 'GLOBAL'] }, []],
    ['that stands only on entries that are left out', { services: ['DYNAMODB'] }, []],
  ])('%s', (_, asked, unknown) => {
    expect(select(file, asked, true).unknown.map(unknownNameWords)).toEqual(unknown);
  });

  test.each<[string, Partial<KnownNames>, Asked, string[]]>([
    ['a service', { services: ['BATCH'] }, { services: ['BATCH'] }, []],
    ['a region', { regions: ['eu-north-9'] }, { services: ['S3'], regions: ['eu-north-9'] }, []],
    ['a border group', { borderGroups: ['us-x-1'] }, { services: ['S3'], borderGroups: ['us-x-1'] }, []],
    [
      'a region, but not as a service',
      { regions: ['BATCH'] },
      { services: ['BATCH'] },
      ['service BATCH is not in ip-ranges.json'],
    ],
  ])('that was known once is emptied, not unknown: %s', (_, before, asked, unknown) => {
    const selected = select(file, asked, true, { ...none, ...before });
    expect(selected.entries).toEqual([]);
    expect(selected.unknown.map(unknownNameWords)).toEqual(unknown);
  });

  test('stays known as long as it is selected, and is forgotten after that', () => {
    const before = { ...none, services: ['BATCH', 'S3'] };
    expect(select(file, { services: ['BATCH', 'EC2'], regions: ['us-east-1'] }, true, before).known).toEqual({
      services: ['BATCH', 'EC2'],
      regions: ['us-east-1'],
      borderGroups: [],
    });
  });
});

describe('a region filter is warned of', () => {
  const warning =
    'regions leaves out 3 GLOBAL entries of CLOUDFRONT, whose traffic can come from any region; add GLOBAL unless that is meant';
  test.each<[string, Asked, string[]]>([
    ['where it leaves out GLOBAL entries', { services: ['CLOUDFRONT'], regions: ['us-east-1'] }, [warning]],
    ['for the service that has some', { services: ['S3', 'CLOUDFRONT'], regions: ['us-west-2'] }, [warning]],
    ['not where it has them', { services: ['CLOUDFRONT'], regions: ['us-east-1', 'GLOBAL'] }, []],
    ['not where there are none', { services: ['EC2'], regions: ['us-east-1'] }, []],
    ['not where there is no filter', { services: ['CLOUDFRONT'] }, []],
  ])('%s', (_, asked, warnings) => {
    expect(select(file, asked, true).warnings.map(warningWords)).toEqual(warnings);
  });
});

describe('two selections', () => {
  const print = (...asked: Asked[]) => new Set(asked.map(fingerprint)).size;
  test('with the same names are the same, in any order and number', () => {
    expect(
      print(
        { services: ['S3', 'EC2'], regions: ['us-east-1'] },
        { regions: ['us-east-1'], services: ['EC2', 'S3', 'EC2'] },
      ),
    ).toBe(1);
  });
  test('with other names are not', () => {
    expect(
      print(
        { services: ['S3'] },
        { services: ['EC2'] },
        { services: ['S3'], regions: ['us-east-1'] },
        { services: ['S3'], borderGroups: ['us-east-1'] },
        { services: ['S3'], regions: ['us-east-1'], borderGroups: ['us-east-1'] },
      ),
    ).toBe(5);
  });
});
