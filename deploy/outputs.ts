import type { Estate } from '../lib/estate/estate.js';
import { accessOutputs } from './access/outputs.js';
import { arnOf, ref, type Outputs } from './cloudformation.js';
import type { Deployment } from './deployment.js';
import { alertsTopic, failureQueue, lambdas, stateTable } from './logical-ids.js';

export function outputs(estate: Estate, deployment: Deployment): Outputs {
  return {
    StateTableName: { Description: 'What doorlist wrote, and when', Value: ref(stateTable) },
    AlertsTopicArn: { Description: 'Mails people', Value: ref(alertsTopic) },
    FlushFunctionName: { Description: 'Flushes one list', Value: ref(lambdas.flush.function) },
    RefreshFunctionName: { Description: 'Follows ip-ranges.json', Value: ref(lambdas.refresh.function) },
    FailureQueueUrl: { Description: 'Events of runs that were given up', Value: ref(failureQueue) },
    FailureQueueArn: { Description: 'The same queue', Value: arnOf(failureQueue) },
    ...accessOutputs(estate, deployment),
  };
}
