import { familyOf, type Family } from '../../../aws/protocols/network.js';
import { noRoom } from '../../../checker/over-capacity.js';
import { ipSetCapacity } from '../../../checker/room.js';
import type { EventOf } from '../../../world/record.js';
import type { LedgerTarget, Side } from './sides.js';

/** Of either family, inbound; https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const groupTakes = 60;

/** Where the record does not say it. */
const usually: Record<LedgerTarget['kind'], number> = {
  'ip-set': ipSetCapacity,
  'prefix-list': Infinity,
  'security-groups': groupTakes,
};

/** How AWS refuses what is too much. */
const refusals = new Set(['WAFLimitsExceededException', ...noRoom]);

export const isRefusedForRoom = ({ outcome }: EventOf<'call'>): boolean => refusals.has(outcome);

/** Says of a state by how much it is more than its place takes; undefined where all is well. */
export type Overfull = (event: EventOf<'state'>) => string | undefined;

/** Where there was too much already, only more of it is new. */
export function createRoom(sides: readonly Side[]): Overfull {
  const known = new Map(sides.flatMap((side) => side.arns.map((arn) => [arn, side] as const)));
  const lists = new Map<string, PrefixList>();

  return ({ target: arn, before, after, capacity }) => {
    if (capacity !== undefined && arn.includes(':prefix-list/'))
      lists.set(arn.slice(arn.indexOf('/') + 1), {
        weight: capacity,
        family: known.get(arn)?.family ?? familyOf(after[0] ?? ''),
      });
    const kind = known.get(arn)?.target.kind;
    if (kind === undefined) return undefined;
    const taken = (entries: readonly string[]) => weigh(kind, entries, lists);
    const takes = capacity ?? usually[kind];
    const over = taken(after).map((count, index) => ({ count, had: taken(before)[index] ?? 0 }));
    const found = over.find(({ count, had }) => count > takes && count > had);
    return found && `holds ${found.count} entries where ${takes} fit`;
  };
}

interface PrefixList {
  weight: number;
  family: Family;
}

/** What entries count for: of a security group, IPv4 and IPv6 apart. */
function weigh(
  kind: LedgerTarget['kind'],
  entries: readonly string[],
  lists: ReadonlyMap<string, PrefixList>,
): number[] {
  if (kind !== 'security-groups') return [entries.length];
  return (['IPV4', 'IPV6'] as const).map((family) => {
    let sum = 0;
    for (const entry of entries) {
      const source = entry.slice(0, entry.indexOf(' '));
      const list = lists.get(source);
      // A list that was never on record has a weight that nobody here knows; one on a group counts in both families.
      if (source.startsWith('pl-')) sum += list?.family === family ? list.weight : 0;
      else if (!source.includes('/') || familyOf(source) === family) sum += 1;
    }
    return sum;
  });
}
