import { AwsError, utf8, type AwsCall, type Protocol, type Service } from '../protocols/wire.js';
import { jsonObject } from '../protocols/json.js';
import type { InvocationResult } from './result.js';
import type { Lambda } from './lambda.js';
import { createTokenBuckets } from '../protocols/token-bucket.js';

/**
 * Calls a second per account and Region, those of the control plane but GetFunction and GetPolicy together; no burst is
 * told: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const CONTROL_PLANE_RATE = 15;

/** The front of Lambda that clients see: Invoke and GetFunctionConfiguration over REST, and nothing else. */
export function createLambdaApi(lambda: Lambda): Service {
  const take = createTokenBuckets();
  return {
    protocol,
    latency: () => [10, 40],
    admit({ account, region, operation }) {
      if (operation === 'Invoke') return;
      if (!take(`${account} ${region}`, CONTROL_PLANE_RATE))
        throw new AwsError('TooManyRequestsException', 'Rate exceeded', 429, {
          Reason: 'CallerRateLimitExceeded',
        });
    },
    async perform({ operation, input, actor }: AwsCall): Promise<Accepted | InvocationResult | Described> {
      if (operation === 'GetFunctionConfiguration') return describe(lambda, (input as { name: string }).name);
      const { name, type, payload } = input as { name: string; type: string; payload: unknown };
      switch (type) {
        case 'RequestResponse':
          return lambda.invoke(name, payload, `invoke by ${actor}`);
        case 'Event':
          lambda.invokeAsync(name, payload, `invoke by ${actor}`);
          return { outcome: 'accepted' };
        default:
          throw new AwsError(
            'InvalidParameterValueException',
            `Invocation type ${type} is not in the simulator`,
            400,
            { Type: 'User' },
          );
      }
    },
  };
}

interface Accepted {
  outcome: 'accepted';
}

/** As much of it as doorlist reads. */
interface Described {
  outcome: 'described';
  payload: object;
}

function describe(lambda: Lambda, name: string): Described {
  const { timeoutMs, memory, environment, lastUpdateStatus } = lambda.configuration(name);
  const payload = {
    FunctionName: name,
    FunctionArn: lambda.arn(name),
    Timeout: timeoutMs / 1000,
    MemorySize: memory,
    State: 'Active',
    LastUpdateStatus: lastUpdateStatus,
    ...(environment && { Environment: { Variables: environment } }),
  };
  return { outcome: 'described', payload };
}

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/(invocations|configuration)$/;
const METHODS: Record<string, string> = { invocations: 'POST', configuration: 'GET' };

const protocol: Protocol = {
  read({ method, path, headers, body }) {
    const [, encoded, resource] = PATH.exec(path) ?? [];
    if (!encoded || !resource || method !== METHODS[resource])
      throw new AwsError('UnknownOperationException', `${method} ${path}`, 404);
    const name = decodeURIComponent(encoded).split(':function:').at(-1)?.split(':')[0] ?? '';
    if (resource === 'configuration') return { operation: 'GetFunctionConfiguration', input: { name } };
    const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    return { operation: 'Invoke', input: { name, type, payload: payload(body) } };
  },
  success({ requestId }, output) {
    const result = output as Accepted | InvocationResult | Described;
    if (result.outcome === 'accepted')
      return { status: 202, headers: { 'x-amzn-requestid': requestId }, body: utf8('') };
    return {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        ...(result.outcome !== 'described' && { 'x-amz-executed-version': '$LATEST' }),
        ...(!['ok', 'described'].includes(result.outcome) && { 'x-amz-function-error': 'Unhandled' }),
      },
      body: utf8(JSON.stringify(result.payload)),
    };
  },
  failure: (error, requestId) => ({
    status: error.status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': error.code,
    },
    body: utf8(JSON.stringify({ message: error.message, ...error.details })),
  }),
};

function payload(body: Uint8Array): unknown {
  try {
    return jsonObject(body);
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json', 400, {
      Type: 'User',
    });
  }
}
