import type { Context } from 'aws-lambda';

export interface ContextOptions {
  name: string;
  arn: string;
  memory: number;
  requestId: string;
  timeoutMs: number;
}

/** Without done, fail and succeed, as in Node 24's runtime: github.com/aws/aws-lambda-nodejs-runtime-interface-client 4.0. */
export function createContext({ name, arn, memory, requestId, timeoutMs }: ContextOptions): Context {
  const endsAt = Date.now() + timeoutMs;
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memory),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: `[$LATEST]${requestId}`,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, endsAt - Date.now()),
  } as Context;
}
