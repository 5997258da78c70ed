import type { Actors } from '../../world/actors.js';
import type { Random } from '../../world/random.js';
import type { History } from '../../world/record.js';
import { AwsError } from '../protocols/wire.js';
import { createContext } from './context.js';
import type { Invocation } from './invocation.js';
import {
  asJson,
  callHandler,
  crashed,
  deadline,
  describe,
  type LambdaHandler,
  type InvocationResult,
} from './result.js';
import { createLambdaQueue, type AsyncSettings } from './queue.js';

export interface FunctionSettings extends AsyncSettings {
  timeoutMs: number;
  /** MB. */
  memory: number;
  reservedConcurrency?: number;
  environment?: Record<string, string>;
  /** Once an invocation: the harsh reading is that no container is ever reused. */
  start(invocation: { actor: string; requestId: string }): LambdaHandler | Promise<LambdaHandler>;
}

export interface Lambda {
  register(name: string, settings: FunctionSettings): void;
  /**
   * Replaces code and configuration, which takes a while. Until then the configuration says what is to come, and
   * invocations begin with what was before: docs.aws.amazon.com/lambda/latest/dg/functions-states.html
   */
  update(name: string, settings: FunctionSettings, takesMs: number): void;
  /** Throws an AwsError where AWS answers with one: unknown, throttled. */
  invoke(name: string, event: unknown, trigger?: string): Promise<InvocationResult>;
  /** Accepted at once, run soon, retried as AWS does. */
  invokeAsync(name: string, event: unknown, trigger?: string): void;
  /** The next asynchronous event is delivered twice, as AWS says may happen; the second time so much later. */
  duplicateNext(afterMs?: number): void;
  /** Resolves when no invocation is queued or running. */
  settled(): Promise<void>;
  /** Throws an AwsError where there is no such function. */
  configuration(name: string): Configuration;
  arn(name: string): string;
}

export interface Configuration extends Pick<FunctionSettings, 'timeoutMs' | 'memory' | 'environment'> {
  lastUpdateStatus: 'Successful' | 'InProgress';
}

export interface LambdaOptions {
  record: History;
  actors: Actors;
  random: Random;
  account: string;
  region: string;
  /** Of the account; new ones have 10: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  concurrency?: number;
}

interface LambdaFunction extends FunctionSettings {
  name: string;
  started: number;
  running: number;
  /** What an update brings that is under way. */
  coming?: FunctionSettings;
}

export function createLambda(options: LambdaOptions): Lambda {
  const { record, actors, random, account, region, concurrency = 10 } = options;
  const functions = new Map<string, LambdaFunction>();
  const arn = (name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`;

  function find(name: string): LambdaFunction {
    const found = functions.get(name);
    if (!found)
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn(name)}`, 404, {
        Type: 'User',
      });
    return found;
  }

  function reserved(): number {
    return [...functions.values()].reduce((sum, each) => sum + (each.reservedConcurrency ?? 0), 0);
  }

  /** A function with a reservation has that many for itself; the others share what nobody has reserved. */
  function hasRoom(fn: LambdaFunction): boolean {
    if (fn.reservedConcurrency !== undefined) return fn.running < fn.reservedConcurrency;
    const sharing = [...functions.values()].filter((each) => each.reservedConcurrency === undefined);
    return sharing.reduce((sum, each) => sum + each.running, 0) < concurrency - reserved();
  }

  async function run(invocation: Invocation): Promise<InvocationResult> {
    const fn = find(invocation.function);
    if (!hasRoom(fn)) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    fn.running += 1;
    fn.started += 1;
    const actor = `${fn.name}-${fn.started}`;
    const { requestId } = invocation;
    record.add(actor, { kind: 'invoke', ...invocation });
    const crash = actors.crashed(actor).then(() => crashed(requestId));
    // An update on the way to the handler is for the next ones: `fn` has it at once.
    const result = await Promise.race([work({ ...fn }, invocation, actor), crash]);
    // The container freezes: what the handler did not await is never done.
    actors.kill(actor);
    if (result.outcome === 'crash' || result.outcome === 'timeout') actors.endIntervals(actor);
    fn.running -= 1;
    const { outcome, payload } = result;
    const told = outcome === 'ok' ? { result: payload } : { error: payload };
    record.add(actor, { kind: 'return', function: fn.name, requestId, outcome, ...told });
    return result;
  }

  async function work(
    fn: LambdaFunction,
    { event, requestId }: Invocation,
    actor: string,
  ): Promise<InvocationResult> {
    await sleep(random.int(80, 250));
    try {
      const handler = await fn.start({ actor, requestId });
      const { name, memory, timeoutMs } = fn;
      const context = createContext({ name, arn: arn(name), memory, requestId, timeoutMs });
      const { passed, cancel } = deadline(timeoutMs, requestId);
      const answer = callHandler(handler, event, context);
      return await Promise.race([answer, passed]).finally(cancel);
    } catch (error) {
      return { outcome: 'error', payload: describe(error) };
    }
  }

  const queue = createLambdaQueue({ run, record, random, arn, settings: (name) => functions.get(name) });

  function put(name: string, settings: FunctionSettings): void {
    const before = functions.get(name);
    if (before === undefined) functions.set(name, { ...settings, name, started: 0, running: 0 });
    else {
      const { started, running } = before;
      // Those that run are counted in the function that they began in.
      for (const key of Object.keys(before)) Reflect.deleteProperty(before, key);
      Object.assign(before, settings, { name, started, running });
    }
  }

  return {
    register(name, settings) {
      const unreserved = concurrency - reserved() - (settings.reservedConcurrency ?? 0);
      // "you can reserve up to the unreserved account concurrency minus 100": .../dg/configuration-concurrency.html
      if (settings.reservedConcurrency && unreserved < 100) {
        throw new Error(
          `reserving ${settings.reservedConcurrency} for ${name} leaves ${unreserved} unreserved; AWS keeps 100`,
        );
      }
      put(name, settings);
    },
    update(name, settings, takesMs) {
      const updated = find(name);
      updated.coming = settings;
      const done = () => {
        if (updated.coming === settings) put(name, settings);
      };
      if (takesMs === 0) done();
      else setTimeout(done, takesMs);
    },
    invoke: (name, event, trigger = 'invoke') =>
      run({ function: name, event: asJson(event), requestId: random.uuid(), attempt: 1, trigger }),
    invokeAsync(name, event, trigger = 'invoke') {
      find(name);
      queue.accept({ function: name, event: asJson(event), requestId: random.uuid(), attempt: 1, trigger });
    },
    duplicateNext: queue.duplicateNext,
    settled: queue.settled,
    configuration(name) {
      const { coming, ...now } = find(name);
      return { ...(coming ?? now), lastUpdateStatus: coming ? 'InProgress' : 'Successful' };
    },
    arn,
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
