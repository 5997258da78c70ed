import type { Resources } from './cloudformation.js';
import { failureQueue } from './logical-ids.js';

const days = 24 * 60 * 60;

/** Where runs end that failed every retry, and schedules that could not reach their function. */
export function failures(): Resources {
  return {
    [failureQueue]: {
      Type: 'AWS::SQS::Queue',
      Properties: { MessageRetentionPeriod: 14 * days, SqsManagedSseEnabled: true },
    },
  };
}
