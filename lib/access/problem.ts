import { DoorlistError } from '../errors.js';

const titles = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
} as const;

export type Status = keyof typeof titles;

/** What a caller is answered who cannot have what they asked for; the message is one sentence for them. */
export class Problem extends DoorlistError {
  override name = 'Problem';
  readonly status: Status;

  constructor(status: Status, code: string, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.status = status;
  }

  /** https://www.rfc-editor.org/rfc/rfc9457 */
  document(requestId: string): Record<string, unknown> {
    const { status, code, message } = this;
    return { type: 'about:blank', title: titles[status], status, detail: message, code, requestId };
  }
}
