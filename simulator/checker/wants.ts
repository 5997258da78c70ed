import { addressesOf, areSame, isWhole, nowhere, shared, together, type Addresses } from './addresses.js';
import type { SpecFeed, SpecList } from './spec.js';
import type { TraceIndex } from './trace-index.js';
import { readIpRanges, selected, selectedNetworks, type IpRangesFile } from './ip-ranges.js';
import { clockMs, isSurelyLive, mayHaveBeenLive, type RecordedLease } from './leases.js';
import type { RecordedRun } from './run.js';

/** A file as a run got it. */
export interface Fetched {
  file: IpRangesFile;
  index: number;
  at: number;
}

/** What runs could know of the feed, and what was therefore wanted. Questions are as of an event's index. */
export interface WantsOfRuns {
  /** The file that the run got whole, true and as new as was announced. */
  gotten(run: RecordedRun, index?: number): Fetched | undefined;
  /** That file, unless it is from the future and nobody forced it: whoever has none knows nothing of the feed. */
  trusted(run: RecordedRun, index?: number): Fetched | undefined;
  /** What other runs had before that is newer than the run's own file; `force` makes its own count. */
  newer(run: RecordedRun, index: number): IpRangesFile[];
  selected(file: IpRangesFile, feed: SpecFeed): Addresses;
  /** Pins, leases that nobody can take for ended, and what every file lists that may have been in force. */
  surely(run: RecordedRun, list: SpecList, index: number): Addresses;
  /** Pins, leases that may have been live since the run began, and what any of the files lists. */
  perhaps(
    run: RecordedRun,
    list: SpecList,
    index: number,
    mayCount?: (lease: RecordedLease) => boolean,
  ): Addresses;
  /** Whether a network is itself one of those that pins and a file want, as they are or merged: not more of it, nor less. */
  isOne(run: RecordedRun, list: SpecList, index: number, network: string): boolean;
  /** The same as the estate and the files have it, not merged. */
  networks(run: RecordedRun, list: SpecList, index: number): string[];
}

/** A clock may be wrong by this much. */
const aheadMs = 60 * 60_000;

export function createWants(trace: TraceIndex): WantsOfRuns {
  const { spec, runs } = trace;
  const files = new Map<string, IpRangesFile | undefined>();
  const selections = new Map<string, Addresses>();

  function file(syncToken = ''): IpRangesFile | undefined {
    const bytes = spec.files.get(syncToken);
    if (!files.has(syncToken)) files.set(syncToken, bytes && readIpRanges(bytes));
    return files.get(syncToken);
  }

  function gotten(run: RecordedRun, index = Infinity): Fetched | undefined {
    return run.fetches
      .filter((fetch) => fetch.index < index && fetch.status === 200)
      .filter(({ fault }) => fault === undefined || fault === 'stale')
      .flatMap((fetch): Fetched[] => {
        const found = file(fetch.syncToken);
        return found && isAsAnnounced(found, run) ? [{ file: found, index: fetch.index, at: fetch.at }] : [];
      })
      .at(-1);
  }

  function trusted(run: RecordedRun, index = Infinity): Fetched | undefined {
    const found = gotten(run, index);
    if (found === undefined || run.force) return found;
    return found.file.syncToken * 1000 > found.at + aheadMs ? undefined : found;
  }

  function newer(run: RecordedRun, index: number): IpRangesFile[] {
    const own = trusted(run, index);
    if (own === undefined || run.force) return [];
    return runs.flatMap((other) => {
      const theirs = other === run ? undefined : trusted(other, index);
      return theirs && theirs.file.syncToken > own.file.syncToken ? [theirs.file] : [];
    });
  }

  function ofFile(found: IpRangesFile, feed: SpecFeed): Addresses {
    const { services, regions, borderGroups } = feed;
    const key = JSON.stringify([found.md5, services, regions, borderGroups]);
    const known = selections.get(key) ?? selected(found, feed);
    selections.set(key, known);
    return known;
  }

  function filesOf(run: RecordedRun, index: number): IpRangesFile[] {
    const own = trusted(run, index);
    return own === undefined ? [] : [own.file, ...newer(run, index)];
  }

  function listed(run: RecordedRun, { feed }: SpecList, index: number): Addresses[] {
    return feed === undefined ? [] : filesOf(run, index).map((each) => ofFile(each, feed));
  }

  /** A run that reads no file goes by the one that some run has applied. */
  function readByOthers(run: RecordedRun, list: SpecList, index: number): Addresses[] {
    if (list.feed === undefined || trusted(run, index) !== undefined) return [];
    const read = new Set(runs.flatMap((other) => trusted(other, index)?.file ?? []));
    const feeds = spec.editions.flatMap(({ lists }) =>
      lists.flatMap(({ name, feed }) => (name === list.name && feed ? feed : [])),
    );
    return feeds.flatMap((feed) => [...read].map((each) => ofFile(each, feed)));
  }

  const leased = (list: SpecList, isMeant: (lease: RecordedLease) => boolean): string[] => [
    ...new Set(
      trace
        .leasesOf(list.id)
        .filter(isMeant)
        .map(({ network }) => network),
    ),
  ];
  const mayBeLive = (run: RecordedRun, index: number) => (lease: RecordedLease) =>
    mayHaveBeenLive(lease, run.begun.at - clockMs, index);

  return {
    gotten,
    trusted,
    newer,
    selected: ofFile,
    surely(run, list, index) {
      const [own = nowhere, ...others] = listed(run, list, index);
      const at = trace.timeAt(index);
      const live = leased(list, (lease) => isSurelyLive(lease, run, index, at));
      return together(addressesOf(list.pins), addressesOf(live), others.reduce(shared, own));
    },
    perhaps(run, list, index, mayCount = mayBeLive(run, index)) {
      // What an earlier selection fed stays wanted while the file at hand is older than the one it was fed from.
      const former =
        newer(run, index).length === 0
          ? []
          : spec.editions
              .flatMap((edition) => edition.lists.filter((each) => each.name === list.name))
              .flatMap((each) => listed(run, each, index));
      return together(
        addressesOf(list.pins),
        addressesOf(leased(list, mayCount)),
        ...listed(run, list, index),
        ...readByOthers(run, list, index),
        ...former,
      );
    },
    isOne(run, list, index, network) {
      const { pins, feed } = list;
      const addresses = addressesOf([network]);
      const isSame = (other: string) => areSame(addressesOf([other]), addresses);
      if (pins.some(isSame)) return true;
      if (feed === undefined) return false;
      return filesOf(run, index).some(
        (each) => isWhole(addresses, ofFile(each, feed)) || selectedNetworks(each, feed).some(isSame),
      );
    },
    networks(run, list, index) {
      const { pins, feed } = list;
      const fed =
        feed === undefined ? [] : filesOf(run, index).flatMap((each) => selectedNetworks(each, feed));
      return [...new Set([...pins, ...leased(list, mayBeLive(run, index)), ...fed])];
    },
  };
}

function isAsAnnounced({ syncToken, md5 }: IpRangesFile, { announced }: RecordedRun): boolean {
  if (announced === undefined) return true;
  return syncToken === announced.syncToken ? md5 === announced.md5 : syncToken > announced.syncToken;
}
