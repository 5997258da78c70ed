import type { Context } from 'aws-lambda';
import type { InvocationOutcome } from '../../world/record.js';

/** `never`, because each function declares the event that it takes, and Lambda cannot know it. */
export type LambdaHandler = (event: never, context: Context) => unknown;

export interface InvocationResult {
  outcome: InvocationOutcome;
  /** What the function returned, or what went wrong, as Lambda puts it in the response. */
  payload: unknown;
}

/** A synchronous response's limit, 6 MB and some: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_RESPONSE_BYTES = 6_291_556;

/** What crosses the wire is JSON: no dates, no undefined, nothing shared. */
export function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}

export async function callHandler(
  handler: LambdaHandler,
  event: unknown,
  context: Context,
): Promise<InvocationResult> {
  const payload = asJson(await handler(asJson(event) as never, context));
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes <= MOST_RESPONSE_BYTES) return { outcome: 'ok', payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MOST_RESPONSE_BYTES} bytes).`;
  return { outcome: 'error', payload: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
}

export function crashed(requestId: string): InvocationResult {
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`;
  return { outcome: 'crash', payload: { errorType: 'Runtime.ExitError', errorMessage } };
}

/** What a function that never answers gets. `cancel` when it has answered. */
export function deadline(timeoutMs: number, requestId: string) {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<InvocationResult>((resolve) => {
    timer = setTimeout(
      () => resolve({ outcome: 'timeout', payload: { errorType: 'Sandbox.Timedout', errorMessage } }),
      timeoutMs,
    );
  });
  return { passed, cancel: () => clearTimeout(timer) };
}

/** As the Node runtime reports what a handler throws. */
export function describe(error: unknown): unknown {
  if (typeof error !== 'object' || error === null)
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  const { name = 'Error', message = '', stack = '' } = error as Partial<Error>;
  return { errorType: name, errorMessage: message, trace: stack.split('\n') };
}
