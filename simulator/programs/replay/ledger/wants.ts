import { familyOf, type Family } from '../../../aws/protocols/network.js';
import { addressesOf, holds, nowhere, together, type Addresses } from '../../../checker/addresses.js';
import { admits, isRoutable } from '../../../checker/ip-ranges.js';
import type { FeedEntry } from '../delta.js';
import type { HistoryVersion } from '../history.js';
import { createCoverage, type Coverage } from './coverage.js';
import type { LedgerList } from './sides.js';

export type Published = Pick<HistoryVersion, 'syncToken' | 'added' | 'removed'>;

/** What a list wants of one family, by the version of the file. */
export interface VersionWants {
  publish(version: Published): void;
  newest(): number;
  of(list: LedgerList, family: Family, syncToken: number): Addresses;
  /** How many networks the newest file lists for it. */
  count(list: LedgerList, family: Family): number;
  /** Everything that was ever listed for it. */
  ever(list: LedgerList, family: Family): Addresses;
}

interface Selection {
  coverage: Coverage;
  /** What was wanted from which version on; the newest last. */
  epochs: { from: number; addresses: Addresses }[];
  ever: Addresses;
}

/** A run reads the newest file or, from a lagging edge, the one before; these reach back for weeks. */
const mostEpochs = 50;

/** What lists want, kept up to date from what each version changes: most versions concern few lists. */
export function createWants(lists: readonly LedgerList[]): VersionWants {
  const selections = new Map(
    lists.map((list) => [list, { IPV4: emptySelection(), IPV6: emptySelection() }] as const),
  );
  let newest = 0;

  function selectionOf(list: LedgerList, family: Family): Selection {
    const found = selections.get(list)?.[family];
    if (!found) throw new Error(`${list.name} is no list of this ledger`);
    return found;
  }

  function publish(list: LedgerList, family: Family, { added, removed }: Published): void {
    const selection = selectionOf(list, family);
    const [gone, came] = [networksFor(list, family, removed), networksFor(list, family, added)];
    if (gone.length + came.length === 0) return;
    const { coverage, epochs } = selection;
    coverage.change(gone, came);
    const addresses = coverage.addresses();
    if (addresses === epochs.at(-1)?.addresses) return;
    epochs.push({ from: newest, addresses });
    if (epochs.length > mostEpochs) epochs.shift();
    const listed = addressesOf(came);
    if (!holds(selection.ever, listed)) selection.ever = together(selection.ever, listed);
  }

  return {
    publish(version) {
      newest = Number(version.syncToken);
      for (const list of lists)
        for (const family of ['IPV4', 'IPV6'] as const) publish(list, family, version);
    },
    newest: () => newest,
    of(list, family, syncToken) {
      if (syncToken > newest)
        throw new Error(`a run fetched version ${syncToken}, which was never published`);
      const { epochs } = selectionOf(list, family);
      const epoch = epochs.findLast(({ from }) => from <= syncToken);
      if (!epoch && epochs.length === mostEpochs)
        throw new Error(`version ${syncToken} is too old for the ledger to remember`);
      return epoch?.addresses ?? nowhere;
    },
    count: (list, family) => selectionOf(list, family).coverage.size(),
    ever: (list, family) => selectionOf(list, family).ever,
  };
}

const emptySelection = (): Selection => ({ coverage: createCoverage(), epochs: [], ever: nowhere });

function networksFor(list: LedgerList, family: Family, entries: readonly FeedEntry[]): string[] {
  return entries
    .filter((entry) => admits(list, entry) && familyOf(entry.cidr) === family && isKnownRoutable(entry.cidr))
    .map(({ cidr }) => cidr);
}

const routable = new Map<string, boolean>();

/** Asked for the same networks again and again. */
function isKnownRoutable(cidr: string): boolean {
  const known = routable.get(cidr) ?? isRoutable(cidr);
  routable.set(cidr, known);
  return known;
}
