import { shared, together } from '../../../checker/addresses.js';
import type { Wanted } from './convergence.js';
import type { ReplayedRun, Runs } from './runs.js';
import type { Side } from './sides.js';
import type { VersionWants } from './wants.js';

/**
 * What a run could know to be wanted of a side: its own file's, or the newest's that any run got where it has none.
 * Where another run got a newer file meanwhile, either may be in force. Undefined as long as nobody has read the feed.
 */
export function wantedOf(
  { list, family }: Side,
  run: ReplayedRun | undefined,
  { runs, wants }: { runs: Runs; wants: VersionWants },
): Wanted | undefined {
  const newest = runs.newest();
  if (newest === undefined) return undefined;
  const own = wants.of(list, family, run?.syncToken ?? newest);
  const other = wants.of(list, family, newest);
  const ever = () => wants.ever(list, family);
  if (own === other) return { surely: own, perhaps: own, ever };
  return { surely: shared(own, other), perhaps: together(own, other), ever };
}
