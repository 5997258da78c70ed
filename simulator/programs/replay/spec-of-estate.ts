import type { Estate, List } from '../../../lib/estate/estate.js';
import type { Family } from '../../aws/protocols/network.js';
import type { LedgerList, LedgerTarget } from './ledger.js';

/** What the ledger is to compare a replay with. `families`: of IP sets and prefix lists, by ARN. */
export function ledgerLists(
  { lists }: Estate,
  families: ReadonlyMap<string, Family>,
  marked: { service: string; stage: string },
): LedgerList[] {
  return lists.flatMap((list): LedgerList[] => {
    const { name, feed, aggregate, hold } = list;
    return feed
      ? [{ name, ...feed, aggregate, holdMs: hold, targets: targetsOf(list, families, marked) }]
      : [];
  });
}

function targetsOf(
  { id, targets }: List,
  families: ReadonlyMap<string, Family>,
  { service, stage }: { service: string; stage: string },
): LedgerTarget[] {
  return targets.flatMap((ref): LedgerTarget[] => {
    if (ref.kind !== 'security-groups')
      return [{ kind: ref.kind, arn: ref.arn, family: families.get(ref.arn) ?? 'IPV4' }];
    if (ref.family === 'IPV6') return [];
    const groups = ref.groups.map((group) => ref.arn.replace(/sg-\w+$/, group));
    const ports = ref.doors.flatMap((door) => ('from' in door ? [[door.from, door.to] as const] : []));
    return [{ kind: 'security-groups', groups, protocol: 'tcp', ports, tag: `${service}/${stage}/${id}` }];
  });
}
