import { edition, estate } from 'doorlist:estate';
import { compose, deploymentOf, type Composition } from '../lib/compose.js';
import { lambda, type Handler } from '../lib/handler.js';
import { reconcile } from '../lib/reconcile.js';
import { readTrigger } from '../lib/triggers/read-trigger.js';

export function makeHandler({ estate, deps }: Composition): Handler {
  return async (event, context) => reconcile(readTrigger('flush', event, context.awsRequestId, estate), deps);
}

export const handler = lambda(() => makeHandler(compose(estate, deploymentOf(edition))));
