/** One family of a service: how many entries, and the prefix lengths they are drawn from, a frequent one repeated. */
export interface Extent {
  count: number;
  prefixes: readonly number[];
  /** Its entries lie inside wider entries of that service instead of being entries of AMAZON themselves. */
  inside?: 'EC2' | 'AMAZON';
  /** How many neighbours come at once, which merge into one network. */
  bursts: readonly number[];
}

export interface ServiceShape {
  service: string;
  IPV4?: Extent;
  IPV6?: Extent;
  /** In how many of the regions, beginning with the largest. */
  regions: number;
  /** How many of a hundred entries are of the region GLOBAL. */
  global: number;
}

const single = [1];
const few = [1, 1, 1, 1, 2];
const pairs = [1, 1, 2, 4];
const many = [2, 4, 8];

const some = (count: number, prefixes: readonly number[], bursts = single): Extent => ({
  count,
  prefixes,
  bursts,
});
const within = (
  inside: 'EC2' | 'AMAZON',
  count: number,
  prefixes: readonly number[],
  bursts = single,
): Extent => ({ ...some(count, prefixes, bursts), inside });

const ec2v4 = [
  ...[14, 15, 15, 16, 16, 16, 17, 18, 18, 19, 20, 20, 21, 21, 22, 22, 22, 22, 23, 23, 23],
  ...[24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 28, 32],
];
const ec2v6 = [36, 36, 39, 40, 40, 40, 40, 40, 40, 40, 40, 42, 48, 48, 48, 48, 56, 60];
const amazonV4 = [21, 22, 23, 23, 24, 24, 24, 25, 26, 26, 26, 27, 28, 29, 31, 31, 31, 32, 32, 32, 32, 32, 32];

/** The services of August 2026: true counts; prefix lengths, merging and spread roughly as they are. */
export const services: readonly ServiceShape[] = [
  { service: 'EC2', IPV4: some(1923, ec2v4, pairs), IPV6: some(2230, ec2v6, few), regions: 42, global: 1 },
  {
    service: 'S3',
    IPV4: some(441, [20, 21, 22, 22, 23, 23, 24, 24, 24, 28], pairs),
    IPV6: within('AMAZON', 513, [39, 40, 40, 40, 40, 48], few),
    regions: 42,
    global: 3,
  },
  {
    service: 'ROUTE53_RESOLVER',
    IPV4: within('EC2', 638, [25, 26, 27, 27, 28, 29, 29], few),
    regions: 31,
    global: 0,
  },
  {
    service: 'IVS_REALTIME',
    IPV4: some(104, [24, 24, 24, 24, 22], pairs),
    IPV6: within('AMAZON', 149, [48], many),
    regions: 16,
    global: 4,
  },
  {
    service: 'CLOUDFRONT',
    IPV4: some(211, [16, 18, 23, 24, 24, 25, 26, 26], few),
    IPV6: some(32, [36, 40, 42, 43, 48]),
    regions: 17,
    global: 62,
  },
  {
    service: 'API_GATEWAY',
    IPV4: within('EC2', 214, [22, 23, 23, 23, 24, 24, 24, 25, 26]),
    regions: 39,
    global: 0,
  },
  {
    service: 'EFS',
    IPV4: within('EC2', 93, [22, 22, 22, 25], few),
    IPV6: within('EC2', 89, [56]),
    regions: 37,
    global: 0,
  },
  {
    service: 'GLOBALACCELERATOR',
    IPV4: some(131, [17, 22, 23, 24, 24, 24, 24, 24], many),
    IPV6: within('AMAZON', 45, [40, 47, 47], pairs),
    regions: 22,
    global: 34,
  },
  {
    service: 'WORKSPACES_GATEWAYS',
    IPV4: within('EC2', 73, [22, 22, 23, 24]),
    IPV6: within('AMAZON', 43, [40, 48]),
    regions: 26,
    global: 0,
  },
  { service: 'EBS', IPV4: within('EC2', 105, [28, 29, 30, 30, 31]), regions: 25, global: 0 },
  { service: 'KINESIS_VIDEO_STREAMS', IPV4: within('EC2', 105, [30, 31], few), regions: 23, global: 0 },
  { service: 'DYNAMODB', IPV4: some(94, [22, 24, 24, 24, 24, 24, 24], many), regions: 42, global: 0 },
  {
    service: 'EC2_INSTANCE_CONNECT',
    IPV4: within('EC2', 37, [29, 29, 29, 30]),
    IPV6: within('EC2', 37, [56]),
    regions: 37,
    global: 0,
  },
  { service: 'CODEBUILD', IPV4: within('EC2', 61, [28, 29, 29, 29]), regions: 36, global: 0 },
  {
    service: 'ROUTE53_HEALTHCHECKS',
    IPV4: within('EC2', 31, [25, 26, 26], few),
    IPV6: within('EC2', 26, [56, 56, 56, 48]),
    regions: 15,
    global: 3,
  },
  { service: 'MEDIA_PACKAGE_V2', IPV4: within('EC2', 52, [29]), regions: 21, global: 0 },
  {
    service: 'CLOUDFRONT_ORIGIN_FACING',
    IPV4: some(46, [18, 21, 22, 23, 24]),
    IPV6: some(3, [36, 40]),
    regions: 2,
    global: 96,
  },
  { service: 'AMAZON_APPFLOW', IPV4: within('EC2', 48, [30]), regions: 16, global: 0 },
  { service: 'CLOUD9', IPV4: within('EC2', 44, [27]), regions: 22, global: 0 },
  { service: 'IOT_CORE', IPV6: within('AMAZON', 41, [40]), regions: 39, global: 0 },
  {
    service: 'ROUTE53',
    IPV4: some(26, [22, 23, 23, 24], pairs),
    IPV6: some(14, [43, 44, 46, 47]),
    regions: 7,
    global: 35,
  },
  {
    service: 'AURORA_DSQL',
    IPV4: within('EC2', 20, [25]),
    IPV6: within('EC2', 20, [56]),
    regions: 20,
    global: 0,
  },
  {
    service: 'ROUTE53_HEALTHCHECKS_PUBLISHING',
    IPV4: within('EC2', 39, [23, 24, 24]),
    regions: 36,
    global: 0,
  },
  {
    service: 'AMAZON_CONNECT',
    IPV4: some(21, [24, 24, 25, 26], few),
    IPV6: within('AMAZON', 15, [48]),
    regions: 14,
    global: 5,
  },
  { service: 'CHIME_VOICECONNECTOR', IPV4: some(24, [24]), regions: 22, global: 0 },
  { service: 'CHIME_MEETINGS', IPV4: some(1, [18]), IPV6: some(1, [40]), regions: 1, global: 100 },
  { service: 'IVS_LOW_LATENCY', IPV4: some(1, [17]), IPV6: some(1, [40]), regions: 1, global: 100 },
  {
    service: 'AMAZON',
    IPV4: some(6083, amazonV4, many),
    IPV6: some(2901, [40, 47, 56, 56, 64, 128], few),
    regions: 42,
    global: 4,
  },
];

/** The largest first. */
export const regions = [
  ...['us-east-1', 'us-west-2', 'us-east-2', 'eu-central-1', 'us-west-1', 'eu-west-1', 'ap-northeast-1'],
  ...['ap-southeast-1', 'eu-west-2', 'ap-southeast-2', 'ap-south-1', 'sa-east-1', 'ap-northeast-2'],
  ...['eu-south-1', 'eu-west-3', 'eu-north-1', 'ca-central-1', 'me-south-1', 'ap-northeast-3', 'ap-east-1'],
  ...['eu-south-2', 'af-south-1', 'us-gov-west-1', 'cn-north-1', 'cn-northwest-1', 'ap-southeast-3'],
  ...['ap-south-2', 'us-gov-east-1', 'ap-southeast-4', 'il-central-1', 'ap-southeast-5', 'me-central-1'],
  ...['eu-central-2', 'ca-west-1', 'ap-east-2', 'mx-central-1', 'ap-southeast-7', 'ap-southeast-6'],
  ...['eusc-de-east-1', 'us-south-1', 'sa-west-1', 'me-west-1'],
] as const;

/** Of local and wavelength zones; each after its region: `us-east-1-bos-1`. */
export const zones = [
  'bos-1',
  'mia-1',
  'dfw-1',
  'lax-1',
  'sea-1',
  'cph-1',
  'waw-1',
  'per-1',
  'wl1-iah-wlz-1',
] as const;
