import { isClockSkewCorrectedError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { Transient } from '../errors.js';

/** Whether the SDK would send a call again that failed like this. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const failed = error as Parameters<typeof isTransientError>[0];
  return isThrottlingError(failed) || isTransientError(failed) || isClockSkewCorrectedError(failed) === true;
}

/** Whether AWS said of a write that it did not even begin with it. */
export function isThrottled({ cause }: Transient): boolean {
  return cause instanceof Error && isThrottlingError(cause as Parameters<typeof isThrottlingError>[0]);
}
