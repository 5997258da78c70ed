import { edge4, edge6, groupA, groupB, groupC, list4, list6, people4, people6 } from '../disturbed/places.js';
import type { Variant } from './step.js';

interface TargetText {
  arn?: string;
  spreadOver?: string[];
  leaving?: string[];
  ports?: (number | string)[];
  resize?: boolean;
}

/** In what an estate's lists have to hold: the choices that a deployment may make. */
export interface TargetSet {
  people: readonly (readonly TargetText[])[];
  edge: readonly (readonly TargetText[])[];
  /** For people at the console. */
  places: readonly string[];
  /** The people's list takes the feed, too. */
  peopleTakeFeed?: true;
  /** Lists that share rules of a group. */
  shared?: true;
}

const sets: TargetText[] = [{ arn: people4 }, { arn: people6 }];
const edgeSets: TargetText[] = [{ arn: edge4 }, { arn: edge6 }];

export const targetSets: readonly TargetSet[] = [
  { people: [sets], edge: [edgeSets], places: [people4, people6, edge4] },
  { people: [sets], edge: [edgeSets], places: [people4, people6, edge4], peopleTakeFeed: true },
  {
    people: [[{ arn: groupA, ports: [22] }]],
    edge: [[{ arn: groupA, ports: [443] }], [{ arn: groupA, ports: [443, 8443] }]],
    places: [groupA],
    peopleTakeFeed: true,
  },
  {
    people: [[{ arn: groupC, ports: [22] }, ...sets]],
    edge: [
      [{ spreadOver: [groupA, groupB], ports: [443] }],
      [{ spreadOver: [groupA, groupB, groupC], ports: [443] }],
      [{ arn: groupA, leaving: [groupB], ports: [443] }],
    ],
    places: [groupA, groupB, groupC, people4],
  },
  {
    people: [[{ arn: list6 }, { arn: people4 }]],
    edge: [[{ arn: list4 }], [{ arn: list4, resize: true }]],
    places: [list4, list6, people4],
  },
  {
    people: [sets],
    edge: [[{ arn: list4, resize: true }, { arn: groupA, ports: [443] }, { arn: edge4 }]],
    places: [list4, groupA, edge4, people4],
  },
  {
    people: [[{ arn: groupA, ports: [443] }]],
    edge: [[{ spreadOver: [groupA, groupB], ports: [443] }]],
    places: [groupA, groupB],
    shared: true,
  },
];

const policy = { default: '4h', longest: '6h', perPerson: 2 };

/** doorlist.yml, as JSON, which is YAML too. */
export function estateText(
  targetSet: TargetSet,
  { edgeAt, peopleAt, pins, hold, aggregate }: Variant,
): string {
  const at = <T>(of: readonly T[], n: number) => of[n % of.length];
  const feed = { services: ['CLOUDFRONT'] };
  return JSON.stringify({
    alerts: { email: ['platform@example.com'] },
    access: { auth: ['iam'] },
    lists: {
      people: {
        flush: { cron: '0 6,18 * * ? *' },
        leases: policy,
        pins,
        ...(targetSet.peopleTakeFeed ? { feed, hold } : {}),
        targets: at(targetSet.people, peopleAt),
      },
      edge: { feed, hold, aggregate, targets: at(targetSet.edge, edgeAt) },
    },
  });
}
