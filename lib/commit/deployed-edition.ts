import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { Unavailable } from '../errors.js';
import type { Pace } from '../targets/rate-limit.js';

/** The variable that serverless.yml gives the functions: lib/estate/edition.ts. */
export const editionVariable = 'DOORLIST_EDITION';

/**
 * AWS takes 15 calls of this kind a second, of all callers of an account and Region together:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const callsPerSecond = 3;

/**
 * Which edition AWS has deployed, by what it says of one function, which stands for all of the stack. Who asks is
 * answered by a call that begins afterwards; whoever asks before it begins shares it.
 */
export function createDeployedEdition(
  lambda: LambdaClient,
  functionName: string,
  pace: Pace,
): () => Promise<string | undefined> {
  let next: Promise<string | undefined> | undefined;
  const ask = async () => {
    next = undefined;
    const asked = new GetFunctionConfigurationCommand({ FunctionName: functionName });
    const { LastUpdateStatus, Environment } = await lambda.send(asked).catch(unknown(functionName));
    // While an update is under way the answer has the new values, and invocations still begin with the old ones.
    return LastUpdateStatus === 'Successful' ? Environment?.Variables?.[editionVariable] : undefined;
  };
  // A tick later, so that `ask` finds what it is to clear.
  return () => (next ??= Promise.resolve().then(() => pace(`lambda ${functionName}`, callsPerSecond, ask)));
}

function unknown(functionName: string) {
  return (error: unknown): never => {
    const { name, message } = error instanceof Error ? error : { name: 'unknown', message: String(error) };
    throw new Unavailable(
      'edition/unknown',
      `Another edition of doorlist has written last, and nobody knows which one is deployed, since AWS Lambda did not tell of ${functionName}: ${name}: ${message}`,
      { cause: error },
    );
  };
}
