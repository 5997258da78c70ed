import { makeHandler as makeAccess } from '../../../functions/access.js';
import { makeHandler as makeFlush } from '../../../functions/flush.js';
import { makeHandler as makeRefresh } from '../../../functions/refresh.js';
import { compose, type Composition, type DeployedStack } from '../../../lib/compose.js';
import type { Estate } from '../../../lib/estate/estate.js';
import { silent, type Log } from '../../../lib/report/log.js';
import type { LambdaHandler } from '../../../simulator/aws/lambda/result.js';
import type { SdkRequest } from '../../../simulator/world/sdk-handler.js';
import type { World } from '../../../simulator/world/world.js';
import type { Operation, Moment, Trouble } from './history.js';

/** A process that runs one invocation after another, with a clock of its own, and that may freeze. */
export interface Container {
  handler(operation: Operation['kind'], estate: Estate): LambdaHandler;
  /** The invocation that it runs from now on. */
  become(invocation: { actor: string; skewMs: number; trouble?: Trouble }): void;
}

export function createContainer(
  world: World,
  deployment: DeployedStack,
  estate: Estate,
  log: Pick<Log, 'audit'>,
): Container {
  let invocation: { actor: string; skewMs: number; trouble?: Trouble } = { actor: '', skewMs: 0 };
  let frozenUntil = 0;
  let counts = new Map<string, number>();

  /** A frozen process sends nothing, receives nothing, and sends no heartbeat. */
  async function pass(operation: string, when: Moment['when'], nth: number): Promise<void> {
    const { trouble } = invocation;
    const at = trouble?.kind === 'freezes' ? trouble.at : undefined;
    if (trouble?.kind === 'freezes' && at?.operation === operation && at.when === when && at.nth === nth)
      frozenUntil = Date.now() + trouble.ms;
    while (Date.now() < frozenUntil) await delay(frozenUntil - Date.now());
  }

  const requestHandler = {
    ...world.requestHandler(),
    async handle(request: SdkRequest, options?: { abortSignal?: unknown }) {
      const operation = request.headers['x-amz-target']?.split('.')[1] ?? 'Publish';
      const nth = (counts.get(operation) ?? 0) + 1;
      counts.set(operation, nth);
      await pass(operation, 'before', nth);
      const answer = await world.requestHandler(invocation.actor).handle(request, options);
      await pass(operation, 'after', nth);
      return answer;
    },
  };
  const { deps } = compose(estate, deployment, {
    aws: { ...world.clientConfig('doorlist'), requestHandler },
    transport: (request) => world.feed.transport(invocation.actor)(request),
    now: () => Date.now() + invocation.skewMs,
    random: Math.random,
    log: { ...silent, ...log },
  });
  const make: Record<Operation['kind'], (composition: Composition) => unknown> = {
    join: makeAccess,
    leave: makeAccess,
    flush: makeFlush,
    sweep: makeFlush,
    refresh: makeRefresh,
  };
  return {
    handler(kind, of) {
      return make[kind]({ estate: of, deps }) as LambdaHandler;
    },
    become(next) {
      invocation = next;
      counts = new Map();
      const { trouble, actor } = next;
      if (trouble?.kind === 'fails') {
        const filter = { who: actor, operation: 'UpdateIPSet', times: 99 };
        world.faults.inject(filter, { kind: 'internal-error' });
      }
      if (trouble?.kind === 'unheard') {
        const { operation, nth, times } = trouble;
        world.faults.inject({ who: actor, operation, nth, times }, { kind: 'reset', landed: true });
      }
      if (trouble?.kind === 'dies') world.actors.crash({ who: actor, ...trouble.at });
    },
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
