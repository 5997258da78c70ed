import { nowhere, shared, spoken, together, without, type Addresses } from '../../../checker/addresses.js';
import type { Holdings } from './holdings.js';
import { isStopped, type Saying } from './reported.js';
import type { Side } from './sides.js';

/** What was wanted of a side, as far as runs could know. */
export interface Wanted {
  /** By every file that may have been in force. */
  surely: Addresses;
  /** By any of them. */
  perhaps: Addresses;
  /** By any file that there ever was. */
  ever(): Addresses;
}

/** Whether a run left a side as it should be; each sentence is something that is not. */
export type Convergence = (
  side: Side,
  run: { begunAt: number; endedAt: number },
  wanted: Wanted,
  saying: Saying,
) => string[];

/** Addresses of ours that the feed no longer lists. */
interface Gone {
  part: Addresses;
  /** When a run that missed them had ended, and so had surely noted it. */
  notedAt: number;
}

/** How a side differs from what is wanted: nothing new as long as neither changes. */
interface Difference {
  revision: number;
  surely: Addresses;
  missing: Addresses;
  extra: Addresses;
}

export function createConvergence(holdings: Holdings): Convergence {
  const differences = new Map<Side, Difference>();
  const gone = new Map<Side, Gone[]>();

  function differenceOf(side: Side, { surely, perhaps }: Wanted): Difference {
    const [known, revision] = [differences.get(side), holdings.revision(side)];
    if (known?.revision === revision && known.surely === surely) return known;
    const found = {
      revision,
      surely,
      missing: without(surely, holdings.present(side)),
      extra: without(holdings.ours(side), perhaps),
    };
    differences.set(side, found);
    return found;
  }

  return (side, { begunAt, endedAt }, wanted, saying) => {
    if (isStopped(saying)) return [];
    const { missing, extra } = differenceOf(side, wanted);
    const known = (gone.get(side) ?? []).map(({ part, notedAt }) => ({ part: shared(part, extra), notedAt }));
    const fresh = without(extra, together(...known.map(({ part }) => part)));
    const unlisted = fresh.length > 0 ? without(fresh, wanted.ever()) : nowhere;
    const noted = [...known, { part: without(fresh, unlisted), notedAt: endedAt }];
    gone.set(
      side,
      noted.filter(({ part }) => part.length > 0),
    );
    const overdue = noted.filter(({ notedAt }) => begunAt - notedAt >= side.list.holdMs);
    return [
      ...say(missing, (what) => `lacks ${what} that are wanted`),
      ...say(unlisted, (what) => `holds ${what} that the feed never listed`),
      ...say(
        saying.refusals.length > 0 ? nowhere : together(...overdue.map(({ part }) => part)),
        (what) => `still holds ${what} that the feed dropped longer ago than they are held`,
      ),
    ];
  };
}

function say(addresses: Addresses, sentence: (what: string) => string): string[] {
  return addresses.length > 0 ? [sentence(spoken(addresses))] : [];
}
