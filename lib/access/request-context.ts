import type { AccessDeps, Requester } from '../leases/join.js';
import type { Estate } from '../estate/estate.js';
import type { Person } from '../leases/lease.js';
import type { OpenList } from './call.js';

/** Where a call comes from and what it is answered with. */
export interface RequestContext {
  estate: Estate;
  deps: AccessDeps;
  /** What Lambda calls this invocation. */
  event: string;
  /** What API Gateway calls this call; the client cannot choose it. */
  request: string;
  /** As the client asked for it. */
  path: string;
  /** The address that API Gateway saw the connection come from. */
  sourceIp: string;
}

export interface Answer {
  status: 200 | 202;
  body: Record<string, unknown>;
  headers?: Record<string, string>;
}

export function requesterOf(
  { event, request, sourceIp }: RequestContext,
  list: OpenList,
  person: Person,
): Requester {
  return { list, person, event, request, address: sourceIp };
}

/** In seconds: by then another commit has most often ended. */
export const retryAfter = { 'Retry-After': '2' };
