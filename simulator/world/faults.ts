import { isWho } from './actors.js';
import { AwsError, type AwsCall } from '../aws/protocols/wire.js';

export type Fault =
  | { kind: 'throttle' }
  | { kind: 'internal-error' }
  /** The connection breaks; `landed` says whether the call took effect all the same, `afterMs` how long the client waits for it. */
  | { kind: 'reset'; landed: boolean; afterMs?: number }
  | { kind: 'slow'; ms: number };

export interface FaultFilter {
  who?: string;
  service?: string;
  operation?: string;
  /** The first matching call that fails; 1 unless told. */
  nth?: number;
  /** How many in a row; 1 unless told. */
  times?: number;
}

export interface Faults {
  /** `seen` hears of each time that it happens. */
  inject(filter: FaultFilter, fault: Fault, seen?: () => void): void;
  /** The fault of this call, if it has one. Counts the call. */
  faultFor(call: AwsCall): Fault | undefined;
}

export function createFaults(): Faults {
  const armed: { filter: FaultFilter; fault: Fault; happened: () => void; seen: number }[] = [];
  return {
    inject: (filter, fault, happened = () => undefined) => armed.push({ filter, fault, happened, seen: 0 }),
    faultFor(call) {
      let found: Fault | undefined;
      for (const each of armed.filter(({ filter }) => matches(filter, call))) {
        const { nth = 1, times = 1 } = each.filter;
        each.seen += 1;
        if (found !== undefined || each.seen < nth || each.seen >= nth + times) continue;
        found = each.fault;
        each.happened();
      }
      return found;
    },
  };
}

function matches({ who, service, operation }: FaultFilter, call: AwsCall): boolean {
  return (
    (who === undefined || isWho(who, call.actor)) &&
    (service === undefined || service === call.service) &&
    (operation === undefined || operation === call.operation)
  );
}

/** Each service has words of its own for the same trouble (the service models). */
const SPELLINGS: Record<string, { throttle: AwsError; internal: AwsError }> = {
  wafv2: {
    throttle: new AwsError('ThrottlingException', 'Rate exceeded'),
    internal: new AwsError(
      'WAFInternalErrorException',
      'AWS WAF couldn’t perform the operation because of a system problem. Retry your request.',
      500,
    ),
  },
  ec2: {
    throttle: new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503),
    internal: new AwsError('InternalError', 'An internal error has occurred', 500),
  },
  servicequotas: {
    throttle: new AwsError('TooManyRequestsException', 'Rate exceeded'),
    internal: new AwsError('ServiceException', 'Something went wrong.', 500),
  },
  sns: {
    throttle: new AwsError('Throttled', 'Rate exceeded', 429),
    internal: new AwsError('InternalError', 'Internal service error', 500),
  },
  lambda: {
    throttle: new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429),
    internal: new AwsError('ServiceException', 'Internal service error', 500),
  },
  dynamodb: {
    throttle: new AwsError('ThrottlingException', 'Rate exceeded'),
    internal: new AwsError('InternalServerError', 'Internal server error', 500),
  },
};
const PLAIN = {
  throttle: new AwsError('Throttling', 'Rate exceeded'),
  internal: new AwsError('InternalFailure', 'Internal failure', 500),
};

export function faultError(service: string, kind: 'throttle' | 'internal-error'): AwsError {
  const spelling = SPELLINGS[service] ?? PLAIN;
  return kind === 'throttle' ? spelling.throttle : spelling.internal;
}
