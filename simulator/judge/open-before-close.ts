import { addressesOf, meet, shared, spoken, without, type Addresses } from './addresses.js';
import { blame, isEdited, pinsEver, type Court, type Rule, type Violation } from './court.js';
import { feedTimes, heldAt } from './feed-times.js';
import { mayNeedRoom } from './room.js';
import { atDoor, doorsOf, openAt } from './targets.js';
import type { RunWrite } from './writes.js';

/** Rule 1: what is wanted and let in stays so at every door; what the feed dropped stays for its hold. */
export const openBeforeClose: Rule = (court) =>
  court.writes
    .filter(({ closed }) => closed.length > 0)
    .flatMap((write) => doorsOf(write.target).flatMap((door) => closedAt(court, write, door)));

function closedAt(court: Court, write: RunWrite, door: string): Violation[] {
  const { run, list, target, index, was, is } = write;
  const closed = without(openAt(target, was, door), openAt(target, is, door));
  if (closed.length === 0) return [];
  const wanted = shared(closed, court.wishes.surely(run, list, index));
  if (wanted.length > 0) return [blame(1, write, `closed ${spoken(wanted)} that are wanted${atDoor(door)}`)];
  const held = shared(closed, heldBefore(court, write, door));
  return held.length > 0
    ? [blame(1, write, `closed ${spoken(held)} that were to be held${atDoor(door)}`)]
    : [];
}

/** Held are addresses that an entry of doorlist's stood for. */
function heldBefore(court: Court, write: RunWrite, door: string): Addresses {
  const { run, list, target, index, at, was } = write;
  const { ownership } = court;
  if (run.force || mayNeedRoom(court, write) || isEdited(court, write)) return [];
  if (ownership.recordLostAt(target.key, index) >= 0) return [];
  const held = heldAt(feedTimes(court, target.key, index), list.holdMs, at);
  if (held.length === 0) return [];
  const ours = was
    .filter((slot) => slot.door === door && ownership.isOurs(target, slot, index))
    .map(({ source }) => source)
    .filter((source) => meet(addressesOf([source]), held));
  return without(shared(addressesOf(ours), held), pinsEver(court, list));
}
