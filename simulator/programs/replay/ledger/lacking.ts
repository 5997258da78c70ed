import { countOf, networksIn, without } from '../../../checker/addresses.js';
import type { Family } from '../../../aws/protocols/network.js';
import type { Holdings } from './holdings.js';
import { isStopped, type Saying } from './reported.js';
import type { Runs } from './runs.js';
import { nameOf, type Side } from './sides.js';
import type { VersionWants } from './wants.js';

/** What one family of one target lacks at the end. */
export interface Lacking {
  list: string;
  target: string;
  family: Family;
  /** How many, in full: of IPv6 more than a number holds. */
  addresses: string;
  /** The fewest networks that these are. */
  networks: number;
  /** Entries that the newest file wants the target to hold, for comparison with what it takes. */
  wanted: number;
  reason: string;
}

/** What was last said of a side, and by which version of the file. */
export interface LastSaid {
  saying: Saying;
  syncToken: number | undefined;
}

export function lackingOf(
  side: Side,
  said: LastSaid | undefined,
  { runs, wants, holdings }: { runs: Runs; wants: VersionWants; holdings: Holdings },
): Lacking[] {
  const { list, family } = side;
  const wanted = wants.of(list, family, wants.newest());
  const missing = without(wanted, holdings.present(side));
  if (missing.length === 0) return [];
  return [
    {
      list: list.name,
      target: nameOf(side),
      family,
      addresses: countOf(missing).toString(),
      networks: networksIn(missing),
      wanted: list.aggregate ? networksIn(wanted) : wants.count(list, family),
      reason: reasonOf(said, runs, wants.newest()),
    },
  ];
}

function reasonOf(said: LastSaid | undefined, runs: Runs, newest: number): string {
  const last = runs.last();
  if (said && isStopped(said.saying)) {
    const reasons = said.saying.refusals.map(({ reason }) => reason);
    return said.saying.outcome === 'failed' ? 'failed' : `refused: ${reasons.join(', ')}`;
  }
  if (last !== undefined && last !== 'ok') return `the last run ended in ${last}`;
  if (said === undefined) return 'no run reported of it';
  return (said.syncToken ?? 0) < newest ? 'no run has seen the newest file' : 'for no reason that a run gave';
}
