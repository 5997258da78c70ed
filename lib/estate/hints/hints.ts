import { accessHints } from './access.js';
import type { Finding } from '../mistakes/mistakes.js';
import type { EstateFile } from '../schema/schema.js';
import { kinds } from '../../targets/kinds.js';
import { parseTargetArn, type TargetArn } from '../values/target-arn.js';

/*
 * What is right, and yet perhaps not what its author wants. None of it asks AWS, so it can be told before anything
 * is deployed.
 */

type List = EstateFile['lists'][string];

interface Managed {
  names: (region: string) => string[];
  /** How many rules of a security group a reference counts as. */
  weight: number;
  /** Whether the list holds one Region's addresses, or else those that the service has anywhere. */
  regional: boolean;
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html */
const managed = new Map<string, Managed>([
  [
    'CLOUDFRONT_ORIGIN_FACING',
    {
      names: () => [
        'com.amazonaws.global.cloudfront.origin-facing',
        'com.amazonaws.global.ipv6.cloudfront.origin-facing',
      ],
      weight: 55,
      regional: false,
    },
  ],
  ['ROUTE53_HEALTHCHECKS', { names: bothFamilies('route53-healthchecks'), weight: 25, regional: false }],
  ['EC2_INSTANCE_CONNECT', { names: bothFamilies('ec2-instance-connect'), weight: 2, regional: true }],
  ['S3', { names: (region) => [`com.amazonaws.${region}.s3`], weight: 1, regional: true }],
  ['DYNAMODB', { names: (region) => [`com.amazonaws.${region}.dynamodb`], weight: 1, regional: true }],
]);

function bothFamilies(service: string) {
  return (region: string) => [
    `com.amazonaws.${region}.${service}`,
    `com.amazonaws.${region}.ipv6.${service}`,
  ];
}

/** Services that are one for all Regions: ip-ranges.json lists much of them under GLOBAL. */
const global = new Set([
  'CLOUDFRONT',
  'CLOUDFRONT_ORIGIN_FACING',
  'GLOBALACCELERATOR',
  'ROUTE53',
  'ROUTE53_HEALTHCHECKS',
]);

export function hints(file: EstateFile): Finding[] {
  return [
    ...accessHints(file),
    ...Object.entries(file.lists).flatMap(([name, list]) => [
      ...keptByAws(list, name),
      ...callers(list, name),
    ]),
  ];
}

/** With ip-ranges.json at hand, lib/sources/feed/selection.ts says the same of any service, and of how many entries. */
export function hintsWithoutFeed({ lists }: EstateFile): Finding[] {
  return Object.entries(lists).flatMap(([name, { feed }]) => {
    const services = feed?.services.filter((service) => global.has(service)) ?? [];
    return services.length === 0 || (feed?.regions ?? ['GLOBAL']).includes('GLOBAL')
      ? []
      : [
          {
            path: ['lists', name, 'feed', 'regions'],
            message: `leaves out GLOBAL, under which ip-ranges.json lists addresses of ${services.join(' and ')}, whose traffic can come from any region; add GLOBAL unless that is meant`,
          },
        ];
  });
}

/** Said once for each Region that the list has security groups or prefix lists in. */
function keptByAws({ feed, flush, pins, targets }: List, name: string): Finding[] {
  if (!feed || flush || feed.borderGroups || pins.length > 0) return [];
  const seen = new Set<string>();
  return targets.flatMap(({ arn, spreadOver }, i) => {
    const target = parseTargetArn(arn ?? spreadOver?.[0] ?? '');
    const lists = feed.services.map((service) => listsFor(service, feed.regions, target));
    if (lists.includes(undefined) || seen.has(target.region)) return [];
    seen.add(target.region);
    return [
      {
        path: ['lists', name, 'targets', i],
        message: `for ${feed.services.join(' and ')} AWS keeps prefix lists of its own up to date: ${lists.flat().join(', ')}; a security group that refers to them needs no doorlist`,
      },
    ];
  });
}

/** Each with what it counts; nothing where AWS has no list of just these addresses for this target. */
function listsFor(service: string, regions: string[] | undefined, target: TargetArn): string[] | undefined {
  const kept = managed.get(service);
  if (
    kept === undefined ||
    !kinds[target.kind].replaceableByPrefixLists ||
    !target.arn.startsWith('arn:aws:')
  )
    return undefined;
  const wanted = kept.regional ? target.region : undefined;
  if (regions?.join() !== wanted) return undefined;
  return kept
    .names(target.region)
    .map((list) => `${list} (counts as ${kept.weight === 1 ? 'one rule' : `${kept.weight} rules`})`);
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html: API_GATEWAY is egress only. */
function callers({ feed }: List, name: string): Finding[] {
  const i = feed?.services.indexOf('API_GATEWAY') ?? -1;
  return i < 0
    ? []
    : [
        {
          path: ['lists', name, 'feed', 'services', i],
          message:
            "API_GATEWAY is where API Gateway's calls come from, not where an API is reached: it lets in the integrations of every AWS customer's APIs, and helps nobody to reach one",
        },
      ];
}
