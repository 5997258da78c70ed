import type { List, TargetRef } from './estate/estate.js';
import { withinPolicy, type LeaseRows } from './leases/lease.js';
import { endLeases } from './leases/end-leases.js';
import type { Deps } from './deps.js';
import { failed, type Failed } from './errors.js';
import type { FeedFile } from './sources/wants.js';
import type { Recalled } from './state/recalled.js';
import type { State } from './state/state.js';
import type { Snapshot, Target } from './targets/target.js';
import { triggers } from './triggers/triggers.js';
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
    return target.read(known).then((snapshot) => ({ target, snapshot }), failed);
  };
  const all = run.lists.flatMap((list) => list.targets.map((ref) => ({ list, ref })));
  return new Map(
    await Promise.all(all.map(async ({ list, ref }) => [ref.key, await read(list, ref)] as const)),
  );
}

/** What is remembered of the run's lists and targets, once the leases have ended that the run is to end. */
export async function recall(run: Run, now: number, deps: Deps): Promise<Recalled> {
  return endLeases(run, now, deps)
    .then(() => remembered(run, deps.state))
    .catch(failed);
}

async function remembered(run: Run, state: State): Promise<Recalled> {
  const names = run.lists.map((list) => list.name);
  const keys = run.lists.flatMap((list) => list.targets.map((ref) => ref.key));
  const leases = run.lists.map(async (list) => [list.name, await leasesOf(list, state)] as const);
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

/** The same with those of the lists that share entries with the target: for a commit, under their locks. */
export async function leasesWithSiblings(
  list: List,
  { siblings = [] }: Target,
  state: State,
): Promise<LeaseRows> {
  const lists = [...new Map(siblings.map((sibling) => [sibling.list.id, sibling.list])).values()];
  const [own, theirs] = await Promise.all([
    leasesOf(list, state),
    Promise.all(lists.map(async (each) => [each.id, (await leasesOf(each, state)).holdings] as const)),
  ]);
  return { ...own, ofSiblings: new Map(theirs) };
}
