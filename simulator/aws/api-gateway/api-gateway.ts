import type { Clock } from '../../world/clock.js';
import type { Random } from '../../world/random.js';
import type { History } from '../../world/record.js';
import { readUtf8 } from '../protocols/wire.js';
import { allowOnly, isFrom } from './access-denied.js';
import { proxyEvent, type AuthorizedCaller } from './event.js';
import { gatewayResponse } from './gateway-response.js';
import { signerOf } from './iam-authorizer.js';
import { answerOf } from './integration.js';
import { responseOf } from './proxy-result.js';
import { arrive, valuesOf, type RawRequest, type RawResponse } from './request.js';
import type { Authorizer, RestApi } from './rest-api.js';
import { route } from './route.js';
import { TurnedAway } from './turned-away.js';
import { claimsOf } from './user-pool-authorizer.js';
import type { Iam } from '../iam/iam.js';
import { decide } from '../iam/policy.js';
import type { Lambda } from '../lambda/lambda.js';
import { createTokenBuckets } from '../protocols/token-bucket.js';
import type { UserPools } from '../cognito/user-pools.js';

export interface ApiGatewayOptions {
  lambda: Lambda;
  iam: Iam;
  userPools: UserPools;
  record: History;
  random: Random;
  clock: Clock;
  account: string;
  region: string;
}

/** A stage that answers. */
export interface Stage {
  api: RestApi;
  /** Where clients find it. */
  host: string;
  region: string;
  /** `arn:aws:execute-api:…/STAGE/`, and then what is told: `PUT/lists/developers/leases/me`. */
  arn(rest: string): string;
  send(request: RawRequest): Promise<RawResponse>;
}

export interface ApiGateway {
  deploy(api: RestApi): Stage;
}

/** docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MOST_BYTES = 10 * 1024 * 1024;
/** Of an event, all of it: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_EVENT_BYTES = 6 * 1024 * 1024;
/** Milliseconds on the way, each way. */
const TRANSIT = [2, 12] as const;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * REST APIs. The way of a request: resource policy → method → throttle → authorizer → validation → function. That the
 * throttle comes before the authorizer AWS does not say; so in the simulator requests without rights use up everybody's rate.
 */
export function createApiGateway(options: ApiGatewayOptions): ApiGateway {
  const { lambda, iam, userPools, record, random, clock, account, region } = options;
  const take = createTokenBuckets();

  function deploy(api: RestApi): Stage {
    const host = `${api.id}.execute-api.${region}.amazonaws.com`;
    const arn = (rest: string) => `arn:aws:execute-api:${region}:${account}:${api.id}/${api.stage}/${rest}`;
    const isAllowedFrom = isFrom(api.allowFrom);

    async function send(raw: RawRequest): Promise<RawResponse> {
      // "Clients can override this request ID", says AWS of $context.requestId, so whoever trusts it is tried.
      const [named = ''] = valuesOf(raw, 'x-amzn-requestid');
      const ids = {
        requestId: /^[\w-]{1,128}$/.test(named) ? named : random.uuid(),
        extendedRequestId: Buffer.from(random.uuid().slice(0, 11)).toString('base64'),
      };
      await sleep(random.int(...TRANSIT));
      const { status, headers, body } = await answer(raw, ids);
      const [path = ''] = raw.target.split('?', 1);
      record.add('api-gateway', {
        kind: 'call',
        service: 'execute-api',
        operation: `${raw.method} ${path}`,
        account,
        region,
        input: { sourceIp: raw.sourceIp, requestId: ids.requestId },
        outcome: String(status),
      });
      await sleep(random.int(...TRANSIT));
      const typed = headers.some(([name]) => name.toLowerCase() === 'content-type');
      const own = [
        ...(typed ? [] : [['Content-Type', 'application/json'] as const]),
        ['Date', new Date(Date.now()).toUTCString()],
        ['x-amzn-RequestId', ids.requestId],
        ['x-amz-apigw-id', ids.extendedRequestId],
      ] as const;
      return { status, headers: [...headers, ...own], body };
    }

    async function answer(raw: RawRequest, ids: Ids): Promise<RawResponse> {
      const [path = ''] = raw.target.split('?', 1);
      // Nothing of the API is known yet, so its own gateway responses are not, either.
      if (path.split('/')[1] !== api.stage) return forbidden;
      try {
        return await handle(raw, ids);
      } catch (error) {
        if (!(error instanceof TurnedAway)) throw error;
        const context = { httpMethod: raw.method, path, stage: api.stage, 'identity.sourceIp': raw.sourceIp };
        return gatewayResponse(api, error, { ...ids, ...context });
      }
    }

    async function handle(raw: RawRequest, ids: Ids): Promise<RawResponse> {
      const request = arrive(raw);
      const path = request.path.slice(`/${api.stage}`.length);
      const resource = arn(`${request.method}${path}`);
      if (request.body.length > MOST_BYTES)
        throw tooLarge(`HTTP content length exceeded ${MOST_BYTES} bytes.`);
      if (!isAllowedFrom(request.sourceIp)) allowOnly('anonymous', resource, 'explicitly denied');
      const found = route(api.methods, request.method, path);
      if (!found)
        throw new TurnedAway(
          'MISSING_AUTHENTICATION_TOKEN',
          403,
          'Missing Authentication Token',
          'MissingAuthenticationTokenException',
        );
      const { authorizer, throttle, wantsJson, resource: pattern } = found.method;
      if (throttle && !take(`${api.id} ${request.method} ${pattern}`, throttle.rate, throttle.burst))
        throw new TurnedAway('THROTTLED', 429, 'Too Many Requests', 'TooManyRequestsException');

      const caller = await callerOf(request, authorizer, resource);
      if (wantsJson) checkJson(request.body);
      const event = proxyEvent({ api, account, host, request, path, route: found, caller, ...ids });
      if (Buffer.byteLength(JSON.stringify(event)) > MOST_EVENT_BYTES) throw tooLarge('Request Too Long');
      return responseOf(await answerOf(lambda, api.function, event, `api ${api.id}`));
    }

    return { api, host, region, arn, send };
  }

  async function callerOf(
    request: ReturnType<typeof arrive>,
    authorizer: Authorizer,
    resource: string,
  ): Promise<AuthorizedCaller> {
    if (authorizer.type === 'COGNITO_USER_POOLS')
      return { kind: 'user', claims: await claimsOf(request, authorizer, { userPools, clock }) };
    const identity = await signerOf(request, iam, region);
    allowOnly(identity.arn, resource, decide(identity.policies, 'execute-api:Invoke', resource));
    return { kind: 'iam', identity };
  }

  return { deploy };
}

interface Ids {
  requestId: string;
  extendedRequestId: string;
}

const forbidden: RawResponse = {
  status: 403,
  headers: [['x-amzn-ErrorType', 'ForbiddenException']],
  body: '{"message":"Forbidden"}',
};

function tooLarge(message: string): TurnedAway {
  return new TurnedAway('REQUEST_TOO_LARGE', 413, message, 'RequestTooLargeException');
}

/** Without a body there is nothing to check, whatever a model says of it. */
function checkJson(body: Uint8Array): void {
  if (body.length === 0) return;
  try {
    JSON.parse(readUtf8(body));
  } catch {
    throw new TurnedAway('BAD_REQUEST_BODY', 400, 'Invalid request body', 'BadRequestException');
  }
}
