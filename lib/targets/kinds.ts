import { mostPrefixListEntries } from '../aws-limits.js';
import type { Family } from '../cidr.js';
import type { TargetRef } from '../estate/estate.js';

export type Kind = TargetRef['kind'];

/** Everything in which one kind of target differs from the others, and that is known without asking AWS. */
export interface KindPolicy<R extends TargetRef = TargetRef> {
  /** With its article. */
  noun: string;
  /**
   * Whether AWS refuses a write that was made on an old snapshot, and every write voids the older ones. Where it does
   * not, nobody else may write until a dead writer can no longer be alive.
   */
  fenced: boolean;
  /** Whether a flush removes foreign entries without `foreign: flush`, and `adopt` may take them over. */
  flushOwnsForeign: boolean;
  /** Whether AWS keeps a mark of doorlist's with each entry; otherwise the table alone knows what is ours. */
  marked: boolean;
  /** Whether several lists and stages may name the same one. */
  sharedByLists: boolean;
  /** Whether CloudTrail names the whole result of an edit: what `access.cloudTrail` listens to. */
  editsTold: boolean;
  /** Whether connections that are open go on after their entry is gone. */
  keepsConnections: boolean;
  /** Whether a security group that refers to prefix lists of AWS's own can do without it. */
  replaceableByPrefixLists: boolean;
  /** Of what the file says; absent where only AWS says it. */
  family: (ref: R) => Family | undefined;
  /** How many rules one entry takes. */
  rulesPerEntry: (ref: R) => number;
  /** How many entries doorlist may let the target grow to; absent: it does not grow. */
  growsTo: (ref: R) => number | undefined;
  /** Where it is, for a person. */
  place: (ref: R) => string;
}

const region = (ref: TargetRef) => ref.region;

export const kinds = {
  'ip-set': {
    noun: 'an IP set',
    fenced: true,
    flushOwnsForeign: true,
    marked: false,
    sharedByLists: false,
    editsTold: true,
    keepsConnections: false,
    replaceableByPrefixLists: false,
    family: () => undefined,
    rulesPerEntry: () => 1,
    growsTo: () => undefined,
    place: (ref) => (ref.scope === 'CLOUDFRONT' ? 'CloudFront' : ref.region),
  },
  'security-groups': {
    noun: 'a security group',
    fenced: false,
    flushOwnsForeign: false,
    marked: true,
    sharedByLists: true,
    editsTold: false,
    keepsConnections: true,
    replaceableByPrefixLists: true,
    family: ({ family }) => family,
    rulesPerEntry: ({ doors: portRanges }) => portRanges.length,
    growsTo: () => undefined,
    place: region,
  },
  'prefix-list': {
    noun: 'a prefix list',
    // A write without a difference makes no version, so a taker of the lock could not void a dead writer's.
    fenced: false,
    flushOwnsForeign: false,
    marked: true,
    sharedByLists: false,
    editsTold: false,
    keepsConnections: false,
    replaceableByPrefixLists: true,
    family: () => undefined,
    rulesPerEntry: () => 1,
    growsTo: ({ resize }) => (resize ? mostPrefixListEntries : undefined),
    place: region,
  },
} satisfies { [K in Kind]: KindPolicy<Extract<TargetRef, { kind: K }>> };

/** The policy of a target's own kind; TypeScript cannot see that `kinds[ref.kind]` takes this very ref. */
export function policyOf<R extends TargetRef>(ref: R): KindPolicy<R> {
  return kinds[ref.kind] as unknown as KindPolicy<R>;
}

export const kindNames = Object.keys(kinds) as [Kind, ...Kind[]];

/** `an IP set, a security group or a prefix list` */
export const anyKind = oneOf(kindNames.map((kind) => kinds[kind].noun));

function oneOf(nouns: readonly string[]): string {
  return [nouns.slice(0, -1).join(', '), ...nouns.slice(-1)].join(' or ');
}
