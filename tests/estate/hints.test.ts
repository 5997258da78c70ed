import { arn, ec2, pl, read, sg } from '../harness/estate.js';

const feedOf = (services: string[], more: object = {}) => ({ services, ...more });
const group = { arn: ec2(sg(1)), ports: [443] };
const prefixList = { arn: ec2(pl(1)) };
const list = (feed: object, ...targets: object[]) => ({ list: { feed, targets } });
const told = 'doorlist.yml:1: lists.list';

describe('a prefix list of AWS that would do', () => {
  const warnings = (lists: object) => read(lists).warnings;
  const hint = (i: number, services: string, lists: string) =>
    `${told}.targets[${i}]: for ${services} AWS keeps prefix lists of its own up to date: ${lists}; a security group that refers to them needs no doorlist`;
  const london = { regions: ['eu-west-2'] };

  it.each<[string, object, string, string]>([
    [
      'CloudFront',
      feedOf(['CLOUDFRONT_ORIGIN_FACING']),
      'CLOUDFRONT_ORIGIN_FACING',
      'com.amazonaws.global.cloudfront.origin-facing (counts as 55 rules), com.amazonaws.global.ipv6.cloudfront.origin-facing (counts as 55 rules)',
    ],
    [
      'health checks',
      feedOf(['ROUTE53_HEALTHCHECKS']),
      'ROUTE53_HEALTHCHECKS',
      'com.amazonaws.eu-west-2.route53-healthchecks (counts as 25 rules), com.amazonaws.eu-west-2.ipv6.route53-healthchecks (counts as 25 rules)',
    ],
    [
      'Instance Connect',
      feedOf(['EC2_INSTANCE_CONNECT'], london),
      'EC2_INSTANCE_CONNECT',
      'com.amazonaws.eu-west-2.ec2-instance-connect (counts as 2 rules), com.amazonaws.eu-west-2.ipv6.ec2-instance-connect (counts as 2 rules)',
    ],
    [
      'S3 and DynamoDB',
      feedOf(['S3', 'DYNAMODB'], london),
      'S3 and DYNAMODB',
      'com.amazonaws.eu-west-2.s3 (counts as one rule), com.amazonaws.eu-west-2.dynamodb (counts as one rule)',
    ],
  ])('is named for %s', (_about, feed, services, lists) => {
    expect(warnings(list(feed, group))).toEqual([hint(0, services, lists)]);
    expect(warnings(list(feed, { arn: arn('set') }, prefixList, group))).toEqual([hint(1, services, lists)]);
  });

  it('is named once for each Region', () => {
    const spread = (n: number, region: string) => ({ spreadOver: [ec2(sg(n), { region })], ports: [443] });
    const targets = [spread(1, 'eu-west-1'), spread(2, 'eu-west-2'), spread(3, 'eu-west-1')];
    expect(warnings(list(feedOf(['ROUTE53_HEALTHCHECKS']), ...targets))).toEqual([
      expect.stringContaining('com.amazonaws.eu-west-1.route53-healthchecks'),
      expect.stringContaining('com.amazonaws.eu-west-2.route53-healthchecks'),
    ]);
  });

  const origin = feedOf(['CLOUDFRONT_ORIGIN_FACING']);
  it.each<[string, object]>([
    ['IP sets, which cannot refer to one', list(origin, { arn: arn('set') })],
    ['a service that AWS keeps none for', list(feedOf(['CLOUDFRONT_ORIGIN_FACING', 'EC2']), group)],
    ['a list with pins', { list: { ...list(origin, group).list, pins: ['8.8.8.8/32'] } }],
    ['a list with a flush', { list: { ...list(origin, group).list, flush: {} } }],
    ['some Regions of a service', list(feedOf(['CLOUDFRONT_ORIGIN_FACING'], { regions: ['GLOBAL'] }), group)],
    ['some border groups', list(feedOf(['S3'], { ...london, borderGroups: ['eu-west-2'] }), group)],
    ['all Regions of a service that AWS keeps by Region', list(feedOf(['S3']), group)],
    ['another Region', list(feedOf(['S3'], { regions: ['eu-west-1'] }), group)],
    ['another Region as well', list(feedOf(['S3'], { regions: ['eu-west-2', 'eu-west-1'] }), group)],
    [
      'another partition, whose lists have other names',
      list(origin, {
        arn: 'arn:aws-cn:ec2:cn-north-1:111122223333:security-group/sg-0a1b2c3d',
        ports: [443],
      }),
    ],
  ])('is not named for %s', (_about, lists) => {
    expect(warnings(lists)).toEqual([]);
  });
});

it('tells whom API_GATEWAY lets in', () => {
  expect(read(list(feedOf(['EC2', 'API_GATEWAY']), { arn: arn('set') })).warnings).toEqual([
    `${told}.feed.services[1]: API_GATEWAY is where API Gateway's calls come from, not where an API is reached: it lets in the integrations of every AWS customer's APIs, and helps nobody to reach one`,
  ]);
});

describe('regions without GLOBAL', () => {
  const withoutFeed = (feed: object) => {
    const { warnings, withoutFeed: told } = read(list(feed, { arn: arn('set') }));
    // Where the file is at hand, its reader tells it, so it must not stand among the warnings as well.
    expect(warnings).toEqual([]);
    return told;
  };

  it.each([
    [['CLOUDFRONT']],
    [['CLOUDFRONT_ORIGIN_FACING']],
    [['GLOBALACCELERATOR']],
    [['ROUTE53']],
    [['ROUTE53_HEALTHCHECKS']],
  ])('leave out addresses of %s', (services) => {
    expect(withoutFeed(feedOf(['EC2', ...services], { regions: ['us-east-1'] }))).toEqual([
      `${told}.feed.regions: leaves out GLOBAL, under which ip-ranges.json lists addresses of ${services.join()}, whose traffic can come from any region; add GLOBAL unless that is meant`,
    ]);
  });

  it.each([
    ['with GLOBAL', feedOf(['CLOUDFRONT'], { regions: ['us-east-1', 'GLOBAL'] })],
    ['all of them', feedOf(['CLOUDFRONT'])],
    ['of a regional service', feedOf(['EC2'], { regions: ['us-east-1'] })],
  ])('are fine %s', (_about, feed) => {
    expect(withoutFeed(feed)).toEqual([]);
  });
});
