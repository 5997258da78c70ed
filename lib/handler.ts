import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { logger, metrics } from './compose.js';
import type { Report } from './report.js';

export type Handler = (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<Report>;

/** What Lambda calls: the handler made at its first use, with its logs and metrics around it. */
export function lambda(make: () => Handler) {
  let made: Handler | undefined;
  return middy<unknown, Report>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event, context) => (made ??= make())(event, context));
}
