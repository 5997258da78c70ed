import { DoorlistError, Unavailable } from '../../lib/errors.js';

/** The access API understood, and does not do it. */
export class Refused extends DoorlistError {
  override name = 'Refused';
}

/** No answer came, or not the network's last word; `lacking` where host or machine do not speak this family at all. */
export class Unreached extends Unavailable {
  override name = 'Unreached';
  readonly lacking: boolean;

  constructor(code: string, message: string, lacking: boolean, options?: ErrorOptions) {
    super(code, message, options);
    this.lacking = lacking;
  }
}

/** The API asks to come back in so many milliseconds. */
export class Busy extends Unavailable {
  override name = 'Busy';
  readonly retryAfterMs: number;

  constructor(code: string, message: string, retryAfterMs: number) {
    super(code, message);
    this.retryAfterMs = retryAfterMs;
  }
}
