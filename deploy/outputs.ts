import { arnOf, ref, type Intrinsic } from './cloudformation.js';
import { alertsTopic, failureQueue, lambdas, stateTable } from './logical-ids.js';

export function outputs(): Record<string, { Description: string; Value: Intrinsic }> {
  return {
    StateTableName: { Description: 'What doorlist wrote, and when', Value: ref(stateTable) },
    AlertsTopicArn: { Description: 'Mails people', Value: ref(alertsTopic) },
    FlushFunctionName: { Description: 'Flushes one list', Value: ref(lambdas.flush.function) },
    RefreshFunctionName: { Description: 'Follows ip-ranges.json', Value: ref(lambdas.refresh.function) },
    FailureQueueUrl: { Description: 'Events of runs that were given up', Value: ref(failureQueue) },
    FailureQueueArn: { Description: 'The same queue', Value: arnOf(failureQueue) },
  };
}
