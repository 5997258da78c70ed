import {
  groupsPerInterface,
  mostPrefixListEntries,
  mostRulesPerInterface,
  usualRulesPerGroup,
} from '../aws-limits.js';
import { arrange, type Arranged, type Arrangement, type Evicted } from './arrange.js';
import {
  roomOf,
  takenByOthers,
  type Container,
  type Layout,
  type ReferredList,
  type Unread,
} from './layout.js';
import { sorted, type Cidr } from '../cidr.js';
import type { Missing } from './memory.js';

/** What a target has room for: everything that is wanted, and of the missing entries the first ones. */
export interface Room {
  kept: Missing[];
  gaveWay: Missing[];
  arranged: Arranged;
}

/** By how many rules the wanted entries alone do not fit, in the largest size that the target may have. */
interface Lack {
  lacking: number;
}

export interface Shortage extends Lack {
  remedy: Remedy;
}

/** Growth of 10 to 15 % a year would make a list that is sized to today's entries fail within months. */
const headroom = 1.2;

/** What has to be in a target. */
export interface Must {
  wanted: readonly Cidr[];
  foreign: readonly Cidr[];
  evict: Evicted;
}

/**
 * Where room is needed, missing entries give way, the last of them first. Where that is not enough the target grows,
 * if it may, and then for all of them.
 */
export function makeRoom(must: Must, may: readonly Missing[], layout: Layout): Room | Shortage {
  const asItIs = fill(must, may, layout);
  if (!('lacking' in asItIs)) return asItIs;
  const { growable = 0 } = layout;
  const largest = growable > roomOf(layout) ? fill(must, may, sized(layout, growable)) : asItIs;
  if ('lacking' in largest) return { ...largest, remedy: remedy(must, layout, largest.lacking) };
  const least = leastSize(must, largest.kept, layout, growable);
  const grow = Math.min(growable, Math.ceil(least * headroom));
  const arranged = keeping(must, largest.kept, sized(layout, grow));
  return 'lacking' in arranged
    ? { ...arranged, remedy: remedy(must, layout, arranged.lacking) }
    : { ...largest, arranged: { ...arranged, grow } };
}

/** No file was read that lacks the missing entries, so none of them gives way. */
export function makeRoomKeeping(must: Must, missing: readonly Missing[], layout: Layout): Room | Shortage {
  const wanted = sorted([...must.wanted, ...missing.map(({ cidr }) => cidr)]);
  const room = makeRoom({ ...must, wanted }, [], layout);
  return 'lacking' in room ? room : { ...room, kept: [...missing] };
}

function fill(must: Must, may: readonly Missing[], layout: Layout): Room | Lack {
  const room = (n: number, arranged: Arranged): Room => ({
    kept: may.slice(0, n),
    gaveWay: may.slice(n),
    arranged,
  });
  const all = keeping(must, may, layout);
  if (!('lacking' in all)) return room(may.length, all);
  const none = keeping(must, [], layout);
  if ('lacking' in none) return none;
  let [best, low, high] = [room(0, none), 0, may.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    const some = keeping(must, may.slice(0, middle), layout);
    if ('lacking' in some) high = middle;
    else [best, low] = [room(middle, some), middle];
  }
  return best;
}

function keeping({ wanted, foreign, evict }: Must, missing: readonly Missing[], layout: Layout): Arrangement {
  const ours = [...wanted, ...missing.map(({ cidr }) => cidr)];
  const room = missing.every(({ cidr }) => stands(cidr, layout)) ? layout : sparing(layout);
  return arrange(room, sorted(layout.grain === 'whole' ? [...ours, ...foreign] : ours), evict);
}

/**
 * Nothing is opened for missing entries in a target's last place. In January 2026 the parts of a network that was
 * listed again two hours later would have filled a list to the brim, where none of it could be cut anew.
 */
function sparing(layout: Layout): Layout {
  if (layout.grain === 'whole') return layout;
  let spare = layout.portRanges.length;
  const containers = layout.containers.map((container) => {
    const taken = container.leaving
      ? 0
      : Math.min(spare, Math.max(0, container.room - container.rules.length));
    spare -= taken;
    return { ...container, room: container.room - taken };
  });
  return { ...layout, containers };
}

function stands(cidr: Cidr, { containers }: Layout): boolean {
  return containers.some(({ rules }) =>
    rules.some((rule) => rule.cidr === cidr && rule.owner !== 'other' && rule.owner !== 'sibling'),
  );
}

function leastSize(must: Must, kept: readonly Missing[], layout: Layout, growable: number): number {
  const arranged = keeping(must, kept, layout);
  return 'lacking' in arranged ? Math.min(growable, roomOf(layout) + arranged.lacking) : roomOf(layout);
}

function sized(layout: Layout, room: number): Layout {
  return { ...layout, containers: layout.containers.map((container) => ({ ...container, room })) };
}

/** What would make it fit, with the room that there is. */
export type Remedy =
  | { grain: 'whole'; room: number; lacking: number }
  | ({ grain: 'version'; room: number; needed: number } & (
      | { way: 'divide'; most: number }
      | { way: 'resize' }
      /** The security groups that refer to the list have room for so many. */
      | ({ way: 'referring-groups'; growable: number } & TakesRoom)
    ))
  | (TakesRoom & {
      grain: 'rule';
      groups: number;
      room: number;
      lacking: number;
      moreGroups?: number;
      largerQuota?: number;
      /** Groups that AWS has refused to add to, though they have room by what AWS tells of them. */
      full?: string[];
      /** How many rules the groups of an interface hold. */
      most: number;
    });

/** What takes the room in groups beside the entries, as far as it is told. */
interface TakesRoom {
  /** Prefix lists that their rules refer to, the heaviest first. */
  lists?: TakenByList[];
  /** The quota that was taken for the true one, which could not be read. */
  assumed?: { quota: number; unread: Unread };
}

export interface TakenByList {
  list: string;
  /** As many rules as it is taken for, in all groups. */
  rules: number;
  /** AWS does not describe it. */
  unknown?: true;
  /** All would fit if no rule of the groups referred to it; of one that nobody can resize. */
  enough?: true;
  /** The largest MaxEntries of it with which all would fit. */
  smaller?: number;
}

/** Whoever does what it says finds that everything fits: each way is tried on the layout that it makes. */
function remedy(must: Must, layout: Layout, lacking: number): Remedy {
  const room = roomOf(layout);
  const fits = (changed: Layout) => !('lacking' in keeping(must, [], changed));
  switch (layout.grain) {
    case 'whole':
      return { grain: 'whole', room, lacking };
    case 'version': {
      const largest = Math.max(room, layout.growable ?? 0);
      const needed = leastOf(largest + 1, mostPrefixListEntries, (size) => fits(sized(layout, size)));
      if (needed === undefined)
        return {
          grain: 'version',
          room,
          needed: largest + lacking,
          way: 'divide',
          most: mostPrefixListEntries,
        };
      if (layout.growable === undefined) return { grain: 'version', room, needed, way: 'resize' };
      return {
        ...{ grain: 'version', room, needed, way: 'referring-groups', growable: largest },
        ...assumedIn(layout),
        ...takenByLists(
          (layout.beside ?? []).map(({ id: list, rules, unknown }) => ({
            list,
            rules,
            ...(unknown ? { unknown } : {}),
          })),
        ),
      };
    }
    case 'rule':
      return ofGroups(layout, lacking, fits);
  }
}

function ofGroups(layout: Layout, lacking: number, fits: (changed: Layout) => boolean): Remedy {
  const lists = listsOf(layout).map((list) => takenBy(list, layout, fits));
  const full = layout.containers.filter((container) => container.full).map(({ id }) => id);
  const groups = layout.containers.filter((container) => !container.leaving).length;
  const quota = layout.quota ?? 1;
  const most = mostRulesPerInterface;
  const mayAdd = Math.min(groupsPerInterface.most, Math.floor(most / quota)) - groups;
  const moreGroups = leastOf(1, mayAdd, (n) => fits(withGroups(layout, n, quota)));
  const largerQuota = leastOf(quota + 1, Math.floor(most / groups), (larger) =>
    fits(widened(layout, larger - quota)),
  );
  return {
    grain: 'rule',
    groups,
    room: roomOf(layout) - takenByOthers(layout),
    lacking: groups === 1 && largerQuota !== undefined ? largerQuota - quota : lacking,
    ...(moreGroups === undefined ? {} : { moreGroups }),
    ...(largerQuota === undefined ? {} : { largerQuota }),
    ...takenByLists(lists),
    ...assumedIn(layout),
    ...(full.length > 0 ? { full } : {}),
    most,
  };
}

function withGroups(layout: Layout, groups: number, room: number): Layout {
  const more = Array.from({ length: groups }, (_, i) => ({ id: `more-${i}`, room, rules: [] }));
  return { ...layout, containers: [...layout.containers, ...more] };
}

/** What a larger quota leaves is a list's of unknown weight, as far as anybody knows, and AWS tells of no room that it refuses. */
function widened(layout: Layout, by: number): Layout {
  const stays = ({ leaving, full, lists = [] }: Container) =>
    leaving === true || full === true || lists.some(({ unknown }) => unknown);
  const containers = layout.containers.map((container) =>
    stays(container) ? container : { ...container, room: container.room + by },
  );
  return { ...layout, containers };
}

/** Each with what it takes in all groups. */
function listsOf({ containers }: Layout): ReferredList[] {
  const lists = new Map<string, ReferredList>();
  for (const list of containers.flatMap((container) => container.lists ?? []))
    lists.set(list.id, { ...list, rules: list.rules + (lists.get(list.id)?.rules ?? 0) });
  return [...lists.values()];
}

/** What a list takes, and what of it would have to change for all to fit. */
function takenBy(
  { id: list, rules, unknown, size }: ReferredList,
  layout: Layout,
  fits: (changed: Layout) => boolean,
): TakenByList {
  const taken = { list, rules, ...(unknown ? { unknown } : {}) };
  if (size === undefined)
    return fits(lighter(layout, list, (of) => of.rules)) ? { ...taken, enough: true } : taken;
  const less = leastOf(1, size - 1, (by) => fits(lighter(layout, list, (of) => of.references * by)));
  return less === undefined ? taken : { ...taken, smaller: size - less };
}

/** `by`: how many rules fewer the references of a group take. What they leave beside a list of unknown weight, that one may take. */
function lighter(layout: Layout, id: string, by: (list: ReferredList) => number): Layout {
  const containers = layout.containers.map((container) => {
    const list = container.lists?.find((each) => each.id === id);
    const isTaken = container.lists?.some((other) => other.unknown && other.id !== id);
    return list && !container.full && !isTaken
      ? { ...container, room: container.room + by(list) }
      : container;
  });
  return { ...layout, containers };
}

/** A refusal has room for a few. */
const mostLists = 5;

function takenByLists(lists: readonly TakenByList[]): Pick<TakesRoom, 'lists'> {
  const heaviest = lists.toSorted((a, b) => b.rules - a.rules).slice(0, mostLists);
  return heaviest.length > 0 ? { lists: heaviest } : {};
}

function assumedIn({ assumed, quota }: Layout): Pick<TakesRoom, 'assumed'> {
  return assumed ? { assumed: { quota: quota ?? usualRulesPerGroup, unread: assumed } } : {};
}

/** The least number from `low` to `high` for which something holds, which holds for all above it. */
function leastOf(low: number, high: number, holds: (n: number) => boolean): number | undefined {
  if (low > high || !holds(high)) return undefined;
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
