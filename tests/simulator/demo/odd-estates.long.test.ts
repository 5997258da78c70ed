import { arn, ec2, pl, sg, written } from '../../harness/estate.js';
import { newest } from './feeds.js';
import { runDemo } from './run-demo.js';

const targets = (...names: string[]) => names.map((name) => ({ arn: arn(name) }));
const daily = { cron: '0 6,18 * * ? *', timezone: 'Europe/London' };
const office = { cidr: '81.2.69.0/24' };
const office6 = { cidr: '2a02:c7d::/48' };

/** Each list with what its targets come to; a text stands in the reason. */
const estates: [string, object, Record<string, Record<string, unknown>[]>][] = [
  [
    'no feed: two flushes, and by hand what no schedule does in time',
    {
      nobody: { flush: { ...daily, timezone: 'Asia/Kolkata' }, targets: targets('nob000') },
      byhand: { flush: {}, pins: [office], targets: targets('byh000', 'byh-v6') },
      weekly: {
        flush: { cron: '0 4 ? * MON *' },
        pins: [office, office6],
        targets: targets('w1_000', 'w2_000', 'w3_000'),
      },
    },
    {
      nobody: [{ family: 'IPV4', wanted: 0, removed: 1, outcome: 'unchanged' }],
      byhand: [
        { family: 'IPV4', wanted: 1, removed: 1, outcome: 'applied' },
        { family: 'IPV6', wanted: 0, removed: 1, outcome: 'applied' },
      ],
      weekly: [
        { family: 'IPV4', added: 1 },
        { family: 'IPV6', added: 1 },
        { family: 'IPV4', added: 1 },
      ],
    },
  ],
  [
    'feeds only: one service twice, a region, one entry a family, IPv6 of CloudFront’s scope',
    {
      s3: { feed: { services: ['S3'], regions: ['eu-west-1'] }, targets: targets('s3_000', 's3_-v6') },
      s3b: { feed: { services: ['S3', 'CLOUDFRONT'] }, adopt: true, targets: targets('s3b-v4') },
      one: { feed: { services: ['IVS_LOW_LATENCY'] }, targets: targets('one000', 'two000') },
      edge: {
        feed: { services: ['CLOUDFRONT_ORIGIN_FACING'] },
        targets: [{ arn: arn('edg-v6', { region: 'us-east-1', scope: 'global' }) }],
      },
    },
    {
      s3: [
        { family: 'IPV4', outcome: 'unchanged' },
        { family: 'IPV6', outcome: 'unchanged' },
      ],
      s3b: [{ outcome: 'unchanged', held: 0 }],
      one: [
        { family: 'IPV4', wanted: 1 },
        { family: 'IPV6', wanted: 1 },
      ],
      edge: [{ family: 'IPV6', outcome: 'unchanged' }],
    },
  ],
  [
    'wrong and empty selections beside right ones: refused with a reason, and the day goes on',
    {
      typo: { feed: { services: ['CLOUDFRNT'] }, targets: targets('typ-v4') },
      nowhere: { feed: { services: ['API_GATEWAY'], regions: ['GLOBAL'] }, targets: targets('now-v4') },
      mars: { feed: { services: ['CLOUDFRONT'], regions: ['GLOBAL', 'mars-1'] }, targets: targets('mar-v4') },
      lacking: { feed: { services: ['API_GATEWAY'] }, targets: targets('lac-v6') },
      both: {
        feed: { services: ['ROUTE53_HEALTHCHECKS'] },
        pins: [office],
        flush: daily,
        targets: targets('bot-v4'),
      },
    },
    {
      typo: [
        {
          outcome: 'refused',
          wanted: 0,
          reason: expect.stringMatching(/CLOUDFRNT.*did you mean CLOUDFRONT/),
        },
      ],
      nowhere: [{ outcome: 'refused', reason: expect.stringMatching(/matches no entry/) }],
      mars: [{ outcome: 'refused', reason: expect.stringMatching(/mars-1/) }],
      lacking: [{ outcome: 'unchanged', wanted: 0, kept: 0 }],
      both: [{ outcome: 'unchanged', removed: 1 }],
    },
  ],
  [
    'a list that may be emptied, without holding; unmerged entries; a flush every five minutes',
    {
      loose: {
        feed: { services: ['DYNAMODB'] },
        guards: { emptied: 'allow', coverageLost: 100, entriesLost: 100 },
        hold: '0h',
        targets: targets('loo-v4'),
      },
      raw: { feed: { services: ['CLOUDFRONT'] }, aggregate: false, targets: targets('raw-v6') },
      often: { flush: { cron: '0/5 * * * ? *' }, pins: [office], targets: targets('oft-v4') },
    },
    {
      loose: [{ outcome: 'unchanged', held: 0 }],
      raw: [{ outcome: 'unchanged', held: 0 }],
      often: [{ removed: 1, kept: 1 }],
    },
  ],
  [
    'people at security groups and prefix lists only: ICMP, all traffic, several ports, foreign entries that go and that stay',
    {
      ping: {
        flush: {},
        foreign: 'flush',
        pins: [office, office6],
        targets: [
          { arn: ec2(sg(1)), protocol: 'icmp' },
          { arn: ec2(pl(1)) },
          { arn: ec2(pl(2), { region: 'us-east-1' }) },
        ],
      },
      all: { flush: {}, targets: [{ arn: ec2(sg(1)), protocol: 'all' }] },
      ssh: { flush: daily, pins: [office], targets: [{ arn: ec2(sg(2)), ports: ['8000-8100', 22] }] },
    },
    {
      ping: [
        { kind: 'security-groups', family: 'IPV4', wanted: 1, added: 1, removed: 2, kept: 1 },
        { kind: 'security-groups', family: 'IPV6', wanted: 1, added: 1, removed: 1, kept: 1 },
        { kind: 'prefix-list', family: 'IPV4', wanted: 1, added: 1, removed: 1, kept: 1 },
        { kind: 'prefix-list', family: 'IPV6', wanted: 1, added: 1, removed: 1, kept: 1 },
      ],
      all: [
        { family: 'IPV4', wanted: 0, added: 0, removed: 0, kept: 1, outcome: 'unchanged' },
        { family: 'IPV6', wanted: 0, added: 0, removed: 0, kept: 0, outcome: 'unchanged' },
      ],
      ssh: [
        { family: 'IPV4', wanted: 1, added: 1, removed: 0, kept: 4, outcome: 'unchanged' },
        { family: 'IPV6', wanted: 0, added: 0, removed: 0, kept: 0, outcome: 'unchanged' },
      ],
    },
  ],
  [
    'feeds at both kinds, beside IP sets: several groups, one that is left, one that is too small, a list that grows',
    {
      health: {
        feed: { services: ['ROUTE53_HEALTHCHECKS'] },
        pins: [office],
        targets: [
          { spreadOver: [ec2(sg(1)), ec2(sg(2))], leaving: [ec2(sg(3))], ports: [80, 443] },
          { arn: arn('hea-v6') },
        ],
      },
      edge: {
        feed: { services: ['CLOUDFRONT'] },
        targets: [{ arn: ec2(pl(1)), resize: true }, { arn: ec2(pl(2)) }, { arn: ec2(sg(4)), ports: [443] }],
      },
      everything: { feed: { services: ['AMAZON'] }, targets: [{ arn: ec2(pl(3)) }] },
    },
    {
      health: [
        { kind: 'security-groups', family: 'IPV4', outcome: 'unchanged', held: 0 },
        { kind: 'security-groups', family: 'IPV6', outcome: 'unchanged', held: 0 },
        { kind: 'ip-set', family: 'IPV6', outcome: 'unchanged', held: 0 },
      ],
      edge: [
        { family: 'IPV4', outcome: 'unchanged', held: 0 },
        { family: 'IPV6', outcome: 'unchanged', held: 0 },
        {
          family: 'IPV4',
          outcome: 'refused',
          added: 0,
          reason: expect.stringMatching(/the group has room for 59 rules/),
        },
        { family: 'IPV6', outcome: 'unchanged' },
      ],
      everything: [
        { outcome: 'refused', added: 0, reason: expect.stringMatching(/narrow the selection or divide it/) },
      ],
    },
  ],
];

test.each(estates)('%s', async (_, lists, expected) => {
  const { day, document, lines } = await runDemo(written(lists), newest);
  expect(day.findings.violations).toEqual([]);
  for (const [name, targets] of Object.entries(expected))
    expect(document.lists[name]?.targets).toEqual(
      targets.map((target) => expect.objectContaining(target) as object),
    );
  for (const { reason, outcome } of Object.values(document.lists).flatMap(({ targets }) => targets))
    expect(reason !== undefined).toBe(outcome === 'refused' || outcome === 'failed');
  expect(lines.length).toBeLessThan(110);
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
});
