import type { APIGatewayProxyEvent } from 'aws-lambda';
import { routes, trees, type Route, type Tree } from './routes.js';
import type { Estate, List } from '../estate/estate.js';
import type { LeasePolicy } from '../leases/lease.js';
import { callerOf, checkRight, type Caller } from './caller.js';
import { Problem } from './problem.js';

/** A list that grants leases. */
export type OpenList = List & { leases: LeasePolicy };

export interface Call {
  route: Route;
  caller: Caller;
  /** Of `/me` none. */
  list?: OpenList;
  id: string;
  query: Readonly<Record<string, string | undefined>>;
}

/**
 * Who asks for what. The list is taken from where IAM looked for it, and nowhere else.
 *
 * @throws Problem
 */
export function readCall(event: APIGatewayProxyEvent, estate: Estate): Call {
  const [tree, route] = routeOf(event);
  const { list: name = '', id = '' } = event.pathParameters ?? {};
  const asked = `${trees[tree]}${route.path}`.replace('{list}', name).replace('{id}', id);
  // A policy allows paths as they were sent; an encoded slash could mean two lists to two readers.
  if (!event.path.endsWith(asked) || /[^\w./-]/.test(asked) || asked.includes('..'))
    throw new Problem(
      404,
      'route/unknown',
      'There is nothing at this path; see docs/access-api.md for what there is.',
    );
  const caller = callerOf(tree, event, estate);
  const call = { route, caller, id, query: queryOf(event, route) };
  if (route.path === '/me') return call;
  checkRight(caller, route.right, name);
  return { ...call, list: openList(name, estate) };
}

function routeOf({ resource, httpMethod }: APIGatewayProxyEvent): [Tree, Route] {
  const tree: Tree = resource.startsWith(`${trees.cognito}/`) ? 'cognito' : 'iam';
  const route = routes.find(
    ({ method, path }) => method === httpMethod && `${trees[tree]}${path}` === resource,
  );
  if (route) return [tree, route];
  throw new Problem(404, 'route/unknown', `There is no ${httpMethod} of this path.`);
}

function openList(name: string, { lists }: Estate): OpenList {
  const list = lists.find((each) => each.name === name);
  if (!list) throw new Problem(404, 'list/unknown', `There is no list ${name}.`);
  if (!grants(list))
    throw new Problem(
      409,
      'list/no-leases',
      `${name} grants no leases; its addresses stand in doorlist.yml.`,
    );
  return list;
}

export function grants(list: List): list is OpenList {
  return list.leases !== undefined;
}

function queryOf(event: APIGatewayProxyEvent, { method, path }: Route): Call['query'] {
  const query = event.queryStringParameters ?? {};
  const takes = method === 'DELETE' && path.endsWith('/me') ? ['device'] : [];
  const unknown = Object.keys(query).find((key) => !takes.includes(key));
  if (unknown === undefined) return query;
  const allowed = takes.length > 0 ? `takes ${takes.join(', ')}` : 'takes none';
  throw new Problem(
    400,
    'request/query',
    `The query has ${JSON.stringify(unknown.slice(0, 40))}, and ${method} of this path ${allowed}; what is let in is the address that the call comes from.`,
  );
}
