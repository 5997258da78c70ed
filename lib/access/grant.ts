import { join, type Joined } from '../leases/join.js';
import { covers, familyOf, type Cidr, type Family, familyNames } from '../cidr.js';
import type { List, Pin } from '../estate/estate.js';
import type { LeaseLimit, Person } from '../leases/lease.js';
import { leaseLimitWords, refusalWords } from '../report/words.js';
import { utc } from '../text/utc.js';
import type { OpenList } from './call.js';
import { leaseDocument, pinDocument } from './documents.js';
import { requesterOf, retryAfter, type Answer, type RequestContext } from './request-context.js';
import { openedOf } from './opened.js';
import { Problem } from './problem.js';
import { readSource, type Source } from './source.js';
import { readLeaseRequest } from './lease-request.js';

/** Lets in where a call comes from. @throws Problem */
export async function letIn(
  door: RequestContext,
  list: OpenList,
  person: Person,
  body: string | null,
): Promise<Answer> {
  const said = readLeaseRequest(body, list.name, list.leases);
  const source = readSource(door.sourceIp, list.leases.ipv6Prefix);
  const pin = pinOf(list, source.network);
  if (pin && (await openedOf(list, door.deps.state)).isOpen(pin.cidr))
    return {
      status: 200,
      body: { state: 'pinned', list: list.name, address: source.address, pin: pinDocument(pin) },
    };
  const joined = await join(requesterOf(door, list, person), { ...said, network: source.network }, door.deps);
  switch (joined.kind) {
    case 'in':
      return { status: 200, body: inside(door, list, person, source, joined) };
    case 'accepted':
      return {
        status: 202,
        body: inside(door, list, person, source, joined),
        headers: { Location: door.path, ...retryAfter },
      };
    case 'limit':
      throw limitProblem(joined.limit);
    case 'full':
      throw new Problem(
        409,
        'list/refused',
        `${source.network} is not in: ${refusalWords(joined.refusal)} Your lease stands until ${utc(joined.lease.until)}, and lets you in once that is over.`,
      );
    case 'ended':
      throw new Problem(
        409,
        'lease/ended',
        `Your lease of ${source.network} ended before this answer: somebody ended it, or it was replaced.`,
      );
    case 'no-target':
      throw wrongFamily(list, joined.family);
  }
}

function limitProblem(limit: LeaseLimit): Problem {
  const message = leaseLimitWords(limit);
  switch (limit.reason) {
    case 'too-many':
      return new Problem(429, 'request/too-many', message);
    case 'per-person':
      return new Problem(409, 'lease/per-person', message);
  }
}

/** The pin that a whole network is in. */
export function pinOf({ pins }: List, network: Cidr): Pin | undefined {
  return pins.find(({ cidr }) => familyOf(cidr) === familyOf(network) && covers([cidr], [network]));
}

function inside(
  { deps }: RequestContext,
  list: OpenList,
  person: Person,
  { address }: Source,
  { kind, lease, renewed }: Extract<Joined, { kind: 'in' | 'accepted' }>,
): Answer['body'] {
  return {
    state: kind,
    list: list.name,
    address,
    lease: leaseDocument({ person, lease }, kind === 'in', deps.now()),
    renewed,
    capped: lease.until >= lease.since + list.leases.longest,
    ...(list.probe === undefined ? {} : { probe: list.probe }),
  };
}

function wrongFamily({ name }: List, family: Family): Problem {
  const yours = familyNames[family];
  const theirs = familyNames[family === 'IPV4' ? 'IPV6' : 'IPV4'];
  return new Problem(
    409,
    'address/family',
    `You call over ${yours}, and ${name} has ${theirs} targets only; call over ${theirs}.`,
  );
}
