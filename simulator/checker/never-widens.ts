import { addressesOf, nowhere, shared, spoken, together, without, type Addresses } from './addresses.js';
import { blame, type Court, type Rule, type Violation } from './context.js';
import { feedTimes } from './feed-times.js';
import { atDoor, doorsOf, isMarked } from './targets.js';
import type { RunWrite, Stray } from './writes.js';

/** Rule 7: whatever a write opens is wanted at that moment, and at that door. */
export const neverWidens: Rule = (court) => [
  ...court.writes.flatMap((write) => widened(court, write)),
  ...court.strays.flatMap(opened),
];

function widened(court: Court, write: RunWrite): Violation[] {
  const { run, list, target, index, was, opened } = write;
  const wanted = together(court.wishes.perhaps(run, list, index), keptOf(court, write));
  const doors = [...new Set(opened.map(({ door }) => door))];
  return doors.flatMap((door) => {
    if (!doorsOf(target).includes(door))
      return [blame(7, write, `opened ${door}, which is none of its doors`)];
    const at = (slots: typeof was) =>
      addressesOf(slots.filter((slot) => slot.door === door).map(({ source }) => source));
    const strange = without(without(at(opened), at(was)), wanted);
    return strange.length > 0
      ? [blame(7, write, `opened ${spoken(strange)} that nobody wants${atDoor(door)}`)]
      : [];
  });
}

/**
 * What the feed has listed and an entry of doorlist's still lets in at some door: it may be held, and may move with
 * the rest to another. Where a target has but one door, that is where it is.
 */
function keptOf(court: Court, { target, index, was }: RunWrite): Addresses {
  const ours = was.filter((slot) => isMarked(target, slot)).map(({ source }) => source);
  return ours.length === 0 ? nowhere : shared(addressesOf(ours), feedTimes(court, target.key, index).listed);
}

function opened({ at, actor, place, opened }: Stray): Violation[] {
  const [first] = opened;
  if (first === undefined) return [];
  const message = `opened ${first.source}${atDoor(first.door)}, which no list of its estate is about`;
  return [{ rule: 7, at, actor, target: place, message }];
}
