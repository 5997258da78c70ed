import type { APIGatewayProxyEvent } from 'aws-lambda';

export interface AskedOf {
  method?: 'GET' | 'PUT' | 'DELETE';
  list?: string;
  id?: string;
  /** Ends in it; `leases/me` unless told. */
  tail?: '/me' | 'leases/me' | 'leases' | 'leases/{id}';
  /** What API Gateway saw. */
  from?: string;
  body?: unknown;
  /** As it was sent, where that is no JSON. */
  text?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Who signed; or the claims of a token. */
  userArn?: string | null;
  claims?: Record<string, string>;
  /** Where it differs from what the path parameters say. */
  path?: string;
}

export const ana = 'arn:aws:iam::111122223333:user/ana';
export const home = '81.2.70.7';

/** What API Gateway hands to the function of a REST API; only what the function may look at varies. */
export function eventOf(asked: AskedOf): APIGatewayProxyEvent {
  const { method = 'PUT', list = 'developers', id, tail = 'leases/me', from = home, claims } = asked;
  const tree = claims ? '/user' : '';
  const resource = tail === '/me' ? `${tree}/me` : `${tree}/lists/{list}/${tail}`;
  const path = asked.path ?? resource.replace('{list}', list).replace('{id}', id ?? '');
  const headers = { 'X-Forwarded-For': from, ...asked.headers };
  return {
    resource,
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [value]])),
    queryStringParameters: asked.query ?? null,
    multiValueQueryStringParameters: null,
    pathParameters: tail === '/me' ? null : { list, ...(id === undefined ? {} : { id }) },
    stageVariables: null,
    body: asked.text ?? (asked.body === undefined ? null : JSON.stringify(asked.body)),
    isBase64Encoded: false,
    requestContext: {
      accountId: '111122223333',
      apiId: 'a1b2c3d4e5',
      authorizer: claims ? { claims } : null,
      protocol: 'HTTP/1.1',
      httpMethod: method,
      path: `/dev${path}`,
      stage: 'dev',
      requestId: 'chosen by the client',
      extendedRequestId: 'given by AWS',
      requestTimeEpoch: 0,
      resourceId: 'abc123',
      resourcePath: resource,
      identity: {
        accessKey: claims ? null : 'AKIDEXAMPLE',
        accountId: claims ? null : '111122223333',
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: from,
        user: null,
        userAgent: 'curl/8',
        userArn: claims ? null : asked.userArn === undefined ? ana : asked.userArn,
      },
    },
  };
}
