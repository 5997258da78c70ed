import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { logger, metrics } from './compose.js';
import { brief } from './report/brief.js';
import type { Report } from './report/report.js';

export type Handler = (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<Report>;

/** What Lambda calls: the handler made at its first use, with its logs and metrics around it. */
export function lambda(make: () => Handler) {
  let made: Handler | undefined;
  return middy<unknown, Report>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler(async (event, context) => brief(await (made ??= make())(event, context)));
}

export type HttpHandler = (
  event: APIGatewayProxyEvent,
  context: Pick<Context, 'awsRequestId'>,
) => Promise<APIGatewayProxyResult>;

/** The same for what API Gateway calls. */
export function httpLambda(make: () => HttpHandler) {
  let made: HttpHandler | undefined;
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event, context) => (made ??= make())(event, context));
}
