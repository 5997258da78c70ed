import { parseEstate } from '../../../lib/estate/parse.js';
import type { Estate } from '../../../lib/estate/estate.js';
import type { PlantedGroup, PlantedPrefixList } from '../../aws/ec2/planted.js';
import type { WorldIpSet } from '../../world/world.js';

/** What there was in the targets before doorlist came, and is nobody's to touch. */
export interface Planted {
  ipSets: WorldIpSet[];
  securityGroups: PlantedGroup[];
  prefixLists: PlantedPrefixList[];
}

const account = '111122223333';
const region = 'eu-west-2';
const hex = (n: number) => n.toString(16).padStart(17, '0');
const group = (n: number) => `arn:aws:ec2:${region}:${account}:security-group/sg-${hex(n)}`;
const list = (n: number) => `arn:aws:ec2:${region}:${account}:prefix-list/pl-${hex(n)}`;
const set = (name: string, n: number) =>
  `arn:aws:wafv2:${region}:${account}:regional/ipset/${name}/a1b2c3d4-0001-4000-8000-${String(n).padStart(12, '0')}`;

const ipSets = [
  { arn: set('ec2-three-v4', 1), family: 'IPV4' },
  { arn: set('ec2-three-v6', 2), family: 'IPV6' },
  { arn: set('amazon-v4', 3), family: 'IPV4' },
  { arn: set('amazon-v6', 4), family: 'IPV6' },
] as const;

const prefixLists = [
  { arn: list(1), family: 'IPV4', maxEntries: 60 },
  { arn: list(2), family: 'IPV6', maxEntries: 60 },
  { arn: list(3), family: 'IPV4', maxEntries: 60 },
  { arn: list(4), family: 'IPV6', maxEntries: 60 },
  { arn: list(5), family: 'IPV4', maxEntries: 250 },
  { arn: list(6), family: 'IPV4', maxEntries: 100 },
] as const;

const groups = Array.from({ length: 9 }, (_, i) => group(i + 1));

/** Twelve lists over all kinds of targets and both families, some of them too small for what will come. */
const text = `
alerts: { email: [platform@example.com] }
lists:
  origin:
    feed: { services: [CLOUDFRONT_ORIGIN_FACING] }
    targets: [{ arn: '${group(1)}', ports: [443] }]
  origin-raw:
    feed: { services: [CLOUDFRONT_ORIGIN_FACING] }
    aggregate: false
    targets: [{ arn: '${group(2)}', ports: [443] }]
  edge:
    feed: { services: [CLOUDFRONT] }
    targets: [{ spreadOver: ['${group(3)}', '${group(4)}', '${group(5)}'], ports: [443] }]
  s3-ireland:
    feed: { services: [S3], regions: [eu-west-1] }
    targets: [{ arn: '${group(6)}', ports: [443] }]
  s3-three:
    feed: { services: [S3], regions: [us-east-1, eu-west-1, eu-central-1] }
    targets: [{ arn: '${list(1)}' }, { arn: '${list(2)}' }]
  ec2-three:
    feed: { services: [EC2], regions: [eu-west-1, eu-central-1, ap-southeast-2] }
    targets: [{ arn: '${ipSets[0].arn}' }, { arn: '${ipSets[1].arn}' }]
  ec2-virginia:
    feed: { services: [EC2], regions: [us-east-1] }
    targets: [{ arn: '${list(3)}', resize: true }, { arn: '${list(4)}', resize: true }]
  gateways:
    feed: { services: [API_GATEWAY] }
    targets: [{ arn: '${list(5)}' }]
  accelerator:
    feed: { services: [GLOBALACCELERATOR] }
    targets: [{ arn: '${list(6)}' }]
  health:
    feed: { services: [ROUTE53_HEALTHCHECKS] }
    targets: [{ arn: '${group(7)}', ports: [80] }]
  amazon-london:
    feed: { services: [AMAZON], regions: [eu-west-2] }
    targets: [{ arn: '${ipSets[2].arn}' }, { arn: '${ipSets[3].arn}' }]
  connect:
    feed: { services: [EC2_INSTANCE_CONNECT], regions: [eu-west-1, eu-central-1, us-east-1] }
    targets: [{ spreadOver: ['${group(8)}', '${group(9)}'], ports: [22, 3389] }]
`;

/** Foreign entries beside everything: some that the feed never lists, of both families. */
export function replayEstate(): { estate: Estate; planted: Planted } {
  const { estate } = parseEstate(text);
  return {
    estate,
    planted: {
      ipSets: ipSets.map((each) => ({
        ...each,
        addresses: [each.family === 'IPV4' ? '81.2.69.142/32' : '2a02:c7d::/48'],
        description: 'kept by the team',
      })),
      prefixLists: prefixLists.map((each) => ({
        ...each,
        entries: [
          { cidr: each.family === 'IPV4' ? '81.2.69.0/24' : '2a02:c7d::/48', description: 'Office VPN' },
        ],
      })),
      // Rules at another port take room without being entries; those of `edge` have none to spare.
      securityGroups: groups.map((arn, i) => ({
        arn,
        rules: [
          { source: '0.0.0.0/0', protocol: '-1', egress: true },
          ...(i >= 2 && i <= 4
            ? []
            : [
                { source: '81.2.69.142/32', description: 'Bastion', from: 22, to: 22 },
                { source: '2a02:c7d::/48', from: 22, to: 22 },
                { source: 'sg-0fedcba9876543210', protocol: '-1' },
              ]),
        ],
      })),
    },
  };
}
