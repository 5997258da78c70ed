import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { logger, metrics } from './compose.js';
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

/** A synchronous response may have 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostBytes = 5_000_000;

/** A report that Lambda hands back: a very long one without what stayed and without calls that were not made. */
function brief(report: Report): Report {
  if (Buffer.byteLength(JSON.stringify(report)) <= mostBytes) return report;
  const lists = report.lists.map((list) => ({
    ...list,
    targets: list.targets.map((target) => ({ ...target, kept: [], requests: [] })),
  }));
  return { ...report, lists };
}
