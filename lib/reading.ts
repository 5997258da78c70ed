import type { IpSetRef } from './estate.js';
import type { Deps } from './reconcile.js';
import type { FeedFile } from './sources/wants.js';
import type { Recollection } from './state/state.js';
import type { Snapshot, Target } from './targets/target.js';
import type { Run } from './trigger.js';

/** Whatever a run reads is there, or is an error that fails what needs it; it is never empty for want of an answer. */
export type Failed = { error: unknown };

export type Seen = { target: Target; snapshot: Snapshot } | Failed;

export type Recalled = Recollection | Failed;

const failed = (error: unknown): Failed => ({ error });

/** The feed's file, once for a run, where any of its lists has a feed. */
export async function readFeed(run: Run, { feed }: Deps): Promise<FeedFile> {
  if (!run.lists.some((list) => list.feed)) return undefined;
  return feed.read(run.announced).then((file) => ({ file }), failed);
}

/** Every target of the run's lists, by ARN. */
export async function readTargets(run: Run, deps: Deps): Promise<Map<string, Seen>> {
  const read = async (ref: IpSetRef): Promise<Seen> => {
    const target = deps.target(ref);
    return target.read().then((snapshot) => ({ target, snapshot }), failed);
  };
  const refs = run.lists.flatMap((list) => list.targets);
  return new Map(await Promise.all(refs.map(async (ref) => [ref.arn, await read(ref)] as const)));
}

/** What is remembered of the run's lists and targets. */
export async function recall(run: Run, { state }: Deps): Promise<Recalled> {
  const names = run.lists.map((list) => list.name);
  const arns = run.lists.flatMap((list) => list.targets.map((ref) => ref.arn));
  return state.read(names, arns).catch(failed);
}
