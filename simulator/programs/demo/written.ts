import type { Family } from '../../../lib/cidr.js';
import type { List, SecurityGroupsRef } from '../../../lib/estate/estate.js';
import type { History } from '../../world/record.js';
import { groupArns, markOf, openingAt } from './day/rules.js';
import type { DayTarget } from './day/targets.js';

/** The networks of the target's own that a recorded entry of a container of its has. */
type Networks = (recorded: string) => string[];

/** What doorlist added to a target and removed from it, as the record has it, not as the runs tell it. */
export function writtenTo(target: DayTarget, record: History): { added: number; removed: number } {
  const containers = containersOf(target);
  const held = new Map<string, string[]>();
  const written = { added: 0, removed: 0 };
  for (const state of record.of('state')) {
    const networks = containers.get(state.target);
    if (networks === undefined) continue;
    const [before, after] = [state.before, state.after].map((recorded) => {
      held.set(state.target, recorded.flatMap(networks));
      return new Set([...held.values()].flat());
    });
    if (!before || !after || !state.actor.startsWith('doorlist-')) continue;
    written.added += missingFrom(before, after);
    written.removed += missingFrom(after, before);
  }
  return written;
}

function missingFrom(known: ReadonlySet<string>, networks: ReadonlySet<string>): number {
  return [...networks].filter((network) => !known.has(network)).length;
}

/** By ARN. */
function containersOf({ ref, family, list }: DayTarget): Map<string, Networks> {
  switch (ref.kind) {
    case 'ip-set':
    case 'prefix-list':
      return new Map([[ref.arn, (recorded) => recorded.split(' ').slice(0, 1)]]);
    case 'security-groups':
      return groupsOf(ref, family, list);
  }
}

/** Of a group that the target leaves only the list's own rules are the target's. */
function groupsOf(ref: SecurityGroupsRef, family: Family, list: List): Map<string, Networks> {
  const portRanges = ref.doors
    .map((portRange) => openingAt(portRange, family))
    .map(({ protocol, from, to }) => `${protocol} ${from}-${to}`);
  const own = `doorlist=${markOf(list)}`;
  const marked =
    (...marks: string[]): Networks =>
    (recorded) => {
      const [network = '', protocol = '', ports = '', , mark = ''] = recorded.split(' ');
      const isOfFamily = network.includes(':') === (family === 'IPV6');
      return isOfFamily && portRanges.includes(`${protocol} ${ports}`) && marks.includes(mark)
        ? [network]
        : [];
    };
  const { staying, leaving } = groupArns(ref);
  return new Map([
    ...staying.map((arn) => [arn, marked('-', own)] as const),
    ...leaving.map((arn) => [arn, marked(own)] as const),
  ]);
}
