import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { JWTPayload } from 'jose';
import { readUtf8 } from '../protocols/wire.js';
import type { Identity } from '../iam/iam.js';
import { claimTexts } from './claims.js';
import type { Arrived } from './request.js';
import type { RestApi } from './rest-api.js';
import type { MatchedRoute } from './route.js';

/** Whom the authorizer let through. */
export type AuthorizedCaller = { kind: 'iam'; identity: Identity } | { kind: 'user'; claims: JWTPayload };

export interface EventParts {
  api: RestApi;
  account: string;
  host: string;
  request: Arrived;
  /** Below the stage, percent-encoded. */
  path: string;
  route: MatchedRoute;
  caller: AuthorizedCaller;
  requestId: string;
  extendedRequestId: string;
}

/** What a Lambda proxy integration hands to the function: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export function proxyEvent(parts: EventParts): APIGatewayProxyEvent {
  const { api, request, path, route, caller } = parts;
  const headers = forwarded(parts);
  return {
    resource: route.method.resource,
    path,
    httpMethod: request.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: grouped(headers) ?? {},
    queryStringParameters: request.query.length > 0 ? Object.fromEntries(request.query) : null,
    multiValueQueryStringParameters: grouped(request.query),
    pathParameters: pathParameters(route, api),
    stageVariables: null,
    requestContext: {
      resourceId: resourceId(route.method.resource),
      resourcePath: route.method.resource,
      httpMethod: request.method,
      path: request.path,
      protocol: 'HTTP/1.1',
      accountId: parts.account,
      apiId: api.id,
      stage: api.stage,
      domainName: parts.host,
      domainPrefix: api.id,
      requestId: parts.requestId,
      extendedRequestId: parts.extendedRequestId,
      requestTime: logTime(Date.now()),
      requestTimeEpoch: Date.now(),
      identity: identityOf(request, caller),
      ...(caller.kind === 'user' && { authorizer: { claims: claimTexts(caller.claims) } }),
    } as APIGatewayProxyEvent['requestContext'],
    body: request.body.length > 0 ? readUtf8(request.body) : null,
    isBase64Encoded: false,
  };
}

function identityOf(
  request: Arrived,
  caller: AuthorizedCaller,
): APIGatewayProxyEvent['requestContext']['identity'] {
  const signer = caller.kind === 'iam' ? caller.identity : undefined;
  return {
    cognitoIdentityPoolId: null,
    accountId: signer?.account ?? null,
    cognitoIdentityId: null,
    caller: signer?.userId ?? null,
    sourceIp: request.sourceIp,
    principalOrgId: null,
    accessKey: signer?.accessKeyId ?? null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: signer?.arn ?? null,
    userAgent: request.headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? null,
    user: signer?.userId ?? null,
    apiKey: null,
    apiKeyId: null,
    clientCert: null,
  };
}

/** What was sent, and what the way added: whatever a client says of where it comes from stays in front. */
function forwarded({ request, requestId }: EventParts): (readonly [string, string])[] {
  const told = request.headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-for');
  const own = [
    ['X-Amzn-Trace-Id', `Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)}`],
    ['X-Forwarded-For', [...told.map(([, value]) => value), request.sourceIp].join(', ')],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ] as const;
  const replaced = own.map(([name]) => name.toLowerCase());
  return [...request.headers.filter(([name]) => !replaced.includes(name.toLowerCase())), ...own];
}

function grouped(pairs: readonly (readonly [string, string])[]): Record<string, string[]> | null {
  if (pairs.length === 0) return null;
  const names = new Set(pairs.map(([name]) => name));
  return Object.fromEntries(
    [...names].map((name) => [name, pairs.filter(([each]) => each === name).map(([, value]) => value)]),
  );
}

function pathParameters(
  { parameters }: MatchedRoute,
  { pathParameters: as = 'decoded' }: RestApi,
): Record<string, string> | null {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return null;
  return Object.fromEntries(
    entries.map(([name, value]) => [name, as === 'decoded' ? decodeURIComponent(value) : value]),
  );
}

/** Of six letters, lasting, and of no meaning. */
function resourceId(resource: string): string {
  let id = 0;
  for (const letter of resource) id = (id * 31 + letter.charCodeAt(0)) % 36 ** 6;
  return id.toString(36).padStart(6, '0');
}

/** `09/Apr/2015:12:34:56 +0000` */
function logTime(ms: number): string {
  const [, date = '', month = '', year = '', time = ''] = new Date(ms).toUTCString().split(/,? /);
  return `${date}/${month}/${year}:${time} +0000`;
}
