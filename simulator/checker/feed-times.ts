import { addressesOf, holds, meet, nowhere, shared, together, without, type Addresses } from './addresses.js';
import type { SpecList } from './spec.js';
import type { TraceIndex } from './trace-index.js';
import { listOf } from './run.js';
import type { WantsOfRuns } from './wants.js';

/** Addresses that the feed listed for a target, and since when it no longer does. */
export interface Gone {
  part: Addresses;
  /** No run can have missed them before this. */
  earliest: number;
  /** Some run had noted by then that they are missing; absent where that is not sure. */
  noted?: number;
}

export interface FeedTimes {
  /** Everything the feed has ever listed for this target under the selection that holds now. */
  listed: Addresses;
  gone: readonly Gone[];
}

/** When runs missed which addresses of a target, by its key, as of an event's index. A doubt never makes a violation. */
export function feedTimes(
  { trace, wants }: { trace: TraceIndex; wants: WantsOfRuns },
  target: string,
  index: number,
): FeedTimes {
  let times: FeedTimes = { listed: nowhere, gone: [] };
  let selection: string | undefined;
  for (const { list, listed, at, savedAt } of sightings({ trace, wants }, target, index)) {
    const now = JSON.stringify(list.feed);
    if (selection !== undefined && selection !== now) times = { listed: nowhere, gone: [] };
    selection = now;
    const back = times.gone.map(({ part, earliest, noted }): Gone => {
      const still = without(part, listed);
      // Nobody noted that these were back: a run may well count from before.
      if (savedAt === undefined)
        return { part, earliest, ...(noted !== undefined && holds(still, part) ? { noted } : {}) };
      return { part: still, earliest, ...(noted === undefined ? { noted: savedAt } : { noted }) };
    });
    const already = together(...back.map(({ part }) => part));
    const fresh = without(without(times.listed, listed), already);
    times = {
      listed: together(times.listed, listed),
      gone: [
        ...back,
        { part: fresh, earliest: at, ...(savedAt === undefined ? {} : { noted: savedAt }) },
      ].filter(({ part }) => part.length > 0),
    };
  }
  return times;
}

interface Sighting {
  list: SpecList;
  listed: Addresses;
  at: number;
  /** When what the run saw was saved with the target. */
  savedAt?: number;
}

function sightings(
  { trace, wants }: { trace: TraceIndex; wants: WantsOfRuns },
  target: string,
  index: number,
): Sighting[] {
  const saved = trace
    .recordOf(target)
    .filter((change) => change.index < index && change.operation === 'PutItem');
  return trace.runs
    .flatMap((run) => {
      const list = listOf(run, target);
      const got = wants.trusted(run, index);
      if (!list?.feed || run.dryRun || got === undefined || wants.newer(run, got.index).length > 0) return [];
      const savedAt = saved.find((change) => change.actor === run.actor && change.index > got.index)?.at;
      const listed = wants.selected(got.file, list.feed);
      return [{ list, listed, at: got.at, index: got.index, ...(savedAt === undefined ? {} : { savedAt }) }];
    })
    .toSorted((a, b) => a.index - b.index);
}

/** The parts that have been gone for less than the hold. */
export function heldAt({ gone }: FeedTimes, holdMs: number, at: number): Addresses {
  return together(...gone.filter(({ earliest }) => at - earliest < holdMs).map(({ part }) => part));
}

/** The parts whose hold was surely over. */
export function overdueAt({ gone }: FeedTimes, holdMs: number, at: number): Addresses {
  return together(
    ...gone.filter(({ noted }) => noted !== undefined && at - noted >= holdMs).map(({ part }) => part),
  );
}

/** Whether an entry can only have stood for the feed: it lies in what the feed listed and touches no pin, past or present. */
export function isFeedOnly(entry: string, { listed }: FeedTimes, pins: Addresses): boolean {
  const addresses = addressesOf([entry]);
  return shared(addresses, listed).length > 0 && holds(listed, addresses) && !meet(pins, addresses);
}
