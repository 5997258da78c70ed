import { addressesOf, type Addresses } from './addresses.js';
import type { GroupsSpec, ListSpec, TargetSpec } from './spec.js';
import { familyOf, isNetwork, type Entry } from './entries.js';

/** The ARNs of everything that a target's entries may stand in. */
export function containersOf(target: TargetSpec): readonly string[] {
  return target.kind === 'security-groups' ? [...target.groups, ...target.leaving] : [target.arn];
}

export function portRangesOf(target: TargetSpec): readonly string[] {
  if (target.kind !== 'security-groups') return [''];
  return target.portRanges.map(({ protocol, from, to }) => `${protocol} ${from}-${to}`);
}

/** Whether AWS refuses a write that was made on an old look, and every write voids the older ones. */
export const isFenced = ({ kind }: TargetSpec): boolean => kind === 'ip-set';

/** Of what stands in its places, what a target is about: its own, and anybody's at one of its port ranges. */
export function isAbout(target: TargetSpec, entry: Entry): boolean {
  if (target.kind !== 'security-groups') return true;
  if (!isNetwork(entry) || familyOf(entry) !== target.family) return false;
  return entry.mark === target.mark || portRangesOf(target).includes(entry.portRange);
}

/** Marked as this target's own. IP sets have no marks. */
export const isMarked = (target: TargetSpec, { mark }: Entry): boolean =>
  target.kind !== 'ip-set' && mark === target.mark;

export const isLeaving = (target: TargetSpec, { container }: Entry): boolean =>
  target.kind === 'security-groups' && target.leaving.includes(container);

/**
 * Whether a target may count on an entry: its own, or a foreign one, which nobody takes away unasked. Another
 * doorlist's or another list's may go at any time, and what is foreign in a group that the target leaves is no
 * longer its concern.
 */
export function counts(target: TargetSpec, entry: Entry): boolean {
  if (target.kind === 'ip-set' || isMarked(target, entry)) return true;
  return entry.mark === undefined && !isLeaving(target, entry);
}

/** Whether a flush of the list takes out what nobody has put there who is known. */
export function mayBeFlushed(list: ListSpec, target: TargetSpec, entry: Entry): boolean {
  if (target.kind === 'ip-set') return true;
  if (list.foreign === 'keep' || entry.mark !== undefined || isLeaving(target, entry)) return false;
  return portRangesOf(target).includes(entry.portRange);
}

/** Who is let in at a port range. */
export function openAt(target: TargetSpec, entries: readonly Entry[], portRange: string): Addresses {
  return addressesOf(
    entries
      .filter((entry) => entry.portRange === portRange && counts(target, entry))
      .map(({ source }) => source),
  );
}

/** Where rules are called by their port range, to say so. */
export const atPortRange = (portRange: string): string => (portRange === '' ? '' : ` at ${portRange}`);

export const isGroups = (target: TargetSpec): target is GroupsSpec => target.kind === 'security-groups';
