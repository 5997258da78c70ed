/** What API Gateway answers by itself, in the words of docs/access-api.md. */
export interface GatewayAnswer {
  /** Absent of the default of 4XX, which keeps whatever status it is. */
  status?: number;
  title: string;
  code: string;
  detail: string;
  /** In seconds. */
  retryAfter?: number;
}

const unknown = (detail: string): GatewayAnswer => ({
  status: 401,
  title: 'Unauthorized',
  code: 'caller/unknown',
  detail,
});
const forbidden = (detail: string): GatewayAnswer => ({
  status: 403,
  title: 'Forbidden',
  code: 'caller/forbidden',
  detail,
});
const bad = (status: number, title: string, code: string, detail: string): GatewayAnswer => ({
  status,
  title,
  code,
  detail,
});
const unavailable: GatewayAnswer = {
  status: 503,
  title: 'Service Unavailable',
  code: 'aws/unavailable',
  detail: 'AWS or doorlist did not answer in time; try again in a moment.',
  retryAfter: 5,
};

/**
 * By type: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html. None
 * repeats AWS's own message, which names ARNs or what was sent and is not escaped. An unknown route and a missing
 * signature are one to API Gateway, and it is 401 since that is what a caller can do something about.
 */
export const answers = {
  MISSING_AUTHENTICATION_TOKEN: unknown(
    'The request is not signed with AWS credentials, or there is no such route.',
  ),
  INVALID_SIGNATURE: unknown(
    'The signature is not right; look at the credentials, the Region and the clock of this machine.',
  ),
  EXPIRED_TOKEN: unknown('The AWS credentials have expired; get new ones and try again.'),
  UNAUTHORIZED: unknown('The token is missing, has expired, or is not of a user pool that is let in.'),
  ACCESS_DENIED: forbidden('You are known, and not allowed to do this from here.'),
  INVALID_API_KEY: forbidden('The API key in x-api-key is missing or not right.'),
  WAF_FILTERED: forbidden('The web ACL of this API does not let the request through.'),
  RESOURCE_NOT_FOUND: bad(404, 'Not Found', 'route/unknown', 'There is no such route.'),
  BAD_REQUEST_BODY: bad(
    400,
    'Bad Request',
    'request/body',
    'The body is not a JSON object with no other keys than for, why and device.',
  ),
  BAD_REQUEST_PARAMETERS: bad(
    400,
    'Bad Request',
    'request/query',
    'The request lacks something that its route has.',
  ),
  UNSUPPORTED_MEDIA_TYPE: bad(
    415,
    'Unsupported Media Type',
    'request/body',
    'The body is not of the type application/json.',
  ),
  REQUEST_TOO_LARGE: bad(413, 'Content Too Large', 'request/body', 'The body is too large.'),
  THROTTLED: {
    ...bad(429, 'Too Many Requests', 'request/too-many', 'Too many requests at once; try again in a moment.'),
    retryAfter: 1,
  },
  QUOTA_EXCEEDED: bad(
    429,
    'Too Many Requests',
    'request/too-many',
    'The API key has made all the requests that it has a day.',
  ),
  INTEGRATION_TIMEOUT: unavailable,
  INTEGRATION_FAILURE: unavailable,
  AUTHORIZER_FAILURE: unavailable,
  AUTHORIZER_CONFIGURATION_ERROR: unavailable,
  DEFAULT_4XX: {
    title: 'Bad Request',
    code: 'request/refused',
    detail: 'API Gateway does not take this request.',
  },
  // Of all 5XX, as the page above says: what went wrong behind it is nothing to a caller.
  DEFAULT_5XX: {
    ...unavailable,
    detail: 'Something is wrong with doorlist or AWS; its alarm rings.',
  },
} as const satisfies Record<string, GatewayAnswer>;
