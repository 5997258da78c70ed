import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Conflict, isSuperseded, Unavailable } from '../errors.js';
import { allTargets, RunFailed } from '../report/report.js';
import { readCall } from './call.js';
import { retryAfter, type Answer, type RequestContext } from './request-context.js';
import { letIn } from './grant.js';
import { letOut, putOut } from './end.js';
import { Problem } from './problem.js';
import { tellEverybodys, tellMe, tellMine } from './tell.js';

/**
 * One call of the access API, from API Gateway's event to its answer: docs/access-api.md. Only a bug is thrown, so
 * that the function fails and its alarm rings; API Gateway then answers in its own words.
 */
export async function answer(
  event: APIGatewayProxyEvent,
  requestId: string,
  { estate, deps }: Pick<RequestContext, 'estate' | 'deps'>,
): Promise<APIGatewayProxyResult> {
  const { extendedRequestId, identity, path } = event.requestContext;
  const request = extendedRequestId ?? requestId;
  const door = { estate, deps, event: requestId, request, path, sourceIp: identity.sourceIp };
  try {
    const { status, body, headers } = await answered(event, door);
    return reply(status, body, { 'Content-Type': 'application/json', ...headers });
  } catch (error) {
    const problem = problemOf(error);
    const again = problem.status === 503 || problem.status === 429 ? retryAfter : {};
    const headers = { 'Content-Type': 'application/problem+json', ...again };
    return reply(problem.status, problem.document(request), headers);
  }
}

async function answered(event: APIGatewayProxyEvent, door: RequestContext): Promise<Answer> {
  const { route, caller, list, id, query } = readCall(event, door.estate);
  const { person } = caller;
  if (list === undefined) return tellMe(door, caller);
  const mine = route.path === '/lists/{list}/leases/me';
  switch (route.method) {
    case 'GET':
      return mine ? tellMine(door, list, person) : tellEverybodys(door, list);
    case 'PUT':
      return letIn(door, list, person, event.body);
    case 'DELETE':
      return mine ? letOut(door, list, person, query) : putOut(door, list, person, id);
  }
}

/** What AWS or the table would not do is mailed by the run that failed; the caller only has to wait. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (
    error instanceof RunFailed &&
    allTargets(error.report).some((one) => one.error && isSuperseded(one.error))
  )
    return new Problem(
      503,
      'doorlist/deployed',
      'doorlist has just been deployed anew; what you asked for is done within minutes, or ask again.',
      { cause: error },
    );
  if (error instanceof Unavailable || error instanceof Conflict || error instanceof RunFailed)
    return new Problem(
      503,
      'aws/unavailable',
      'AWS did not answer as it should; what you asked for is done within minutes, or ask again.',
      { cause: error },
    );
  throw error;
}

function reply(
  statusCode: number,
  body: Record<string, unknown>,
  headers: Record<string, string>,
): APIGatewayProxyResult {
  return { statusCode, headers: { ...headers, 'Cache-Control': 'no-store' }, body: JSON.stringify(body) };
}
