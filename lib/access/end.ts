import { leave } from '../leases/join.js';
import { leaseId, type Lease, type Person } from '../leases/lease.js';
import type { Call, OpenList } from './call.js';
import { leaseDocument } from './documents.js';
import { requesterOf, retryAfter, type Answer, type RequestContext } from './request-context.js';
import { openedOf } from './opened.js';
import { Problem } from './problem.js';
import { deviceOf } from './lease-request.js';

/** Ends a caller's own leases, of one device or of all. @throws Problem */
export async function letOut(
  door: RequestContext,
  list: OpenList,
  person: Person,
  query: Call['query'],
): Promise<Answer> {
  const device = query['device'] === undefined ? undefined : deviceOf(query['device']);
  return end(door, list, { person }, (lease) => device === undefined || lease.device === device);
}

/** Ends one lease, whosever it is. @throws Problem where there is none */
export async function putOut(door: RequestContext, list: OpenList, by: Person, id: string): Promise<Answer> {
  const { holdings } = await door.deps.state.leases(list.id);
  const found = holdings
    .flatMap(({ person, leases }) => leases.map((lease) => ({ person, lease })))
    .find(({ person, lease }) => leaseId(person, lease) === id);
  if (!found) throw new Problem(404, 'lease/unknown', `${list.name} has no lease ${id.slice(0, 40)}.`);
  const { person } = found;
  return end(door, list, { person, by }, (lease) => leaseId(person, lease) === id);
}

async function end(
  door: RequestContext,
  list: OpenList,
  { person, by }: { person: Person; by?: Person },
  is: (lease: Lease) => boolean,
): Promise<Answer> {
  const left = await leave({ ...requesterOf(door, list, person), ...(by ? { by } : {}) }, is, door.deps);
  if (left.kind === 'overtaken')
    throw new Problem(
      409,
      'lease/again',
      `The lease of ${left.lease.network} was ended, and before this answer its person was let in there again.`,
    );
  const { isOpen } = await openedOf(list, door.deps.state);
  const ended = left.leases.map((lease) =>
    leaseDocument(
      { person, lease: { ...lease, until: door.deps.now() } },
      isOpen(lease.network),
      door.deps.now(),
    ),
  );
  const body = { state: left.kind, list: list.name, ended };
  return left.kind === 'out' ? { status: 200, body } : { status: 202, body, headers: retryAfter };
}
