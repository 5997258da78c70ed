import { networks as neighbours } from '../../../simulator/programs/histories/random-histories.js';
import fc from 'fast-check';
import type { PlantedGroup, PlantedPrefixList, PlantedRule } from '../../../simulator/aws/ec2/ec2.js';
import { hour } from '../../harness/account.js';
import { byHandOnly, cloudfront, type ListSketch, type TargetSketch } from '../../harness/estate-sketch.js';
import {
  edge4,
  edge6,
  groupA,
  groupB,
  groupC,
  list4,
  list6,
  people4,
  people6,
  type Setting,
} from './harness.js';

export const networks = [...neighbours, '2600:9000::/40'];
/** More than one call takes, and more than some targets do. */
export const crowd = Array.from({ length: 110 }, (_, i) => `46.${i >> 6}.${(2 * i) & 127}.0/24`);
export const foreignNetworks = [
  '9.9.9.9/32',
  '81.2.69.7/32',
  '44.0.3.128/25',
  '45.3.0.0/16',
  '2a02:c7d:1::/64',
];
export const pins = ['81.2.69.0/24', '44.0.2.0/24', '2a02:c7d::/48', '9.9.9.9/32'];

export const some = (from: readonly string[], least = 0) => fc.subarray([...from], { minLength: least });

/** In what an estate's lists have to hold: the choices that a redeployment may make. */
export interface TargetSet {
  people: readonly (readonly TargetSketch[])[];
  edge: readonly (readonly TargetSketch[])[];
  /** The ARNs of all of it, for people at the console. */
  places: readonly string[];
}

const peopleSets = [[people4, people6]];

export const targetSets: TargetSet[] = [
  { people: peopleSets, edge: [[edge4, edge6]], places: [people4, people6, edge4, edge6] },
  {
    people: peopleSets,
    edge: [[{ arn: groupA, ports: [443] }]],
    places: [people4, groupA],
  },
  {
    people: [[{ arn: groupC, ports: [22] }]],
    edge: [
      [{ spreadOver: [groupA, groupB], ports: [443] }],
      [{ spreadOver: [groupA, groupB, groupC], ports: [443] }],
      [{ arn: groupA, leaving: [groupB], ports: [443] }],
    ],
    places: [groupA, groupA, groupB, groupC],
  },
  {
    people: [[{ arn: groupA, ports: [22] }, people4]],
    edge: [
      [{ spreadOver: [groupA, groupB], ports: [443, '8000-8100'] }],
      [{ spreadOver: [groupA, groupB], ports: [443] }],
    ],
    places: [groupA, groupB, people4],
  },
  {
    people: [[list6, people4]],
    edge: [[list4], [{ arn: list4, resize: true }]],
    places: [list4, list4, list6],
  },
  {
    people: peopleSets,
    edge: [[{ arn: list4, resize: true }, list6, { arn: groupA, ports: [443] }, edge4]],
    places: [list4, list6, groupA, edge4],
  },
  // Lists that share a door: of each network AWS takes one rule a group.
  {
    people: [[{ spreadOver: [groupB, groupA], ports: [443] }]],
    edge: [[{ spreadOver: [groupA, groupB], ports: [443] }]],
    places: [groupA, groupB],
  },
  {
    people: [[{ arn: groupA, protocol: 'icmp' }], [{ arn: groupA, protocol: 'all' }]],
    edge: [[{ arn: groupA, ports: [443], protocol: 'udp' }], [{ arn: groupA, ports: [443] }]],
    places: [groupA],
  },
];

const choices = {
  people: some(pins),
  peopleAt: fc.nat(),
  edge: some(pins),
  edgeAt: fc.nat(),
  selection: fc.constantFrom(cloudfront, { services: ['CLOUDFRONT', 'S3'] }),
  flushEdge: fc.boolean(),
  adopt: fc.boolean(),
  foreign: fc.constantFrom('keep' as const, 'flush' as const),
  hold: fc.constantFrom(24 * hour, 24 * hour, hour, 0),
  aggregate: fc.boolean(),
  minEntries: fc.constantFrom(3, 10),
};

export function listsOn(targetSet: TargetSet): fc.Arbitrary<ListSketch[]> {
  const at = <T>(of: readonly T[], n: number): T => of[n % of.length] as T;
  return fc
    .record(choices)
    .map(({ people, peopleAt, edge, edgeAt, selection, flushEdge, adopt, minEntries, foreign, ...rest }) => [
      {
        name: 'people',
        flush: byHandOnly,
        foreign,
        pins: people,
        targets: at(targetSet.people, peopleAt),
      },
      {
        name: 'edge',
        feed: selection,
        ...(flushEdge ? { flush: byHandOnly, foreign } : {}),
        pins: edge,
        adopt: adopt && !flushEdge,
        ...rest,
        guards: { emptied: 'refuse' as const, coverageLost: 25, entriesLost: 50, minEntries },
        targets: at(targetSet.edge, edgeAt),
      },
    ]);
}

export type InitialState = Pick<Setting, 'ipSets' | 'securityGroups' | 'prefixLists' | 'ec2' | 'quotas'>;

/** What stands there before doorlist comes: foreign entries, other people's rules, another doorlist's, and little room. */
export const initialStates: fc.Arbitrary<InitialState> = fc
  .record({
    foreign: some(foreignNetworks),
    shared: some(networks.slice(0, 8)),
    others: some(networks.slice(4, 10)),
    filler: fc.constantFrom(0, 30, 45, 52),
    maxEntries: fc.constantFrom(8, 20, 60),
    refers: fc.boolean(),
    lagMs: fc.constantFrom(0, 3000, 9000),
    quotas: fc.constantFrom({ rulesPerGroup: 60 }, { rulesPerGroup: 70 }, { denied: true }),
  })
  .map(({ foreign, shared, others, filler, maxEntries, refers, lagMs, quotas }) => {
    const elsewhere = (arn: string) => (arn === groupC ? { from: 22, to: 22 } : {});
    const beside = (cidrs: readonly string[]) => cidrs.filter((cidr) => !foreign.includes(cidr));
    const fill = (i: number): PlantedRule => ({ source: `60.0.${i}.0/24`, from: 25, to: 25 });
    const rulesOf = (arn: string): PlantedRule[] => [
      ...Array.from({ length: filler }, (_, i) => fill(i)),
      ...foreign.map((source) => ({ source, ...elsewhere(arn) })),
      ...(arn === groupA ? beside(shared).map((source) => ({ source })) : []),
      ...(arn === groupA && refers && filler < 40 ? [{ source: list4.split('/')[1] ?? '' }] : []),
      ...(arn === groupB ? beside(others).map(another) : []),
    ];
    return {
      ec2: { lagMs },
      quotas,
      ipSets: [people4, people6, edge4, edge6].map((arn) => ({
        arn,
        addresses: foreign.filter((cidr) => cidr.includes(familyMark(arn))),
      })),
      securityGroups: [groupA, groupB, groupC].map((arn): PlantedGroup => ({ arn, rules: rulesOf(arn) })),
      prefixLists: [
        listWith(list4, 'IPV4', maxEntries, [...foreign, ...shared]),
        listWith(list6, 'IPV6', maxEntries, foreign),
      ],
    };
  });

const another = (source: string): PlantedRule => ({ source, tags: { doorlist: 'doorlist/prod/edge' } });

function listWith(
  arn: string,
  family: PlantedPrefixList['family'],
  maxEntries: number,
  cidrs: readonly string[],
): PlantedPrefixList {
  const mine = [...new Set(cidrs)].filter((cidr) => cidr.includes(family === 'IPV6' ? ':' : '.'));
  return { arn, family, maxEntries, entries: mine.slice(0, maxEntries).map((cidr) => ({ cidr })) };
}

/** What the addresses of an IP set or prefix list have in them. */
export const familyMark = (arn: string) => (/v6\/|pl-0*6$/.test(arn) ? ':' : '.');
