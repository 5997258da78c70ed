import { tearDown } from '../../harness/world.js';
import type { Lists } from './harness.js';
import type { Line } from '../../harness/ip-ranges.js';
import { play, type Edit, type Story } from './story.js';

/*
 * What AWS really published, and what becomes of it. The numbers are those of the real files; `wanted` and the
 * changes count exactly merged networks. story.ts reads each of them from the files once more, without lib/.
 */

afterEach(tearDown);

const edge = { feed: { services: ['CLOUDFRONT'] } };
const origin = { feed: { services: ['CLOUDFRONT_ORIGIN_FACING'] } };
const s3 = { feed: { services: ['S3'] } };
const of = (service: string, region: string) => ({ feed: { services: [service], regions: [region] } });
const lists = (region: string): Lists => ({ edge, origin, s3, ec2: of('EC2', region) });

const asItIs: Edit = (lines) => lines;
const and =
  (...more: Line[]): Edit =>
  (lines) => [...lines, ...more];
const only =
  (stays: (line: Line) => boolean, ...more: Line[]): Edit =>
  (lines) => [...lines.filter(stays), ...more];

const removedRegion: Story = {
  name: '2021-02-22: a whole region, me-central-1, is gone for months',
  about: ['ec2', 'amazon'],
  lists: { ...lists('me-central-1'), amazon: of('AMAZON', 'me-central-1') },
  moments: [
    {
      file: 1613994252,
      own: asItIs,
      says: {
        'amazon v4': 'applied: 13 wanted, 13 added',
        'amazon v6': 'applied: 9 wanted, 9 added',
        'ec2 v4': 'applied: 3 wanted, 3 added',
        'ec2 v6': 'applied: 3 wanted, 3 added',
        'edge v4': 'applied: 118 wanted, 118 added',
        'edge v6': 'applied: 10 wanted, 10 added',
        'origin v4': 'refused (unknown-name): 0 stay',
        'origin v6': 'refused (unknown-name): 0 stay',
        's3 v4': 'applied: 64 wanted, 64 added',
        's3 v6': 'applied: 147 wanted, 147 added',
      },
      // CLOUDFRONT_ORIGIN_FACING came in October of that year.
      mails: [
        'amazon: 22 added',
        'ec2: 6 added',
        'edge: 128 added',
        'origin: REFUSED: a name that ip-ranges.json lacks',
        's3: 211 added',
      ],
    },
    {
      file: 1614002653,
      own: only(([, , region]) => region !== 'me-central-1'),
      says: {
        'amazon v4': 'refused (emptied): 13 stay',
        'amazon v6': 'refused (emptied): 9 stay',
        'ec2 v4': 'refused (emptied): 3 stay',
        'ec2 v6': 'refused (emptied): 3 stay',
        'origin v4': 'refused (unknown-name): 0 stay',
        'origin v6': 'refused (unknown-name): 0 stay',
        's3 v4': 'applied: 64 wanted, 2 held, 3 added, 1 removed',
        's3 v6': 'unchanged: 144 wanted, 3 held',
      },
      mails: [
        'amazon: REFUSED: would leave a target empty',
        'ec2: REFUSED: would leave a target empty',
        's3: 1 removed, 3 added',
      ],
      tells: [
        "ec2-v4 (eu-west-2): The feed no longer lists any address for this target, which holds 3 entries of the feed's.",
        'npx doorlist refresh ec2 --force --stage dev',
        "amazon-v4 (eu-west-2): The feed no longer lists any address for this target, which holds 13 entries of the feed's.",
      ],
    },
    {
      // Nobody forced anything: the doors of the region stay open, and each refusal is told of once a day.
      check: 25,
      says: {
        'amazon v4': 'refused (emptied): 13 stay',
        'amazon v6': 'refused (emptied): 9 stay',
        'ec2 v4': 'refused (emptied): 3 stay',
        'ec2 v6': 'refused (emptied): 3 stay',
        'origin v4': 'refused (unknown-name): 0 stay',
        'origin v6': 'refused (unknown-name): 0 stay',
        's3 v4': 'applied: 64 wanted, 2 removed',
        's3 v6': 'applied: 144 wanted, 3 removed',
      },
      mails: [
        'amazon: REFUSED: would leave a target empty',
        'ec2: REFUSED: would leave a target empty',
        'origin: REFUSED: a name that ip-ranges.json lacks',
        's3: 5 removed',
      ],
    },
    {
      force: 'ec2',
      says: { 'ec2 v4': 'applied: 0 wanted, 3 removed', 'ec2 v6': 'applied: 0 wanted, 3 removed' },
      mails: ['ec2: 6 removed; no longer refused: would leave a target empty'],
    },
  ],
};

const regional = (cidr: string, region: string): Line => [cidr, 'CLOUDFRONT', region];
const cloudfrontV6: Story = {
  name: '2024-05-29: CLOUDFRONT v6 goes from 45 to 27 entries, and 14 regions have none left',
  about: ['edge', 'west'],
  lists: { ...lists('eu-west-1'), west: of('CLOUDFRONT', 'eu-west-1') },
  moments: [
    {
      file: 1716935589,
      own: and(
        regional('2600:9000:1::/48', 'eu-west-1'),
        regional('2600:9000:3::/48', 'eu-west-1'),
        regional('2600:9000:5::/48', 'us-east-1'),
      ),
      says: {
        'edge v4': 'applied: 156 wanted, 156 added',
        'edge v6': 'applied: 28 wanted, 28 added',
        'origin v4': 'applied: 47 wanted, 47 added',
        's3 v4': 'applied: 138 wanted, 138 added',
        's3 v6': 'applied: 199 wanted, 199 added',
        'ec2 v4': 'applied: 50 wanted, 50 added',
        'ec2 v6': 'applied: 22 wanted, 22 added',
        'west v4': 'applied: 2 wanted, 2 added',
        'west v6': 'applied: 2 wanted, 2 added',
      },
      mails: ['ec2: 72 added', 'edge: 184 added', 'origin: 47 added', 's3: 337 added', 'west: 4 added'],
    },
    {
      // The regional entries lie inside GLOBAL ones, so the edge loses no address.
      file: 1716997989,
      own: and(regional('2600:9000::/32', 'GLOBAL')),
      says: { 'edge v6': 'applied: 26 wanted, 1 added, 3 removed', 'west v6': 'refused (emptied): 2 stay' },
      mails: ['edge: 3 removed, 1 added', 'west: REFUSED: would leave a target empty'],
      tells: [
        "west-v6 (eu-west-2): The feed no longer lists any address for this target, which holds 2 entries of the feed's.",
      ],
    },
    // A refusal is told of once a day.
    {
      check: 25,
      says: { 'west v6': 'refused (emptied): 2 stay' },
      mails: ['west: REFUSED: would leave a target empty'],
    },
  ],
};

const amazonOnly = ['3.0.1.0/24', '3.0.3.0/24', '3.0.5.0/24'].map((cidr): Line => [
  cidr,
  'AMAZON',
  'us-east-1',
]);
const amazonV4: Story = {
  name: '2024-07-24: AMAZON v4 loses 494 of 4,692 entries',
  about: ['amazon'],
  lists: { ...lists('us-east-1'), amazon: of('AMAZON', 'us-east-1') },
  moments: [
    {
      file: 1721856790,
      own: and(...amazonOnly),
      says: {
        'edge v4': 'applied: 156 wanted, 156 added',
        'edge v6': 'applied: 26 wanted, 26 added',
        'origin v4': 'applied: 47 wanted, 47 added',
        's3 v4': 'applied: 139 wanted, 139 added',
        's3 v6': 'applied: 199 wanted, 199 added',
        'ec2 v4': 'applied: 167 wanted, 167 added',
        'ec2 v6': 'applied: 95 wanted, 95 added',
        'amazon v4': 'applied: 438 wanted, 438 added',
        'amazon v6': 'applied: 134 wanted, 134 added',
      },
      mails: ['amazon: 572 added', 'ec2: 262 added', 'edge: 182 added', 'origin: 47 added', 's3: 338 added'],
    },
    {
      file: 1721861589,
      own: asItIs,
      says: { 'amazon v4': 'unchanged: 383 wanted, 55 held' },
      mails: [],
    },
    { check: 23, says: { 'amazon v4': 'unchanged: 383 wanted, 55 held' }, mails: [] },
    { check: 25, says: { 'amazon v4': 'applied: 383 wanted, 55 removed' }, mails: ['amazon: 55 removed'] },
  ],
};

const facing = (cidr: string): Line => [cidr, 'CLOUDFRONT_ORIGIN_FACING', 'GLOBAL'];
/** So many neighbouring /64s. */
const burst = (network: string, count: number): Line[] =>
  Array.from({ length: count }, (_, i) => facing(`2600:9000:${network}:${i.toString(16)}::/64`));
const isOriginV6 = ([cidr, service]: Line) => service === 'CLOUDFRONT_ORIGIN_FACING' && cidr.includes(':');
const originV6 = (...own: Line[]) => only((line) => !isOriginV6(line), facing('2600:9000:1::/48'), ...own);
const spread = ['a', 'c', 'e', '10', '12'].map((at) => facing(`2600:9000:2:${at}::/64`));

const originBurst: Story = {
  name: '2025-07-08: CLOUDFRONT_ORIGIN_FACING v6 goes 1, 6, 430, 476, 2, 6, 31, 113, 8 within 28 hours',
  about: ['origin v6'],
  lists: lists('eu-west-1'),
  moments: [
    {
      file: 1749599010,
      own: originV6(),
      says: {
        'edge v4': 'applied: 169 wanted, 169 added',
        'edge v6': 'applied: 26 wanted, 26 added',
        'origin v4': 'applied: 47 wanted, 47 added',
        'origin v6': 'applied: 1 wanted, 1 added',
        's3 v4': 'applied: 145 wanted, 145 added',
        's3 v6': 'applied: 380 wanted, 380 added',
        'ec2 v4': 'applied: 56 wanted, 56 added',
        'ec2 v6': 'applied: 43 wanted, 43 added',
      },
      mails: ['ec2: 99 added', 'edge: 195 added', 'origin: 48 added', 's3: 525 added'],
    },
    {
      file: 1752008001,
      own: originV6(...spread),
      says: {
        'origin v4': 'unchanged: 45 wanted, 2 held',
        'origin v6': 'applied: 6 wanted, 5 added',
        's3 v6': 'applied: 384 wanted, 4 added',
        'ec2 v4': 'applied: 58 wanted, 2 added',
        'ec2 v6': 'applied: 45 wanted, 1 held, 3 added',
      },
      mails: ['ec2: 5 added', 'origin: 5 added', 's3: 4 added'],
    },
    {
      file: 1752011602,
      own: originV6(...burst('2', 424)),
      says: {
        'origin v4': 'unchanged: 45 wanted, 2 held',
        'origin v6': 'applied: 9 wanted, 8 added, 5 removed',
        'ec2 v6': 'unchanged: 45 wanted, 1 held',
      },
      mails: ['origin: 5 removed, 8 added'],
    },
    {
      file: 1752017611,
      own: originV6(...burst('2', 512), ...burst('4', 3)),
      says: {
        'origin v4': 'unchanged: 45 wanted, 2 held',
        'origin v6': 'applied: 25 wanted, 21 added, 5 removed',
        'ec2 v6': 'unchanged: 45 wanted, 1 held',
      },
      mails: ['origin: 5 removed, 21 added'],
    },
    {
      // Nothing is closed: one wide entry has all the addresses of the 475 that are gone.
      file: 1752027197,
      own: originV6(facing('2600:9000:2::/47'), facing('2600:9000:4::/46')),
      says: {
        'origin v4': 'unchanged: 45 wanted, 2 held',
        'origin v6': 'applied: 2 wanted, 1 added, 24 removed',
        'ec2 v6': 'unchanged: 45 wanted, 1 held',
      },
      mails: ['origin: 24 removed, 1 added'],
    },
    {
      file: 1752031410,
      own: originV6(
        facing('2600:9000:2::/47'),
        facing('2600:9000:4::/46'),
        ...burst('a', 2),
        facing('2600:9000:e::/48'),
      ),
      says: {
        'origin v4': 'unchanged: 45 wanted, 2 held',
        'origin v6': 'applied: 4 wanted, 2 added',
        'ec2 v6': 'unchanged: 45 wanted, 1 held',
      },
      mails: ['origin: 2 added'],
    },
    {
      // A day has passed since the two of IPv4 were missed.
      file: 1752098010,
      own: originV6(
        facing('2600:9000:2::/47'),
        facing('2600:9000:4::/46'),
        facing('2600:9000:a::/48'),
        facing('2600:9000:e::/47'),
      ),
      says: {
        'origin v4': 'applied: 45 wanted, 2 removed',
        'origin v6': 'applied: 5 wanted, 3 added, 2 removed',
        's3 v4': 'applied: 146 wanted, 1 added',
        's3 v6': 'applied: 385 wanted, 1 added',
        'ec2 v6': 'applied: 45 wanted, 1 removed',
      },
      mails: ['ec2: 1 removed', 'origin: 4 removed, 3 added', 's3: 2 added'],
    },
    {
      file: 1752103998,
      own: originV6(
        facing('2600:9000:2::/47'),
        facing('2600:9000:4::/46'),
        facing('2600:9000:a::/47'),
        facing('2600:9000:e::/47'),
        ...burst('10', 3),
      ),
      says: { 'origin v6': 'applied: 8 wanted, 5 added, 2 removed' },
      mails: ['origin: 2 removed, 5 added'],
    },
    {
      file: 1752109410,
      own: originV6(facing('2600:9000::/43')),
      says: { 'origin v6': 'applied: 4 wanted, 1 added, 5 removed' },
      mails: ['origin: 5 removed, 1 added'],
    },
  ],
};

const buckets = Array.from({ length: 40 }, (_, i): Line => [
  `2600:9000:${(2 * i).toString(16)}::/48`,
  'S3',
  'eu-west-1',
]);
const isS3V6 = ([cidr, service]: Line) => service === 'S3' && cidr.includes(':');
const s3V6: Story = {
  name: '2025-07-30: the largest removal, 499 entries; S3 v6 loses 20 % of its addresses',
  about: ['s3', 'strict'],
  lists: { ...lists('eu-central-1'), strict: { ...s3, guards: { coverageLost: 20 } } },
  moments: [
    {
      file: 1753825412,
      own: only((line) => !isS3V6(line), ...buckets),
      says: {
        'edge v4': 'applied: 170 wanted, 170 added',
        'edge v6': 'applied: 26 wanted, 26 added',
        'origin v4': 'applied: 45 wanted, 45 added',
        'origin v6': 'applied: 4 wanted, 4 added',
        's3 v4': 'applied: 149 wanted, 149 added',
        's3 v6': 'applied: 392 wanted, 392 added',
        'ec2 v4': 'applied: 58 wanted, 58 added',
        'ec2 v6': 'applied: 77 wanted, 77 added',
        'strict v4': 'applied: 149 wanted, 149 added',
        'strict v6': 'applied: 392 wanted, 392 added',
      },
      mails: ['ec2: 135 added', 'edge: 196 added', 'origin: 49 added', 's3: 541 added', 'strict: 541 added'],
    },
    {
      file: 1753896212,
      own: only((line) => !isS3V6(line), ...buckets.slice(9)),
      says: {
        's3 v6': 'unchanged: 313 wanted, 79 held',
        'ec2 v6': 'unchanged: 67 wanted, 10 held',
        'strict v6': 'unchanged: 313 wanted, 79 held',
      },
      mails: [],
    },
    {
      check: 23,
      says: {
        's3 v6': 'unchanged: 313 wanted, 79 held',
        'ec2 v6': 'unchanged: 67 wanted, 10 held',
        'strict v6': 'unchanged: 313 wanted, 79 held',
      },
      mails: [],
    },
    {
      check: 25,
      says: {
        's3 v6': 'applied: 313 wanted, 79 removed',
        'ec2 v6': 'applied: 67 wanted, 10 removed',
        'strict v6': 'refused (coverage-lost): 313 wanted, 79 held',
      },
      mails: ['ec2: 10 removed', 's3: 79 removed', 'strict: REFUSED: would close too many addresses'],
      tells: [
        'This would take away 20.2 % of its addresses and 79 of its 392 entries; the limit is 20 % of the addresses.',
        'npx doorlist refresh strict --force --stage dev',
      ],
    },
    { check: 31, says: { 'strict v6': 'refused (coverage-lost): 313 wanted, 79 held' }, mails: [] },
    {
      check: 50,
      says: { 'strict v6': 'refused (coverage-lost): 313 wanted, 79 held' },
      mails: ['strict: REFUSED: would close too many addresses'],
    },
    {
      force: 'strict',
      says: { 'strict v6': 'applied: 313 wanted, 79 removed' },
      mails: ['strict: 79 removed; no longer refused: would close too many addresses'],
    },
  ],
};

const originV4: Story = {
  name: '2025-10-27: CLOUDFRONT_ORIGIN_FACING v4 goes 46, 68, 45 within two hours',
  about: ['origin'],
  lists: lists('eu-west-1'),
  moments: [
    {
      file: 1761589700,
      own: and(facing('3.0.0.0/20')),
      says: {
        'edge v4': 'applied: 171 wanted, 171 added',
        'edge v6': 'applied: 26 wanted, 26 added',
        'origin v4': 'applied: 45 wanted, 45 added',
        'origin v6': 'applied: 2 wanted, 2 added',
        's3 v4': 'applied: 153 wanted, 153 added',
        's3 v6': 'applied: 317 wanted, 317 added',
        'ec2 v4': 'applied: 61 wanted, 61 added',
        'ec2 v6': 'applied: 45 wanted, 45 added',
      },
      mails: ['ec2: 106 added', 'edge: 197 added', 'origin: 47 added', 's3: 470 added'],
    },
    {
      // One wide entry is listed in parts, and what lies between them is held.
      file: 1761592704,
      own: and(facing('3.0.1.0/24'), facing('3.0.8.0/22'), facing('3.0.20.0/24')),
      says: { 'origin v4': 'applied: 55 wanted, 9 held, 20 added, 1 removed' },
      mails: ['origin: 1 removed, 20 added'],
    },
    {
      // And now it is whole again.
      file: 1761599921,
      own: and(facing('3.0.0.0/19')),
      says: { 'origin v4': 'applied: 44 wanted, 1 added, 21 removed' },
      mails: ['origin: 21 removed, 1 added'],
    },
    { check: 25, says: {}, mails: [] },
  ],
};

const flapping = ['EC2', 'AMAZON'].map((service): Line => ['1.178.86.0/24', service, 'ap-southeast-3']);
const away = { 'ec2 v4': 'unchanged: 20 wanted, 1 held', 'amazon v4': 'unchanged: 43 wanted, 1 held' };
const flap: Story = {
  name: '2026-08-22: 1.178.86.0/24 comes and goes five times in eleven hours, and is never closed',
  about: ['ec2', 'amazon'],
  lists: { ...lists('ap-southeast-3'), amazon: of('AMAZON', 'ap-southeast-3') },
  moments: [
    {
      file: 1787395025,
      own: and(...flapping),
      says: {
        'edge v4': 'applied: 180 wanted, 180 added',
        'edge v6': 'applied: 31 wanted, 31 added',
        'origin v4': 'applied: 45 wanted, 45 added',
        'origin v6': 'applied: 3 wanted, 3 added',
        's3 v4': 'applied: 175 wanted, 175 added',
        's3 v6': 'applied: 451 wanted, 451 added',
        'ec2 v4': 'applied: 21 wanted, 21 added',
        'ec2 v6': 'applied: 29 wanted, 29 added',
        'amazon v4': 'applied: 44 wanted, 44 added',
        'amazon v6': 'applied: 43 wanted, 43 added',
      },
      mails: ['amazon: 87 added', 'ec2: 50 added', 'edge: 211 added', 'origin: 48 added', 's3: 626 added'],
    },
    { file: 1787399825, own: asItIs, says: away, mails: [] },
    { file: 1787411825, own: and(...flapping), says: {}, mails: [] },
    { file: 1787416625, own: asItIs, says: away, mails: [] },
    { file: 1787421425, own: and(...flapping), says: {}, mails: [] },
    { file: 1787433425, own: asItIs, says: away, mails: [] },
    {
      check: 25,
      says: { 'ec2 v4': 'applied: 20 wanted, 1 removed', 'amazon v4': 'applied: 43 wanted, 1 removed' },
      mails: ['amazon: 1 removed', 'ec2: 1 removed'],
    },
  ],
};

const mistaken = (region: string, ...cidrs: string[]): Line[] =>
  cidrs.flatMap((cidr) => ['EC2', 'AMAZON'].map((service): Line => [cidr, service, region]));
const unroutable = [
  ...mistaken('eu-west-1', '252.0.0.0/10', 'fc04:1::/32'),
  ...mistaken('us-east-1', '252.0.0.0/10', 'fc01:1::/32'),
];
const mistake: Story = {
  name: '2020-08-11, 2018-02-27: 252.0.0.0/10 and fc04:1::/32 under EC2 and AMAZON for 27 hours',
  about: ['ec2', 'amazon'],
  lists: { ...lists('eu-west-1'), amazon: of('AMAZON', 'eu-west-1') },
  moments: [
    {
      file: 1787433425,
      own: asItIs,
      says: {
        'amazon v4': 'applied: 209 wanted, 209 added',
        'amazon v6': 'applied: 81 wanted, 81 added',
        'ec2 v4': 'applied: 70 wanted, 70 added',
        'ec2 v6': 'applied: 68 wanted, 68 added',
        'edge v4': 'applied: 180 wanted, 180 added',
        'edge v6': 'applied: 31 wanted, 31 added',
        'origin v4': 'applied: 45 wanted, 45 added',
        'origin v6': 'applied: 3 wanted, 3 added',
        's3 v4': 'applied: 175 wanted, 175 added',
        's3 v6': 'applied: 451 wanted, 451 added',
      },
      mails: ['amazon: 290 added', 'ec2: 138 added', 'edge: 211 added', 'origin: 48 added', 's3: 626 added'],
    },
    {
      file: 1787433425 + 3 * 3600,
      made: and(...unroutable),
      own: and(...unroutable),
      says: {},
      mails: ['amazon: unroutable entries left out', 'ec2: unroutable entries left out'],
      tells: [
        'ip-ranges.json lists networks that are not globally routable, which are left out: 252.0.0.0/10, fc04:1::/32.',
      ],
    },
    { check: 25, says: {}, mails: [] },
    // The repair does not look like a loss, and so holds nothing.
    { file: 1787433425 + 30 * 3600, made: asItIs, own: asItIs, says: {}, mails: [] },
  ],
};

const stories = [removedRegion, cloudfrontV6, amazonV4, originBurst, s3V6, originV4, flap, mistake];

test.each(stories)('$name', play);
