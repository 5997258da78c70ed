import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { DeployedStack } from '../../../lib/compose.js';
import type { Estate } from '../../../lib/estate/estate.js';
import type { AuditRecord } from '../../../lib/leases/audit.js';
import type { World } from '../../../simulator/world/world.js';
import { eventOf } from '../../access/event.js';
import type { Call } from './call.js';
import { createContainer, type Container } from './containers.js';
import type { Operation, Trouble } from './history.js';

export const deployment: DeployedStack = {
  service: 'doorlist',
  stage: 'dev',
  account: '111122223333',
  region: 'eu-west-2',
  table: 'doorlist',
  alertsTopic: 'arn:aws:sns:eu-west-2:111122223333:doorlist-dev-alerts',
  edition: 'tests',
};

export interface Invoker {
  /** Begins an invocation; it ends by itself, in `ended`. */
  invoke(
    operation: Operation,
    estate: Estate,
    invocation: { skewMs: number; trouble?: Trouble },
  ): Promise<Call>;
}

/** The handlers as functions of a world, each invocation as a function of its own, in a container that is free. */
export function createInvoker(
  world: World,
  began: (call: Call) => void,
  ended: (call: Call) => void,
  audit: (record: AuditRecord) => void,
): Invoker {
  const idle: Container[] = [];
  let count = 0;
  world.sns.plant(deployment.alertsTopic, ['platform@example.com']);
  return {
    async invoke(operation, estate, invocation) {
      count += 1;
      const name = `${operation.kind}-of-${count}-call`;
      const { trouble } = invocation;
      const call: Call = { actor: `${name}-1`, operation, estate, began: Date.now(), trouble };
      const container = idle.pop() ?? createContainer(world, deployment, estate, { audit });
      container.become({ actor: call.actor, ...invocation });
      world.lambda.register(name, {
        timeoutMs: isAccess(operation) ? 28_000 : 300_000,
        memory: 512,
        retries: 0,
        start: () => container.handler(operation.kind, estate),
      });
      began(call);
      call.result = await world.lambda.invoke(name, requestOf(operation));
      ended(call);
      if (call.result.outcome === 'ok') idle.push(container);
      return call;
    },
  };
}

function isAccess({ kind }: Operation): boolean {
  return kind === 'join' || kind === 'leave';
}

function requestOf(operation: Operation): object {
  switch (operation.kind) {
    case 'join':
      return put(operation);
    case 'leave': {
      const query = operation.device === undefined ? {} : { query: { device: operation.device } };
      return eventOf({ method: 'DELETE', list: 'people', userArn: arnOf(operation.who), ...query });
    }
    case 'flush':
      return { list: 'people', endLeases: operation.endLeases };
    case 'sweep':
      return { schedule: 'sweep', scheduledAt: new Date(Date.now()).toISOString(), sweep: true };
    case 'refresh':
      return {};
  }
}

function put(operation: Extract<Operation, { kind: 'join' }>): APIGatewayProxyEvent {
  const { who, from, device } = operation;
  const body = { for: operation.for, ...(device ? { device } : {}) };
  return eventOf({ list: 'people', from, body, userArn: arnOf(who) });
}

export function arnOf(who: string): string {
  return `arn:aws:iam::111122223333:user/${who}`;
}
