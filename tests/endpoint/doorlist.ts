import { silent } from '../../lib/report/log.js';
import { randomUUID } from 'node:crypto';
import { compose, type ComposeOptions } from '../../lib/compose.js';
import { parseEstate } from '../../lib/estate/parse.js';
import { reconcile } from '../../lib/reconcile.js';
import type { TargetReport } from '../../lib/report/report.js';
import { readTrigger } from '../../lib/triggers/read-trigger.js';
import { written } from '../harness/ip-ranges.js';
import type { Place } from './connect.js';
import type { Stack } from './stack.js';

/** The composed doorlist with one list and one target, over real HTTP and in real time. */
export interface Doorlist {
  /** What the feed lists from now on. */
  publish(...networks: string[]): void;
  run(trigger: 'flush' | 'refresh', event?: object): Promise<TargetReport>;
  /** Something else happens just before the next call of that operation is sent. */
  meanwhile(operation: string, act: () => Promise<void>): void;
}

type Handler = NonNullable<ComposeOptions['aws']['requestHandler']>;

/** The real file is never without either family, nor without other services. */
const others = [
  ['52.0.0.0/15', 'EC2', 'eu-west-2'],
  ['2600:1f00::/24', 'EC2', 'eu-west-2'],
] as const;

export function createDoorlist(
  place: Place,
  { table, topic }: Stack,
  { name, target, more = {} }: { name: string; target: object; more?: object },
): Doorlist {
  const list = { feed: { services: ['CLOUDFRONT'] }, flush: {}, hold: '0', ...more, targets: [target] };
  const text = { alerts: { email: ['platform@example.com'] }, lists: { [name]: list } };
  const { estate } = parseEstate(JSON.stringify(text));
  const { account, region, credentials } = place;
  const deployment = {
    service: place.unique,
    stage: 'test',
    account,
    region,
    table,
    alertsTopic: topic,
    edition: 'endpoint',
  };
  let file = new Uint8Array();
  let syncToken = Math.floor(Date.now() / 1000) - 86_400;
  let trap: { operation: string; act: () => Promise<void> } | undefined;

  const listen = async (request: unknown) => {
    if (trap === undefined || operationOf(request) !== trap.operation) return;
    const { act } = trap;
    trap = undefined;
    await act();
  };
  const { deps } = compose(estate, deployment, {
    aws: { credentials, requestHandler: overheard(place, listen) },
    transport: async () => ({ status: 200, headers: {}, body: chunks(file) }),
    log: silent,
  });

  return {
    publish(...networks) {
      syncToken += 60;
      const lines = networks.map((cidr) => [cidr, 'CLOUDFRONT', 'GLOBAL'] as const);
      file = Uint8Array.from(written(syncToken, [...lines, ...others]));
    },
    async run(trigger, event = {}) {
      const report = await reconcile(readTrigger(trigger, event, randomUUID(), estate), deps);
      const targets = report.lists.flatMap((each) => each.targets);
      const found = targets.find(({ family }) => family === 'IPV4') ?? targets[0];
      if (found === undefined) throw new Error('the run reported no target');
      return found;
    },
    meanwhile: (operation, act) => void (trap = { operation, act }),
  };
}

/** The SDK's own handler, which somebody listens to. */
function overheard({ ec2 }: Place, listen: (request: unknown) => Promise<void>): Handler {
  const inner = ec2.config.requestHandler;
  const handle: typeof inner.handle = async (request, options) => {
    await listen(request);
    return inner.handle(request, options);
  };
  return { handle };
}

/** Named in a header by WAF, and in the form by EC2. */
function operationOf(request: unknown): string | undefined {
  const { headers, body } = request as { headers: Record<string, string>; body?: unknown };
  const named = headers['x-amz-target']?.split('.')[1];
  return named ?? new URLSearchParams(typeof body === 'string' ? body : '').get('Action') ?? undefined;
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
