import { kinds } from '../../../../lib/targets/kinds.js';
import type { Estate } from '../../../../lib/estate/estate.js';
import type { DeployedEstate } from '../../../world/deployed.js';
import type { FeedVersion } from '../../../world/feed/server.js';
import type { World } from '../../../world/world.js';
import type { DayTarget } from './targets.js';
import { contentsOf } from './contents.js';
import { act, type Visit } from './visits.js';

/** The feed's versions: a little less than the given file, the given file, one that lacks a service, its repair. */
export type FeedStep = 'earlier' | 'given' | 'gone' | 'mended';

/** What somebody outside of doorlist did. */
export type OutsideEvent = { at: number } & (
  | { kind: 'deployed' }
  | { kind: 'published'; version: FeedStep; syncToken: string; list?: string }
  /** `full`: AWS took no more. */
  | ({ kind: 'visited'; full: boolean } & Visit)
);

/** The world of the day, and what has been done in it from outside. */
export interface DayContext {
  world: World;
  outsideEvents: OutsideEvent[];
  published: FeedVersion[];
}

/** AWS publishes a version of its feed, and tells its subscribers. */
export function publish(
  { world, outsideEvents, published }: DayContext,
  version: FeedStep,
  body: Uint8Array | string,
  list?: string,
): void {
  const fresh = world.feed.publish(body);
  published.push(fresh);
  const { syncToken } = fresh;
  outsideEvents.push({
    at: world.clock.now(),
    kind: 'published',
    version,
    syncToken,
    ...(list === undefined ? {} : { list }),
  });
  world.announceFeed();
}

export async function visit(
  { world, outsideEvents }: DayContext,
  from: number,
  visits: readonly Visit[],
): Promise<void> {
  await world.clock.advanceTo(from);
  for (const each of visits) {
    const full = await world.clock.drive(act(each, world.console).then(() => false, isFull));
    outsideEvents.push({ at: world.clock.now(), kind: 'visited', full, ...each });
    await world.clock.advanceTo(world.clock.now() + 2 * 60_000);
  }
}

/** What AWS may answer to somebody who adds an address by hand: that there is no room, or that it is there already. */
const answers = new Map([
  ['RulesPerSecurityGroupLimitExceeded', true],
  ['PrefixListMaxEntriesExceeded', true],
  ['InvalidPermission.Duplicate', false],
]);

/** @throws whatever else is wrong */
function isFull(error: unknown): boolean {
  const full = answers.get(error instanceof Error ? error.name : '');
  if (full === undefined) throw error;
  return full;
}

/** What no schedule has flushed by the end of the day, somebody does. */
export async function flushByHand(
  { world, outsideEvents }: DayContext,
  estate: Estate,
  deployed: DeployedEstate,
): Promise<void> {
  const visits = outsideEvents.filter((event) => event.kind === 'visited');
  for (const { name } of estate.lists.filter((list) => list.flush)) {
    const left = visits.some(
      ({ target, cidr }) =>
        target.list.name === name && isFlushed(target) && contentsOf(world, target).includes(cidr),
    );
    const everFlushed = world.record
      .of('invoke')
      .some(({ function: of, event }) => of === deployed.flush && listOf(event) === name);
    if (left || !everFlushed)
      await world.clock.drive(world.lambda.invoke(deployed.flush, { list: name }, 'hand'));
  }
}

/** Whether a flush removes what somebody added by hand. */
export function isFlushed({ ref, list }: DayTarget): boolean {
  return list.flush !== undefined && (kinds[ref.kind].flushOwnsForeign || list.foreign === 'flush');
}

function listOf(event: unknown): unknown {
  return (event as { list?: unknown }).list;
}
