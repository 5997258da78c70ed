import type { Estate } from '../../../lib/estate/estate.js';
import type { Family } from '../../aws/protocols/network.js';
import type { SpecTarget } from '../../checker/checker.js';
import { specOf } from '../../world/spec-of-estate.js';
import type { LedgerList, LedgerTarget } from './ledger.js';

/** What the ledger is to compare a replay with. `families`: of IP sets and prefix lists, by ARN. */
export function ledgerLists(
  estate: Estate,
  families: ReadonlyMap<string, Family>,
  deployedAs: { service: string; stage: string },
): LedgerList[] {
  const specs = specOf(estate, [], deployedAs).editions.flatMap(({ lists }) => lists);
  return specs.flatMap(({ name, feed, holdMs, targets }): LedgerList[] => {
    if (feed === undefined) return [];
    const aggregate = estate.lists.find((list) => list.name === name)?.aggregate ?? true;
    return [
      { name, ...feed, aggregate, holdMs, targets: targets.flatMap((target) => targetsOf(target, families)) },
    ];
  });
}

/** A ledger looks at both families of security groups at once. */
function targetsOf(target: SpecTarget, families: ReadonlyMap<string, Family>): LedgerTarget[] {
  if (target.kind !== 'security-groups')
    return [{ kind: target.kind, arn: target.arn, family: families.get(target.arn) ?? 'IPV4' }];
  if (target.family === 'IPV6') return [];
  const { kind, groups, mark: tag, portRanges } = target;
  const ports = portRanges.filter(({ from }) => from >= 0).map(({ from, to }) => [from, to] as const);
  return [{ kind, groups, protocol: 'tcp', ports, tag }];
}
