import { isDeepStrictEqual } from 'node:util';
import type { Layout } from './layout.js';
import type { Entry } from './guarded-plan.js';
import type { Memory } from './memory.js';
import type { Proposal } from './plan.js';

/**
 * An entry that is added though the last write left it here was taken out by somebody. Where the file names other groups
 * or ports than it did then, an entry may have gone with them, which is nobody's doing.
 */
export function putBack(
  { actual, before, left: { ours, edit } }: Pick<Proposal, 'actual' | 'before' | 'left'>,
  place: Memory['place'],
): (added: Entry) => Entry {
  const [there, mine] = [new Set(actual), new Set(isSamePlace(before, place) ? ours : [])];
  const edited = edit?.addresses === undefined ? undefined : new Set(edit.addresses);
  return (added) => {
    const { cidr, reason } = added;
    if (!mine.has(cidr) || reason.kind === 'put-back') return added;
    const by = edited && !edited.has(cidr) && !there.has(cidr) ? edit?.who : undefined;
    return { ...added, reason: { kind: 'put-back', wanted: reason, ...(by === undefined ? {} : { by }) } };
  };
}

export function isSamePlace(before: Memory | undefined, place: Memory['place']): boolean {
  return place === undefined || isDeepStrictEqual(before?.place, place);
}

/** The groups and port ranges of security groups; of other targets neither ever changes. */
export function placeOf({ grain, portRanges, containers }: Layout): Memory['place'] {
  if (grain !== 'rule') return undefined;
  return [...containers.filter((each) => !each.leaving).map(({ id }): string => id), ...portRanges];
}

export const isPutBack = ({ reason }: Pick<Entry, 'reason'>): boolean => reason.kind === 'put-back';
