import { familyOf } from '../aws/protocols/network.js';
import { addressesOf, type Addresses } from './addresses.js';
import { kindRules } from './kinds.js';
import type { SpecGroups, SpecList, SpecTarget } from './spec.js';
import { isNetwork, type RecordedEntry } from './entry.js';

/** The ARNs of everything that a target's entries may stand in. */
export function containersOf(target: SpecTarget): readonly string[] {
  return target.kind === 'security-groups' ? [...target.groups, ...target.leaving] : [target.arn];
}

export function portRangesOf(target: SpecTarget): readonly string[] {
  if (target.kind !== 'security-groups') return [''];
  return target.portRanges.map(({ protocol, from, to }) => `${protocol} ${from}-${to}`);
}

/** Where AWS keeps a mark of doorlist's with each entry. */
export const keepsMarks = (target: SpecTarget): target is Extract<SpecTarget, { mark: string }> =>
  'mark' in target;

/** Of what stands in its containers, what a target is about: its own, and anybody's at one of its port ranges. */
export function isAbout(target: SpecTarget, entry: RecordedEntry): boolean {
  if (target.kind !== 'security-groups') return true;
  if (!isNetwork(entry) || familyOf(entry.source) !== target.family) return false;
  return entry.marks.includes(target.mark) || portRangesOf(target).includes(entry.portRange);
}

/** Marked as this target's own. */
export const isMarked = (target: SpecTarget, { marks }: RecordedEntry): boolean =>
  keepsMarks(target) && marks.includes(target.mark);

export const isLeaving = (target: SpecTarget, { container }: RecordedEntry): boolean =>
  target.kind === 'security-groups' && target.leaving.includes(container);

/**
 * Whether a target may count on an entry: its own, or a foreign one, which nobody takes away unasked. Another
 * doorlist's or another list's may go at any time, and what is foreign in a group that the target leaves is no
 * longer its concern.
 */
export function counts(target: SpecTarget, entry: RecordedEntry): boolean {
  if (!keepsMarks(target) || isMarked(target, entry)) return true;
  return entry.marks.length === 0 && !isLeaving(target, entry);
}

/** Whether a flush of the list takes out an entry that nobody known has put there. */
export function mayBeFlushed(list: SpecList, target: SpecTarget, entry: RecordedEntry): boolean {
  if (kindRules[target.kind].flushOwnsForeign) return true;
  if (list.foreign === 'keep' || entry.marks.length > 0 || isLeaving(target, entry)) return false;
  return portRangesOf(target).includes(entry.portRange);
}

/** Who is let in at a port range. */
export function openAt(target: SpecTarget, entries: readonly RecordedEntry[], portRange: string): Addresses {
  return addressesOf(
    entries
      .filter((entry) => entry.portRange === portRange && counts(target, entry))
      .map(({ source }) => source),
  );
}

/** The port range, for a sentence about an entry that has one. */
export const atPorts = (portRange: string): string => (portRange === '' ? '' : ` at ${portRange}`);

export const isGroups = (target: SpecTarget): target is SpecGroups => target.kind === 'security-groups';
