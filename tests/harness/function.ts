import { compose, type Composition, type DeployedStack } from '../../lib/compose.js';
import type { Estate } from '../../lib/estate/estate.js';
import { silent, type Log } from '../../lib/report/log.js';
import type { Every } from '../../lib/state/lock.js';
import type { LambdaHandler } from '../../simulator/aws/lambda/result.js';
import type { World } from '../../simulator/world/world.js';

export interface FunctionSetting {
  estate: Estate;
  deployment: DeployedStack;
  timeoutMs: number;
  log?: Log;
}

/** A function that somebody waits for, composed as the deployed ones are, in a container of its own for each call. */
export function registerFunction(
  world: World,
  name: string,
  { estate, deployment, timeoutMs, log = silent }: FunctionSetting,
  make: (composition: Composition, invocation: { requestId: string }) => LambdaHandler,
): void {
  world.lambda.register(name, {
    timeoutMs,
    memory: 512,
    retries: 0,
    maxAgeMs: 60_000,
    start: ({ actor, requestId }) => {
      const aws = { ...world.clientConfig(name), requestHandler: world.requestHandler(actor) };
      const transport = world.feed.transport(actor);
      const every: Every = (work, ms) => world.actors.every(actor, work, ms);
      const composition = compose(estate, deployment, { aws, transport, random: () => 0.5, every, log });
      return make(composition, { requestId });
    },
  });
}
