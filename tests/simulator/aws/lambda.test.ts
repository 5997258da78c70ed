import { GetFunctionConfigurationCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { GetIPSetCommand, UpdateIPSetCommand } from '@aws-sdk/client-wafv2';
import type { LambdaHandler } from '../../../simulator/aws/lambda/result.js';
import { tearDown } from '../../harness/world.js';
import { setUp, ids, lambdaOf, refusal, V4, wafOf } from '../world/harness.js';
import type { World } from '../../../simulator/world/world.js';

const DEAD_LETTERS = 'arn:aws:sqs:eu-west-2:111122223333:doorlist-failed';
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const never = () => new Promise<never>(() => undefined);

let world: World;
beforeEach(async () => {
  world = await setUp();
});
afterEach(tearDown);

function register(
  start: (actor: string) => LambdaHandler,
  more: { timeoutMs?: number; reservedConcurrency?: number } = {},
) {
  world.lambda.register('job', {
    timeoutMs: 3000,
    memory: 128,
    onFailure: DEAD_LETTERS,
    start: ({ actor }) => start(actor),
    ...more,
  });
}

async function invoke(event: unknown = {}) {
  const Payload = JSON.stringify(event);
  const answer = await world.clock.drive(
    lambdaOf(world).send(new InvokeCommand({ FunctionName: 'job', Payload })),
  );
  return {
    error: answer.FunctionError,
    payload: JSON.parse(answer.Payload?.transformToString() ?? '') as unknown,
  };
}

async function deliver(event: unknown = {}) {
  world.lambda.invokeAsync('job', event, 'test');
  await world.clock.drive(world.lambda.settled());
}

const invocations = () => world.record.of('invoke');
const outcomes = () => world.record.of('return').map(({ outcome }) => outcome);

describe('a synchronous invocation', () => {
  test('takes and gives JSON', async () => {
    register(() => (event: { n: number }) => ({ twice: event.n * 2, when: new Date(0), nothing: undefined }));
    expect(await invoke({ n: 21 })).toEqual({
      error: undefined,
      payload: { twice: 42, when: '1970-01-01T00:00:00.000Z' },
    });
  });

  test('tells what the function threw', async () => {
    register(() => () => Promise.reject(new RangeError('too far')));
    expect(await invoke()).toMatchObject({
      error: 'Unhandled',
      payload: { errorType: 'RangeError', errorMessage: 'too far' },
    });
  });

  test('of an unknown function is refused', async () => {
    expect(await refusal(invoke())).toBe('ResourceNotFoundException');
  });

  test('that times out ends what its process does again and again; one that answers freezes it only', async () => {
    const beats: string[] = [];
    register((actor) => async (event: { answers: boolean }) => {
      world.actors.every(actor, () => beats.push(actor), 1_000);
      await sleep(event.answers ? 0 : 60_000);
    });
    await invoke({ answers: false });
    await invoke({ answers: true });
    beats.length = 0;
    await world.clock.advanceTo(world.clock.now() + 2_500);
    expect(beats).toEqual(['job-2', 'job-2']);
  });

  test('beyond the account’s concurrency is throttled', async () => {
    register(() => () => sleep(1000));
    const all = await world.clock.drive(
      Promise.allSettled(Array.from({ length: 11 }, () => world.lambda.invoke('job', {}))),
    );
    expect(all.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { code: 'TooManyRequestsException' } },
    ]);
  });

  test('hears of a timeout', async () => {
    register(() => never);
    expect(await invoke()).toMatchObject({ error: 'Unhandled', payload: { errorType: 'Sandbox.Timedout' } });
  });

  test('tells the function its time and names', async () => {
    register(
      () =>
        async (_event: unknown, context: { functionName: string; getRemainingTimeInMillis(): number }) => {
          await sleep(1000);
          return [context.functionName, context.getRemainingTimeInMillis()];
        },
    );
    expect((await invoke()).payload).toEqual(['job', 2000]);
  });

  test('of type Event is accepted before it runs', async () => {
    register(() => () => 'done');
    const ask = lambdaOf(world).send(
      new InvokeCommand({ FunctionName: 'job', InvocationType: 'Event', Payload: '{"n":1}' }),
    );
    expect((await world.clock.drive(ask)).StatusCode).toBe(202);
    await world.clock.drive(world.lambda.settled());
    expect(invocations()).toMatchObject([{ event: { n: 1 }, attempt: 1 }]);
  });
});

describe('an asynchronous event', () => {
  test('that fails runs again after one minute, after two, and then goes to the dead letters', async () => {
    register(() => () => Promise.reject(new Error('always')));
    await deliver({ list: 'developers' });
    const [first = 0, second = 0, third = 0] = invocations().map(({ at }) => at);
    const [failed = 0, failedAgain = 0] = world.record.of('return').map(({ at }) => at);
    expect(invocations().map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect([second - failed, third - failedAgain]).toEqual([60_000, 120_000]);
    expect(first).toBeGreaterThan(0);
    expect(new Set(invocations().map(({ requestId }) => requestId)).size).toBe(1);
    expect(world.record.of('dead-letter')).toMatchObject([
      {
        queue: DEAD_LETTERS,
        body: {
          requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
          requestPayload: { list: 'developers' },
          responseContext: { functionError: 'Unhandled' },
          responsePayload: { errorMessage: 'always' },
        },
      },
    ]);
  });

  test('that succeeds at last leaves nothing behind', async () => {
    let runs = 0;
    register(() => () => (++runs < 3 ? Promise.reject(new Error('not yet')) : 'ok'));
    await deliver();
    expect(outcomes()).toEqual(['error', 'error', 'ok']);
    expect(world.record.of('dead-letter')).toEqual([]);
  });

  test('waits for room, and gives up after six hours', async () => {
    world.lambda.register('hog', {
      timeoutMs: 8 * 3600_000,
      memory: 128,
      start: () => () => sleep(7 * 3600_000),
    });
    register(() => () => 'ok');
    for (let n = 0; n < 10; n += 1) void world.lambda.invoke('hog', {});
    await deliver();
    expect(invocations().filter((each) => each.function === 'job')).toEqual([]);
    expect(world.record.of('dead-letter')).toMatchObject([
      { body: { requestContext: { condition: 'EventAgeExceeded' } } },
    ]);
  });

  test('may come twice', async () => {
    register(() => () => 'ok');
    world.lambda.duplicateNext();
    await deliver();
    await deliver();
    expect(invocations()).toHaveLength(3);
  });
});

test('reserving concurrency must leave the account its hundred', () => {
  expect(() => register(() => () => 'ok', { reservedConcurrency: 1 })).toThrow('AWS keeps 100');
});

test('with a reservation of one, one runs at a time', async () => {
  await tearDown();
  world = await setUp({ concurrency: 1000 });
  register(() => () => sleep(1000), { reservedConcurrency: 1 });
  const both = await world.clock.drive(
    Promise.allSettled([world.lambda.invoke('job', {}), world.lambda.invoke('job', {})]),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('with a reservation of none, events go straight to the dead letters', async () => {
  register(() => () => 'ok', { reservedConcurrency: 0 });
  await deliver();
  expect(invocations()).toEqual([]);
  expect(world.record.of('dead-letter')).toMatchObject([
    { body: { requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 0 } } },
  ]);
});

describe('an update', () => {
  const settings = (answer: string, edition: string) => ({
    timeoutMs: 3000,
    memory: 128,
    environment: { EDITION: edition },
    start: () => async () => {
      await sleep(1000);
      return answer;
    },
  });
  const configuration = () =>
    world.clock.drive(lambdaOf(world).send(new GetFunctionConfigurationCommand({ FunctionName: 'job' })));

  test('is told of before it takes effect, and an invocation ends as it began', async () => {
    world.lambda.register('job', settings('old', 'one'));
    world.lambda.update('job', settings('new', 'two'), 60_000);
    expect(await configuration()).toMatchObject({
      LastUpdateStatus: 'InProgress',
      Environment: { Variables: { EDITION: 'two' } },
    });
    expect(await invoke()).toMatchObject({ payload: 'old' });
    const begun = world.lambda.invoke('job', {});
    await world.clock.advanceTo(world.clock.now() + 500);
    world.lambda.update('job', settings('new', 'two'), 0);
    expect(await world.clock.drive(begun)).toMatchObject({ payload: 'old' });
    expect(await invoke()).toMatchObject({ payload: 'new' });
    expect(await configuration()).toMatchObject({ LastUpdateStatus: 'Successful' });
  });

  test('before the handler of an invocation is called is for the next one', async () => {
    world.lambda.register('job', settings('old', 'one'));
    const begun = world.lambda.invoke('job', {});
    world.lambda.update('job', settings('new', 'two'), 0);
    expect(await world.clock.drive(begun)).toMatchObject({ payload: 'old' });
    expect(await invoke()).toMatchObject({ payload: 'new' });
  });

  test('keeps count of what runs', async () => {
    world.lambda.register('job', settings('old', 'one'));
    const all = Array.from({ length: 10 }, () => world.lambda.invoke('job', {}));
    world.lambda.update('job', settings('new', 'two'), 0);
    expect(await refusal(invoke())).toBe('TooManyRequestsException');
    await world.clock.drive(Promise.all(all));
    expect(await invoke()).toMatchObject({ payload: 'new' });
  });
});

test('the control plane takes fifteen calls a second', async () => {
  register(() => () => 'ok');
  const client = lambdaOf(world);
  const ask = () => client.send(new GetFunctionConfigurationCommand({ FunctionName: 'job' }));
  const all = await world.clock.drive(Promise.allSettled(Array.from({ length: 20 }, ask)));
  expect(all.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(20);
  expect(world.record.of('call').map(({ outcome }) => outcome)).toContain('TooManyRequestsException');
});

describe('killed processes', () => {
  /** Empties the set after `delayMs`. */
  const empty =
    (actor: string, delayMs = 0) =>
    async () => {
      const waf = wafOf(world, actor);
      const { LockToken } = await waf.send(new GetIPSetCommand(ids.v4));
      await sleep(delayMs);
      await waf.send(new UpdateIPSetCommand({ ...ids.v4, Addresses: [], LockToken }));
      return 'done';
    };

  test('a function that was killed for taking too long writes no more', async () => {
    register((actor) => empty(actor, 10_000));
    await deliver();
    await world.clock.advanceTo(world.clock.now() + 3600_000);
    expect(outcomes()).toEqual(['timeout', 'timeout', 'timeout']);
    expect(world.waf.contents(V4)).toEqual(['192.0.2.0/24']);
  });

  test('nor does what a function left running when it returned', async () => {
    register((actor) => () => void empty(actor, 1000)());
    await deliver();
    await world.clock.advanceTo(world.clock.now() + 10_000);
    expect(outcomes()).toEqual(['ok']);
    expect(world.waf.contents(V4)).toEqual(['192.0.2.0/24']);
  });

  test('a crash before a call: it never happened, and the retry does it', async () => {
    world.actors.crash({ who: 'job', operation: 'UpdateIPSet', when: 'before' });
    register((actor) => empty(actor));
    await deliver();
    expect(outcomes()).toEqual(['crash', 'ok']);
    expect(world.record.countCalls()).toEqual({ 'wafv2:GetIPSet': 2, 'wafv2:UpdateIPSet': 1 });
  });

  test('a crash after a call: it happened, and the caller never learnt', async () => {
    world.actors.crash({ who: 'job', operation: 'UpdateIPSet', when: 'after' });
    register((actor) => empty(actor));
    await deliver();
    expect(outcomes()).toEqual(['crash', 'ok']);
    expect(world.record.countCalls()).toEqual({ 'wafv2:GetIPSet': 2, 'wafv2:UpdateIPSet': 2 });
  });

  test('one that was frozen wakes late and goes on', async () => {
    const until = world.clock.now() + 60_000;
    world.actors.pause({ who: 'job', operation: 'UpdateIPSet', when: 'before' }, until);
    register((actor) => empty(actor), { timeoutMs: 900_000 });
    await deliver();
    expect(outcomes()).toEqual(['ok']);
    expect(world.record.of('call').at(-1)?.at).toBeGreaterThanOrEqual(until);
  });

  test('an edit at the console between read and write voids the lock token', async () => {
    world.actors.meanwhile({ who: 'job', operation: 'GetIPSet', when: 'after' }, () =>
      world.console.add(V4, '198.51.100.7/32', 'alice'),
    );
    register((actor) => empty(actor, 1100), { timeoutMs: 60_000 });
    expect((await invoke()).payload).toMatchObject({ errorType: 'WAFOptimisticLockException' });
  });

  test('one that was killed in its sleep stays dead', async () => {
    world.actors.pause(
      { who: 'job-1', operation: 'UpdateIPSet', when: 'before' },
      world.clock.now() + 30_000,
    );
    register((actor) => empty(actor));
    const { outcome } = await world.clock.drive(world.lambda.invoke('job', {}));
    await world.clock.advanceTo(world.clock.now() + 60_000);
    expect(outcome).toBe('timeout');
    expect(world.waf.contents(V4)).toEqual(['192.0.2.0/24']);
  });
});
