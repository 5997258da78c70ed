import { addressesOf, meet, nowhere, shared, spoken, without, type Addresses } from './addresses.js';
import {
  violationBy,
  isEdited,
  unfedEver,
  type CheckerContext,
  type CheckerRule,
  type Violation,
} from './context.js';
import { held } from './held.js';
import { feedTimes, heldAt } from './feed-times.js';
import { mayNeedRoom } from './room.js';
import type { RecordedEntry } from './entry.js';
import type { RecordedRun } from './run.js';
import type { SpecTarget } from './spec.js';
import { atPorts, counts, portRangesOf, isAbout, openAt, containersOf } from './targets.js';
import type { RunWrite } from './writes.js';

/** Rule 1: what is wanted and let in stays so at every port range; what the feed dropped stays for its hold. */
export const openBeforeClose: CheckerRule = (context) =>
  context.writes
    .filter(({ closed }) => closed.length > 0)
    .flatMap((write) => [...heldClosed(context, write), ...wantedClosed(context, write)]);

/**
 * Lists may share a port range of a group: whatever a run does there for one of them, the others lose nobody by it,
 * whichever list of the estate has opened what they want.
 */
function wantedClosed({ trace, wants }: CheckerContext, write: RunWrite): Violation[] {
  const { run, index, closed } = write;
  const concerned = run.estate.flatMap((list) =>
    list.targets
      .filter((target) => containersOf(target).includes(write.container))
      .filter((target) => target.key === write.target.key || closed.some((entry) => isAbout(target, entry)))
      .map((target) => ({ list, target })),
  );
  return concerned.flatMap(({ list, target }) =>
    portRangesOf(target).flatMap((portRange) => {
      const [before, after] = [index, index + 1].map((then) =>
        openToEstate(run, target, held(trace, target, then), portRange),
      );
      const gone = without(before ?? nowhere, after ?? nowhere);
      const wanted = gone.length === 0 ? nowhere : shared(gone, wants.surely(run, list, index));
      if (wanted.length === 0) return [];
      return [violationBy(1, write, `closed ${spoken(wanted)} that ${list.name} wants${atPorts(portRange)}`)];
    }),
  );
}

/** By what a list may count on, and by the rules of the other lists of its estate. */
function openToEstate(
  { estate }: RecordedRun,
  target: SpecTarget,
  entries: readonly RecordedEntry[],
  portRange: string,
): Addresses {
  const theirs = new Set(
    estate.flatMap(({ targets }) => targets.flatMap((each) => ('mark' in each ? [each.mark] : []))),
  );
  return addressesOf(
    entries
      .filter((entry) => entry.portRange === portRange)
      .filter((entry) => counts(target, entry) || entry.marks.some((mark) => theirs.has(mark)))
      .map(({ source }) => source),
  );
}

function heldClosed(context: CheckerContext, write: RunWrite): Violation[] {
  const { target, was, is } = write;
  return portRangesOf(target).flatMap((portRange) => {
    const closed = without(openAt(target, was, portRange), openAt(target, is, portRange));
    const kept = closed.length === 0 ? nowhere : shared(closed, keptBefore(context, write, portRange));
    if (kept.length === 0) return [];
    return [violationBy(1, write, `closed ${spoken(kept)} that were to be held${atPorts(portRange)}`)];
  });
}

/** Held are addresses that an entry of doorlist's stood for. */
function keptBefore(context: CheckerContext, write: RunWrite, portRange: string): Addresses {
  const { run, list, target, index, at, was } = write;
  const { ownership } = context;
  if (run.force || mayNeedRoom(context, write) || isEdited(context, write)) return [];
  if (ownership.recordLostAt(target.key, index) >= 0) return [];
  const kept = heldAt(feedTimes(context, target.key, index), list.holdMs, at);
  if (kept.length === 0) return [];
  const ours = was
    .filter((entry) => entry.portRange === portRange && ownership.isOurs(target, entry, index))
    .map(({ source }) => source)
    .filter((source) => meet(addressesOf([source]), kept));
  return without(shared(addressesOf(ours), kept), unfedEver(context, list));
}
