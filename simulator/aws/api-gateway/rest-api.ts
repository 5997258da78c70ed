/** A REST API with one stage, Regional, in front of one function by proxy integration. Plain JSON. */
export interface RestApi {
  id: string;
  stage: string;
  /** Of Lambda, by its name. */
  function: string;
  methods: readonly ApiMethod[];
  /** The resource policy: calls from elsewhere are denied. Absent: there is none. */
  allowFrom?: readonly string[];
  /** By type; of others AWS's own. */
  responses?: Partial<Record<ResponseType, GatewayResponse>>;
  /**
   * What `pathParameters` holds. AWS does not say, and people report both (serverless/serverless#5037, middy's
   * http-urlencode-path-parser: encoded; CodeGenieApp/serverless-express#26: decoded), so a handler has to bear either.
   */
  pathParameters?: 'decoded' | 'encoded';
}

export interface ApiMethod {
  method: string;
  /** As `/lists/{list}/leases/me`. */
  resource: string;
  authorizer: Authorizer;
  /** Of everybody together; absent: the account's, which the simulator does not reach. */
  throttle?: { rate: number; burst: number };
  /** Whether a request validator wants the body to be JSON. */
  wantsJson?: boolean;
}

export type Authorizer =
  | { type: 'AWS_IAM' }
  /** With scopes access tokens that have one of them, without any ID tokens. */
  | { type: 'COGNITO_USER_POOLS'; pools: readonly string[]; scopes: readonly string[] };

export interface GatewayResponse {
  /** In place of the status that the answer would have. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** `$context.…` is put in as it is, unescaped. */
  template?: string;
}

/** Those of docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html that the simulator has cause to give. */
export type ResponseType =
  | 'ACCESS_DENIED'
  | 'API_CONFIGURATION_ERROR'
  | 'BAD_REQUEST_BODY'
  | 'BAD_REQUEST_PARAMETERS'
  | 'DEFAULT_4XX'
  | 'DEFAULT_5XX'
  | 'EXPIRED_TOKEN'
  | 'INTEGRATION_FAILURE'
  | 'INTEGRATION_TIMEOUT'
  | 'INVALID_SIGNATURE'
  | 'MISSING_AUTHENTICATION_TOKEN'
  | 'REQUEST_TOO_LARGE'
  | 'THROTTLED'
  | 'UNAUTHORIZED';
