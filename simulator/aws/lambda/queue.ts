import type { Random } from '../../world/random.js';
import type { History } from '../../world/record.js';
import { AwsError } from '../protocols/wire.js';
import type { Invocation } from './invocation.js';
import type { InvocationResult } from './result.js';

/** How Lambda treats a function's asynchronous events. */
export interface AsyncSettings {
  /** After a function error; 2 unless told. */
  retries?: 0 | 1 | 2;
  /** How long an event may wait; 6 h unless told, which is also the most. */
  maxAgeMs?: number;
  /** The queue that gets a record of what failed for good. Without one, it is lost. */
  onFailure?: string;
}

export interface LambdaQueue {
  accept(invocation: Invocation): void;
  duplicateNext: (afterMs?: number) => void;
  settled: () => Promise<void>;
}

export interface LambdaQueueOptions {
  run: (invocation: Invocation) => Promise<InvocationResult>;
  settings: (name: string) => (AsyncSettings & { reservedConcurrency?: number }) | undefined;
  arn: (name: string) => string;
  record: History;
  random: Random;
}

/** docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html has the numbers below. */
const LONGEST_AGE_MS = 6 * 3600_000;
const RETRY_AFTER_MS = [60_000, 120_000];
const BACKOFF_MS = { first: 1000, most: 300_000 };

type Condition = 'RetriesExhausted' | 'EventAgeExceeded';

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function createLambdaQueue({ run, settings, arn, record, random }: LambdaQueueOptions): LambdaQueue {
  const deliveries = new Set<Promise<void>>();
  /** How long after it, for each of the next events. */
  const duplicates: number[] = [];

  /**
   * Runs the event until it succeeds, its retries are used up or it is too old. A throttled attempt does not count
   * as one. With no concurrency at all the event goes straight to the destination.
   */
  async function deliver(invocation: Invocation): Promise<void> {
    const {
      retries = 2,
      maxAgeMs = LONGEST_AGE_MS,
      reservedConcurrency,
    } = settings(invocation.function) ?? {};
    const tooOldAt = Date.now() + maxAgeMs;
    let last: InvocationResult | undefined;
    let attempt = 0;
    let backoffMs = BACKOFF_MS.first;
    await sleep(random.int(5, 60));
    while (reservedConcurrency !== 0 && attempt <= retries) {
      if (Date.now() >= tooOldAt) {
        giveUp(invocation, 'EventAgeExceeded', attempt, last);
        return;
      }
      const result = await tryRun({ ...invocation, attempt: attempt + 1 });
      if (result === 'throttled') {
        await sleep(backoffMs);
        backoffMs = Math.min(backoffMs * 2, BACKOFF_MS.most);
        continue;
      }
      if (result.outcome === 'ok') return;
      last = result;
      attempt += 1;
      if (attempt <= retries) await sleep(RETRY_AFTER_MS[attempt - 1] ?? 0);
    }
    giveUp(invocation, 'RetriesExhausted', attempt, last);
  }

  async function tryRun(invocation: Invocation): Promise<InvocationResult | 'throttled'> {
    try {
      return await run(invocation);
    } catch (error) {
      if (error instanceof AwsError && error.code === 'TooManyRequestsException') return 'throttled';
      throw error;
    }
  }

  /** The destination's record: docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
  function giveUp(
    invocation: Invocation,
    condition: Condition,
    attempts: number,
    last: InvocationResult | undefined,
  ): void {
    const { function: name, requestId, event } = invocation;
    const queue = settings(name)?.onFailure;
    if (queue === undefined) {
      record.add('aws', {
        kind: 'note',
        text: `an event of ${name} is lost (${condition}): it has no on-failure destination`,
      });
      return;
    }
    const body = {
      version: '1.0',
      timestamp: new Date(Date.now()).toISOString(),
      requestContext: {
        requestId,
        functionArn: `${arn(name)}:$LATEST`,
        condition,
        approximateInvokeCount: attempts,
      },
      requestPayload: event,
      ...(last && {
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: last.payload,
      }),
    };
    record.add('aws', { kind: 'dead-letter', queue, body });
  }

  return {
    accept(invocation) {
      const twinAfter = duplicates.shift();
      const delays = twinAfter === undefined ? [0] : [0, twinAfter];
      for (const ms of delays) {
        const delivering = ms > 0 ? sleep(ms).then(() => deliver(invocation)) : deliver(invocation);
        const delivery = delivering.finally(() => deliveries.delete(delivery));
        deliveries.add(delivery);
      }
    },
    duplicateNext: (afterMs = 0) => void duplicates.push(afterMs),
    async settled() {
      while (deliveries.size > 0) await Promise.all(deliveries);
    },
  };
}
