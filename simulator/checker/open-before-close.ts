import { addressesOf, meet, nowhere, shared, spoken, without, type Addresses } from './addresses.js';
import { blame, isEdited, pinsEver, type Court, type Rule, type Violation } from './context.js';
import { held } from './held.js';
import { feedTimes, heldAt } from './feed-times.js';
import { mayNeedRoom } from './room.js';
import { atDoor, doorsOf, isAbout, openAt, placesOf } from './targets.js';
import type { RunWrite } from './writes.js';

/** Rule 1: what is wanted and let in stays so at every door; what the feed dropped stays for its hold. */
export const openBeforeClose: Rule = (court) =>
  court.writes
    .filter(({ closed }) => closed.length > 0)
    .flatMap((write) => [...heldClosed(court, write), ...wantedClosed(court, write)]);

/** Lists may share a door of a group: whatever a run does there for one of them, the others lose nobody by it. */
function wantedClosed({ evidence, wishes }: Court, write: RunWrite): Violation[] {
  const { run, index, closed } = write;
  const concerned = run.estate.flatMap((list) =>
    list.targets
      .filter((target) => placesOf(target).includes(write.place))
      .filter((target) => target.key === write.target.key || closed.some((slot) => isAbout(target, slot)))
      .map((target) => ({ list, target })),
  );
  return concerned.flatMap(({ list, target }) =>
    doorsOf(target).flatMap((door) => {
      const [before, after] = [index, index + 1].map((then) =>
        openAt(target, held(evidence, target, then), door),
      );
      const gone = without(before ?? nowhere, after ?? nowhere);
      const wanted = gone.length === 0 ? nowhere : shared(gone, wishes.surely(run, list, index));
      if (wanted.length === 0) return [];
      return [blame(1, write, `closed ${spoken(wanted)} that ${list.name} wants${atDoor(door)}`)];
    }),
  );
}

function heldClosed(court: Court, write: RunWrite): Violation[] {
  const { target, was, is } = write;
  return doorsOf(target).flatMap((door) => {
    const closed = without(openAt(target, was, door), openAt(target, is, door));
    const kept = closed.length === 0 ? nowhere : shared(closed, keptBefore(court, write, door));
    if (kept.length === 0) return [];
    return [blame(1, write, `closed ${spoken(kept)} that were to be held${atDoor(door)}`)];
  });
}

/** Held are addresses that an entry of doorlist's stood for. */
function keptBefore(court: Court, write: RunWrite, door: string): Addresses {
  const { run, list, target, index, at, was } = write;
  const { ownership } = court;
  if (run.force || mayNeedRoom(court, write) || isEdited(court, write)) return [];
  if (ownership.recordLostAt(target.key, index) >= 0) return [];
  const kept = heldAt(feedTimes(court, target.key, index), list.holdMs, at);
  if (kept.length === 0) return [];
  const ours = was
    .filter((slot) => slot.door === door && ownership.isOurs(target, slot, index))
    .map(({ source }) => source)
    .filter((source) => meet(addressesOf([source]), kept));
  return without(shared(addressesOf(ours), kept), pinsEver(court, list));
}
