import type { APIGatewayProxyEvent } from 'aws-lambda';
import {
  createApiClient,
  type ApiAnswer,
  type ApiClient,
  type ApiRequest,
} from '../../../../simulator/aws/api-gateway/client.js';
import type { RestApi } from '../../../../simulator/aws/api-gateway/rest-api.js';
import type { Identity } from '../../../../simulator/aws/iam/iam.js';
import type { PolicyDocument } from '../../../../simulator/aws/iam/policy.js';
import type { SimUserPool } from '../../../../simulator/aws/cognito/user-pools.js';
import type { World, WorldOptions } from '../../../../simulator/world/world.js';
import * as harness from '../../world/harness.js';

export const POOL = 'arn:aws:cognito-idp:eu-west-2:111122223333:userpool/eu-west-2_Staff';
export const OTHER_POOL = 'arn:aws:cognito-idp:eu-west-2:111122223333:userpool/eu-west-2_Other';

const iam = { type: 'AWS_IAM' } as const;
const ids = { type: 'COGNITO_USER_POOLS', pools: [POOL], scopes: [] } as const;

/** One method of each kind. */
const api: RestApi = {
  id: 'abc1234def',
  stage: 'dev',
  function: 'echo',
  methods: [
    { method: 'GET', resource: '/me', authorizer: iam },
    { method: 'PUT', resource: '/lists/{list}/leases/me', authorizer: iam },
    { method: 'DELETE', resource: '/lists/{list}/leases/{id}', authorizer: iam },
    { method: 'GET', resource: '/user/me', authorizer: ids },
    {
      method: 'PUT',
      resource: '/user/scoped',
      authorizer: { ...ids, scopes: ['doorlist/join', 'other/join'] },
    },
  ],
};

export interface Gateway {
  world: World;
  api: ApiClient;
  /** May do everything. */
  ana: Identity;
  pool: SimUserPool;
  ask: (request: ApiRequest) => Promise<ApiAnswer>;
  drive: <T>(promise: Promise<T>) => Promise<T>;
}

/** An API whose function answers with the event, unless `answer` says otherwise. */
export async function setUp(
  over: Partial<RestApi> = {},
  answer: (event: APIGatewayProxyEvent) => unknown = (event) => ({
    statusCode: 200,
    body: JSON.stringify(event),
  }),
  options: Partial<WorldOptions> = {},
): Promise<Gateway> {
  const world = await harness.setUp(options);
  world.lambda.register('echo', { timeoutMs: 60_000, memory: 512, start: () => answer });
  const pool = world.userPools.plant(POOL);
  world.userPools.plant(OTHER_POOL);
  const client = createApiClient(world.apiGateway.deploy({ ...api, ...over }));
  const ana = world.iam.user('ana', [policy('Allow', client.arn('*'))]);
  const drive = <T>(promise: Promise<T>) => world.clock.drive(promise);
  return { world, api: client, ana, pool, drive, ask: (request) => drive(client.request(request)) };
}

export { tearDown } from '../../../harness/world.js';

export function policy(Effect: 'Allow' | 'Deny', Resource: string | string[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: { Effect, Action: 'execute-api:Invoke', Resource } };
}

export const errorType = ({ status, headers }: ApiAnswer) =>
  `${status} ${headers['x-amzn-errortype'] ?? ''}`.trim();
