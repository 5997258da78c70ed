import { familyOf } from '../aws/protocols/network.js';
import { addressesOf, meet } from './addresses.js';
import type { CheckerContext } from './context.js';
import type { SpecList, SpecTarget } from './spec.js';
import type { RecordedRun } from './run.js';
import { isNetwork, type RecordedEntry } from './entry.js';
import { containersOf, isGroups, isMarked, portRangesOf } from './targets.js';

/** A list of the estate that opens the port range of a rule in its group. */
export interface Sharer {
  list: SpecList;
  target: SpecTarget;
}

/** All lists of a run's estate that may want a rule: of a network AWS keeps one at a port range of a group. */
export function sharersOf({ estate }: RecordedRun, entry: RecordedEntry): Sharer[] {
  if (!isNetwork(entry)) return [];
  return estate.flatMap((list) =>
    list.targets
      .filter((target) => isGroups(target) && familyOf(entry.source) === target.family)
      .filter((target) => containersOf(target).includes(entry.container))
      .filter((target) => portRangesOf(target).includes(entry.portRange))
      .map((target) => ({ list, target })),
  );
}

/** Whether another list of the estate may want what a rule lets in, and has no mark on it yet: then it stays for that one. */
export function isNeeded(
  { wants }: Pick<CheckerContext, 'wants'>,
  run: RecordedRun,
  own: SpecList,
  entry: RecordedEntry,
  index: number,
): boolean {
  return sharersOf(run, entry).some(
    ({ list, target }) =>
      list !== own &&
      !isMarked(target, entry) &&
      meet(addressesOf([entry.source]), wants.perhaps(run, list, index)),
  );
}

/** The lock that they take beside their own. */
export function sharedLockOf({ container, source, portRange }: RecordedEntry): string {
  return `${container} ${familyOf(source)} ${inDoorlistsWords(portRange)}`;
}

/** `icmp` and `all` have no ports. */
function inDoorlistsWords(portRange: string): string {
  const [protocol = '', ports] = portRange.split(' ');
  if (protocol === '-1') return 'all';
  return protocol.startsWith('icmp') && ports === '-1--1' ? 'icmp' : portRange;
}
