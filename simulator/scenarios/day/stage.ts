import type { Estate } from '../../../lib/estate.js';
import type { Deployed } from '../../deployed.js';
import type { FeedVersion } from '../../feed-server.js';
import type { World } from '../../world.js';
import type { Visit } from './visits.js';

/** The feed's versions: a little less than the given file, the given file, one that lacks a service, its repair. */
export type FeedStep = 'earlier' | 'given' | 'gone' | 'mended';

/** What somebody outside of doorlist did. */
export type Doing = { at: number } & (
  | { kind: 'deployed' }
  | { kind: 'published'; version: FeedStep; syncToken: string; list?: string }
  | ({ kind: 'visited' } & Visit)
);

/** Where the day is acted, and what has been done there from outside. */
export interface Stage {
  world: World;
  doings: Doing[];
  published: FeedVersion[];
}

/** AWS publishes a version of its feed, and tells its subscribers. */
export function publish(
  { world, doings, published }: Stage,
  version: FeedStep,
  body: Uint8Array | string,
  list?: string,
): void {
  const fresh = world.feed.publish(body);
  published.push(fresh);
  const { syncToken } = fresh;
  doings.push({
    at: world.clock.now(),
    kind: 'published',
    version,
    syncToken,
    ...(list === undefined ? {} : { list }),
  });
  world.announceFeed();
}

export async function visit({ world, doings }: Stage, from: number, visits: readonly Visit[]): Promise<void> {
  await world.clock.advanceTo(from);
  for (const each of visits) {
    await world.clock.drive(world.console.add(each.set.ref.arn, each.cidr, each.who));
    doings.push({ at: world.clock.now(), kind: 'visited', ...each });
    await world.clock.advanceTo(world.clock.now() + 2 * 60_000);
  }
}

/** What no schedule has flushed by the end of the day, somebody does. */
export async function flushByHand(
  { world, doings }: Stage,
  estate: Estate,
  deployed: Deployed,
): Promise<void> {
  const visits = doings.filter((doing) => doing.kind === 'visited');
  for (const { name } of estate.lists.filter((list) => list.flush)) {
    const left = visits.some(
      ({ set, cidr }) => set.list === name && world.waf.contents(set.ref.arn).includes(cidr),
    );
    const everFlushed = world.record
      .of('invoke')
      .some(({ function: of, event }) => of === deployed.flush && listOf(event) === name);
    if (left || !everFlushed)
      await world.clock.drive(world.lambda.invoke(deployed.flush, { list: name }, 'hand'));
  }
}

function listOf(event: unknown): unknown {
  return (event as { list?: unknown }).list;
}
