import { addressesOf, meet, shared, spoken, without, type Addresses } from './addresses.js';
import {
  blame,
  isEdited,
  neededRoom,
  pinsEver,
  writesOfRuns,
  type Court,
  type Rule,
  type RunWrite,
} from './court.js';
import { feedTimes, heldAt } from './feed-times.js';

/** Rule 1: what is wanted and in a target stays in it; what the feed dropped stays for its hold. */
export const openBeforeClose: Rule = (court) =>
  writesOfRuns(court).flatMap((write) => {
    const closed = without(addressesOf(write.before), addressesOf(write.after));
    if (closed.length === 0) return [];
    const wanted = shared(closed, court.wishes.surely(write.run, write.list, write.index));
    if (wanted.length > 0) return [blame(1, write, `closed ${spoken(wanted)} that are wanted`)];
    const held = shared(closed, heldBefore(court, write));
    return held.length > 0 ? [blame(1, write, `closed ${spoken(held)} that were to be held`)] : [];
  });

/** Held are addresses that an entry of doorlist's stood for. */
function heldBefore(court: Court, write: RunWrite): Addresses {
  const { ownership } = court;
  if (write.run.force || neededRoom(write) || isEdited(court, write)) return [];
  if (ownership.recordLostAt(write.target, write.index) >= 0) return [];
  const times = feedTimes(court, write.target, write.index);
  const held = heldAt(times, write.list.holdMs, write.at);
  if (held.length === 0) return [];
  const ours = write.before.filter(
    (entry) => meet(addressesOf([entry]), held) && ownership.isOurs(write.target, entry, write.index),
  );
  return without(shared(addressesOf(ours), held), pinsEver(court, write.list));
}
