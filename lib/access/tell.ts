import type { List } from '../estate/estate.js';
import { withinPolicy, type Holding, type Person } from '../leases/lease.js';
import { leasesOf } from '../read.js';
import { durationText } from '../text/duration.js';
import { grants, type OpenList } from './call.js';
import type { Caller } from './caller.js';
import { leaseDocument, pinDocument, type LeaseDocument } from './documents.js';
import type { Answer, RequestContext } from './request-context.js';
import { pinOf } from './grant.js';
import { openedOf, type Opened } from './opened.js';
import { Problem } from './problem.js';
import { readSource } from './source.js';

export async function tellMine(door: RequestContext, list: OpenList, person: Person): Promise<Answer> {
  const leases = await ownLeases(door, list, person, await openedOf(list, door.deps.state));
  return { status: 200, body: { list: list.name, address: door.sourceIp, leases } };
}

export async function tellEverybodys({ deps }: RequestContext, list: OpenList): Promise<Answer> {
  const [{ holdings }, opened] = await Promise.all([leasesOf(list, deps.state), openedOf(list, deps.state)]);
  const leases = holdings.flatMap((holding) =>
    documents(holding, opened, deps.now()).map((lease) => ({ ...lease, who: holding.person })),
  );
  return { status: 200, body: { list: list.name, leases } };
}

/** Who and where the caller is, and which lists are theirs to join. */
export async function tellMe(door: RequestContext, { person, rights }: Caller): Promise<Answer> {
  const lists = door.estate.lists.filter(grants).flatMap((list) => {
    const mine = (['join', 'administer'] as const).filter((right) => rights?.[right].has(list.name));
    return rights !== undefined && mine.length === 0 ? [] : [{ list, mine }];
  });
  const told = lists.map(async ({ list, mine }) => {
    const { default: usual, longest, perPerson } = list.leases;
    const opened = await openedOf(list, door.deps.state);
    return {
      name: list.name,
      ...(rights === undefined ? {} : { rights: mine }),
      default: durationText(usual),
      longest: durationText(longest),
      perPerson,
      families: opened.families,
      ...pinned(door, list),
      leases: await ownLeases(door, list, person, opened),
      ...(list.probe === undefined ? {} : { probe: list.probe }),
    };
  });
  return { status: 200, body: { address: door.sourceIp, who: person, lists: await Promise.all(told) } };
}

function pinned({ sourceIp }: RequestContext, list: List): { pin?: ReturnType<typeof pinDocument> } {
  try {
    const pin = pinOf(list, readSource(sourceIp, list.leases?.ipv6Prefix ?? 128).network);
    return pin ? { pin: pinDocument(pin) } : {};
  } catch (error) {
    if (error instanceof Problem) return {};
    throw error;
  }
}

/** Nothing is changed, so nothing is written. */
async function ownLeases(
  { deps }: RequestContext,
  list: OpenList,
  person: Person,
  opened: Opened,
): Promise<LeaseDocument[]> {
  const holding = await deps.state.updateHolding(list.id, person, (same) => same);
  return documents(withinPolicy(holding, list.leases), opened, deps.now());
}

function documents({ person, leases }: Holding, { isOpen }: Opened, now: number): LeaseDocument[] {
  return leases.map((lease) => leaseDocument({ person, lease }, isOpen(lease.network), now));
}
