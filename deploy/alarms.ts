import type { Estate } from '../lib/estate/estate.js';
import { accessApiName } from './access/api.js';
import { ref, type Resources } from './cloudformation.js';
import { listsWithFeed, listsWithPeople, type Deployment } from './deployment.js';
import { alertsTopic, failureQueue, lambdas } from './logical-ids.js';

/** What nobody would notice otherwise: a run that failed, one that was given up, a list that policy holds back. */
export function alarms(estate: Estate, deployment: Deployment): Resources {
  const name = `${deployment.service} ${deployment.stage}`;
  const errors = (of: keyof typeof lambdas, failed: string): Resources[string] =>
    alarm({
      description: `${name}: ${failed}`,
      namespace: 'AWS/Lambda',
      metric: 'Errors',
      statistic: 'Sum',
      dimension: { Name: 'FunctionName', Value: ref(lambdas[of].function) },
    });
  return {
    ...(listsWithPeople(estate).length > 0 && {
      FlushErrorsAlarm: errors('flush', 'a flush failed. What and why is in its mail and its log.'),
    }),
    ...(listsWithFeed(estate).length > 0 && {
      RefreshErrorsAlarm: errors('refresh', 'a refresh failed. What and why is in its mail and its log.'),
    }),
    ...(estate.access && {
      AccessErrorsAlarm: errors(
        'access',
        'somebody who wanted to be let in got no answer. Why is in the log of the function.',
      ),
      AccessApiErrorsAlarm: alarm({
        description: `${name}: somebody who wanted to be let in was answered that doorlist or AWS does not work. The log of the function, or of the API's requests, says why.`,
        namespace: 'AWS/ApiGateway',
        metric: '5XXError',
        statistic: 'Sum',
        dimension: { Name: 'ApiName', Value: accessApiName(deployment) },
      }),
    }),
    FailureQueueAlarm: alarm({
      description: `${name}: a run was given up after all its retries. Its event is in the failure queue.`,
      namespace: 'AWS/SQS',
      metric: 'ApproximateNumberOfMessagesVisible',
      statistic: 'Maximum',
      dimension: { Name: 'QueueName', Value: { 'Fn::GetAtt': [failureQueue, 'QueueName'] } },
    }),
    RefusedAlarm: alarm({
      description: `${name}: a change was refused. The mail has the numbers and the way past them.`,
      namespace: 'doorlist',
      metric: 'Refused',
      statistic: 'Sum',
      dimension: { Name: 'service', Value: `${deployment.service}-${deployment.stage}` },
    }),
  };
}

function alarm(of: {
  description: string;
  namespace: string;
  metric: string;
  statistic: 'Sum' | 'Maximum';
  dimension: { Name: string; Value: unknown };
}): Resources[string] {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: of.description,
      Namespace: of.namespace,
      MetricName: of.metric,
      Dimensions: [of.dimension],
      Statistic: of.statistic,
      // The 6-hourly check keeps a lasting trouble in alarm, so that it rings once and not at every run.
      Period: 6 * 60 * 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [ref(alertsTopic)],
    },
  };
}
