import { AwsError } from '../protocols/wire.js';
import type { Lambda } from '../lambda/lambda.js';
import { TurnedAway } from './turned-away.js';

/** docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MOST_WAIT_MS = 29_000;

/**
 * What the function answered, or Lambda in its place, which is no answer to pass on and becomes 502. A refusal of
 * Lambda's is 500: docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
 * One that is still at it runs on, unheard.
 *
 * @throws TurnedAway
 */
export async function answerOf(
  lambda: Lambda,
  name: string,
  event: unknown,
  trigger: string,
): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), MOST_WAIT_MS);
  });
  const invoked = lambda.invoke(name, event, trigger).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
    return 'refused' as const;
  });
  const result = await Promise.race([invoked, late]).finally(() => clearTimeout(timer));
  const errorType = 'InternalServerErrorException';
  if (result === 'late')
    throw new TurnedAway('INTEGRATION_TIMEOUT', 504, 'Endpoint request timed out', errorType);
  if (result === 'refused')
    throw new TurnedAway('INTEGRATION_FAILURE', 500, 'Internal server error', errorType);
  return result.payload;
}
