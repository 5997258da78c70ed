import type { ResponseType } from './rest-api.js';

/** API Gateway answers by itself; the API's gateway response of that type says how. */
export class TurnedAway extends Error {
  override name = 'TurnedAway';

  constructor(
    readonly type: ResponseType,
    /** Unless the gateway response has another. */
    readonly status: number,
    /** `$context.error.message` */
    message: string,
    /** The header `x-amzn-ErrorType`. */
    readonly errorType: string,
  ) {
    super(message);
  }
}
