import { edition, estate } from 'doorlist:estate';
import { answer } from '../lib/access/answer.js';
import { compose, deploymentOf, type Composition } from '../lib/compose.js';
import { httpLambda, type HttpHandler } from '../lib/handler.js';

export function makeHandler({ estate, deps }: Composition): HttpHandler {
  const timeoutMs = estate.access?.wait ?? 0;
  return (event, context) => answer(event, context.awsRequestId, { estate, deps: { ...deps, timeoutMs } });
}

export const handler = httpLambda(() =>
  makeHandler(compose(estate, deploymentOf(edition), { interactive: true })),
);
