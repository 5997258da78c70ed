import { isClockSkewCorrectedError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { Late, Unavailable } from '../errors.js';

/** Whether the SDK would send a call again that failed like this. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const failed = error as Parameters<typeof isTransientError>[0];
  return isThrottlingError(failed) || isTransientError(failed) || isClockSkewCorrectedError(failed) === true;
}

/** For whoever waits for an answer: what AWS is too busy for is the sweep's to do. */
export function lateIfThrottled(error: unknown): never {
  if (error instanceof Unavailable && isThrottled(error)) throw new Late(error.message, { cause: error });
  throw error;
}

/** Whether AWS said of a call that it did not even begin with it. */
export function isThrottled({ cause }: Unavailable): boolean {
  return cause instanceof Error && isThrottlingError(cause as Parameters<typeof isThrottlingError>[0]);
}
