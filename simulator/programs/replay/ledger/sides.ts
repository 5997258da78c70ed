import type { Family } from '../../../aws/protocols/network.js';
import type { SpecFeed } from '../../../checker/spec.js';

/** A list with a feed, in words that owe nothing to doorlist's code. */
export interface LedgerList extends SpecFeed {
  name: string;
  /** Whether its targets hold the feed's entries merged. */
  aggregate: boolean;
  holdMs: number;
  targets: readonly LedgerTarget[];
}

export type LedgerTarget = {
  /** What reports call the target, where its ARN does not tell it from another of the list. */
  key?: string;
} & (
  | { kind: 'ip-set' | 'prefix-list'; arn: string; family: Family }
  | {
      kind: 'security-groups';
      /** ARNs. */
      groups: readonly string[];
      protocol: 'tcp';
      ports: readonly PortSpan[];
      /** The value of the tag `doorlist` of this list's rules. */
      tag: string;
    }
);

/** From the first to the last. */
export type PortSpan = readonly [number, number];

/** One family of one target: the unit that everything is checked for. */
export interface Side {
  list: LedgerList;
  target: LedgerTarget;
  family: Family;
  /** What holds its entries. */
  arns: readonly string[];
  /** An address has to be let in through each of them; undefined where a target knows no ports. */
  portRanges: readonly (PortSpan | undefined)[];
}

export function sidesOf(lists: readonly LedgerList[]): Side[] {
  return lists.flatMap((list) =>
    list.targets.flatMap((target): Side[] => {
      if (target.kind !== 'security-groups')
        return [{ list, target, family: target.family, arns: [target.arn], portRanges: [undefined] }];
      const { groups: arns, ports: portRanges } = target;
      return (['IPV4', 'IPV6'] as const).map((family) => ({ list, target, family, arns, portRanges }));
    }),
  );
}

/** For a sentence. */
export function nameOf({ target, arns }: Side): string {
  return target.key ?? arns.join(' + ');
}
