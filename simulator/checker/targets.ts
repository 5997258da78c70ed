import { addressesOf, type Addresses } from './addresses.js';
import type { ChargedGroups, ChargedList, ChargedTarget } from './spec.js';
import { familyOf, isNetwork, type Slot } from './rules.js';

/** The ARNs of everything that a target's entries may stand in. */
export function placesOf(target: ChargedTarget): readonly string[] {
  return target.kind === 'security-groups' ? [...target.groups, ...target.leaving] : [target.arn];
}

export function doorsOf(target: ChargedTarget): readonly string[] {
  if (target.kind !== 'security-groups') return [''];
  return target.doors.map(({ protocol, from, to }) => `${protocol} ${from}-${to}`);
}

/** Whether AWS refuses a write that was made on an old look, and every write voids the older ones. */
export const isFenced = ({ kind }: ChargedTarget): boolean => kind === 'ip-set';

/** Of what stands in its places, what a target is about: its own, and anybody's at one of its doors. */
export function isAbout(target: ChargedTarget, slot: Slot): boolean {
  if (target.kind !== 'security-groups') return true;
  if (!isNetwork(slot) || familyOf(slot) !== target.family) return false;
  return slot.mark === target.mark || doorsOf(target).includes(slot.door);
}

/** Marked as this target's own. IP sets have no marks. */
export const isMarked = (target: ChargedTarget, { mark }: Slot): boolean =>
  target.kind !== 'ip-set' && mark === target.mark;

export const isLeaving = (target: ChargedTarget, { place }: Slot): boolean =>
  target.kind === 'security-groups' && target.leaving.includes(place);

/**
 * Whether a target may count on an entry: its own, or a foreign one, which nobody takes away unasked. Another
 * doorlist's or another list's may go at any time, and what is foreign in a group that the target leaves is no
 * longer its concern.
 */
export function counts(target: ChargedTarget, slot: Slot): boolean {
  if (target.kind === 'ip-set' || isMarked(target, slot)) return true;
  return slot.mark === undefined && !isLeaving(target, slot);
}

/** Whether a flush of the list takes out what nobody has put there who is known. */
export function mayBeFlushed(list: ChargedList, target: ChargedTarget, slot: Slot): boolean {
  if (target.kind === 'ip-set') return true;
  if (list.foreign === 'keep' || slot.mark !== undefined || isLeaving(target, slot)) return false;
  return doorsOf(target).includes(slot.door);
}

/** Who is let in at a door. */
export function openAt(target: ChargedTarget, slots: readonly Slot[], door: string): Addresses {
  return addressesOf(
    slots.filter((slot) => slot.door === door && counts(target, slot)).map(({ source }) => source),
  );
}

/** Where rules are called by their door, to say so. */
export const atDoor = (door: string): string => (door === '' ? '' : ` at ${door}`);

export const isGroups = (target: ChargedTarget): target is ChargedGroups => target.kind === 'security-groups';
