import { addressesOf, spoken, without } from './addresses.js';
import { blame, type Court, type Rule, type Violation } from './court.js';
import { atDoor, doorsOf } from './targets.js';
import type { RunWrite, Stray } from './writes.js';

/** Rule 7: whatever a write opens is wanted at that moment, and at that door. */
export const neverWidens: Rule = (court) => [
  ...court.writes.flatMap((write) => widened(court, write)),
  ...court.strays.flatMap(opened),
];

function widened({ wishes }: Court, write: RunWrite): Violation[] {
  const { run, list, target, index, was, opened } = write;
  const wanted = wishes.perhaps(run, list, index);
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

function opened({ at, actor, place, opened }: Stray): Violation[] {
  const [first] = opened;
  if (first === undefined) return [];
  const message = `opened ${first.source}${atDoor(first.door)}, which no list of its estate is about`;
  return [{ rule: 7, at, actor, target: place, message }];
}
