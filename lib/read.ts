import type { List, TargetRef } from './estate/estate.js';
import { withinPolicy, type LeaseRows } from './leases/lease.js';
import { endLeases } from './leases/end-leases.js';
import { recordOthers } from './leases/record.js';
import type { Deps } from './deps.js';
import { failed, type Failed } from './errors.js';
import type { FeedFile } from './sources/wants.js';
import type { Recalled } from './state/recalled.js';
import type { State } from './state/state.js';
import type { Snapshot, Target } from './targets/target.js';
import { triggers } from './triggers/triggers.js';
import { lateIfThrottled } from './targets/transient.js';
import type { Run } from './triggers/run.js';

/** A target with what it holds, or why that is not known. */
export type ReadTarget = { target: Target; snapshot: Snapshot } | Failed;

/** The feed's file, once for a run, where any of its lists has a feed. */
export async function readFeed(run: Run, { feed }: Deps): Promise<FeedFile> {
  if (!triggers[run.trigger].readsFeed || !run.lists.some((list) => list.feed)) return undefined;
  return feed.read(run.announced).then((file) => ({ file }), failed);
}

/** Every target of the run's lists, by key. */
export async function readTargets(
  run: Run,
  recalled: Recalled,
  deps: Deps,
): Promise<Map<string, ReadTarget>> {
  const read = async (list: List, ref: TargetRef): Promise<ReadTarget> => {
    const target = deps.target(list, ref);
    const row = 'error' in recalled ? undefined : recalled.targets.get(ref.key);
    const known = row && 'known' in row ? row.known : undefined;
    const reading = triggers[run.trigger].interactive
      ? target.read(known).catch(lateIfThrottled)
      : target.read(known);
    return reading.then((snapshot) => ({ target, snapshot }), failed);
  };
  const all = run.lists.flatMap((list) => list.targets.map((ref) => ({ list, ref })));
  return new Map(
    await Promise.all(all.map(async ({ list, ref }) => [ref.key, await read(list, ref)] as const)),
  );
}

/** What is remembered of the run's lists and targets, once the leases have ended that the run is to end. */
export async function recall(run: Run, now: number, deps: Deps, readLeases: ReadLeases): Promise<Recalled> {
  return endLeases(run, now, deps)
    .then(() => remembered(run, deps.state, readLeases))
    .catch(failed);
}

async function remembered(run: Run, state: State, readLeases: ReadLeases): Promise<Recalled> {
  const names = run.lists.map((list) => list.name);
  const keys = run.lists.flatMap((list) => list.targets.map((ref) => ref.key));
  const leases = run.lists.map(async (list) => [list.name, await readLeases.of(list)] as const);
  const [rows, holdings] = await Promise.all([state.read(names, keys), Promise.all(leases)]);
  return { ...rows, leases: new Map(holdings) };
}

/** The leases of a list as its policy grants them today. */
export async function leasesOf({ id, leases: policy }: List, state: State): Promise<LeaseRows> {
  if (policy === undefined) return { holdings: [], unreadable: [] };
  const { holdings, unreadable } = await state.leases(id);
  return {
    holdings: holdings.map((holding) => withinPolicy(holding, policy)),
    stored: holdings,
    unreadable,
  };
}

/** How a run reads the leases of a list that it opens and closes by. */
export interface ReadLeases {
  of(list: List): Promise<LeaseRows>;
  /** The same with those of the lists that share entries with the target: for a commit, under their locks. */
  withSiblings(list: List, target: Target): Promise<LeaseRows>;
}

/** Before a run goes by leases, it is on record who asked for them. */
export function leasesReader(run: Run, deps: Deps): ReadLeases {
  const written = new Set<string>();
  const of = async (list: List) => {
    const rows = await leasesOf(list, deps.state);
    if (!run.dryRun) await recordOthers(list, run, rows, written, deps);
    return rows;
  };
  return {
    of,
    async withSiblings(list, { siblings = [] }) {
      const lists = [...new Map(siblings.map((sibling) => [sibling.list.id, sibling.list])).values()];
      const [own, theirs] = await Promise.all([
        of(list),
        Promise.all(
          lists.map(async (each) => [each.id, (await leasesOf(each, deps.state)).holdings] as const),
        ),
      ]);
      return { ...own, ofSiblings: new Map(theirs) };
    },
  };
}
