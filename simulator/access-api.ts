import type { Access } from '../lib/estate.js';
import { routes, trees } from '../lib/access-routes.js';
import type { Authorizer, GatewayResponse, RestApi } from './aws/api-gateway/rest-api.js';

/** doorlist's REST API, as it is deployed for an estate. */
export function accessApi(access: Access, { stage, name }: { stage: string; name: string }): RestApi {
  return {
    id: 'd00r1157ap',
    stage,
    function: name,
    methods: [
      ...(access.iam ? tree(trees.iam, { type: 'AWS_IAM' }, access) : []),
      ...(access.cognito
        ? tree(
            trees.cognito,
            {
              type: 'COGNITO_USER_POOLS',
              pools: access.cognito.pools.map(({ arn }) => arn),
              scopes: access.cognito.scopes,
            },
            access,
          )
        : []),
    ],
    ...(access.allowFrom.length > 0 && { allowFrom: access.allowFrom }),
    responses,
  };
}

function tree(root: string, authorizer: Authorizer, { throttle }: Access): RestApi['methods'] {
  return routes.map(({ method, path }) => ({ method, resource: `${root}${path}`, authorizer, throttle }));
}

/**
 * In docs/access-api.md's words. An unknown route and a missing signature are one to API Gateway, so 404 cannot be
 * told. `detail` never has AWS's message, which repeats what was sent and which nothing escapes,
 * nor `requestId` AWS's, which a client may choose.
 */
const responses: NonNullable<RestApi['responses']> = {
  MISSING_AUTHENTICATION_TOKEN: problem(
    401,
    'Unauthorized',
    'caller/unknown',
    'There is no such route, or the request is not signed.',
  ),
  INVALID_SIGNATURE: problem(
    401,
    'Unauthorized',
    'caller/unknown',
    'AWS does not accept the signature; look at the credentials, the Region and the clock.',
  ),
  EXPIRED_TOKEN: problem(
    401,
    'Unauthorized',
    'caller/unknown',
    'The credentials have expired; sign in again.',
  ),
  UNAUTHORIZED: problem(
    401,
    'Unauthorized',
    'caller/unknown',
    'The token is not one of ours; sign in again.',
  ),
  ACCESS_DENIED: problem(403, 'Forbidden', 'caller/forbidden', 'You are known, but may not do this here.'),
  THROTTLED: problem(429, 'Too Many Requests', 'request/too-many', 'Too many requests; try again soon.', {
    'Retry-After': '1',
  }),
  REQUEST_TOO_LARGE: problem(413, 'Content Too Large', 'request/body', 'The body is too large.'),
  DEFAULT_4XX: problem(
    undefined,
    'Bad Request',
    'request/body',
    'The request is not one that AWS understands.',
  ),
  DEFAULT_5XX: problem(503, 'Service Unavailable', 'aws/unavailable', 'AWS did not answer; try again.', {
    'Retry-After': '5',
  }),
};

function problem(
  status: number | undefined,
  title: string,
  code: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): GatewayResponse {
  const shown = {
    type: 'about:blank',
    title,
    status: status ?? 400,
    detail,
    code,
    requestId: '$context.extendedRequestId',
  };
  return {
    ...(status !== undefined && { status }),
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    template: JSON.stringify(shown),
  };
}
