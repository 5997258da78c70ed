import type { Estate } from '../lib/estate.js';
import { ref, type Resources } from './cloudformation.js';
import { listsWithFeed, listsWithFlush, type Deployment } from './deployment.js';
import { alertsTopic, failureQueue, lambdas } from './logical-ids.js';

/** What nobody would notice otherwise: a run that failed, one that was given up, a list that policy holds back. */
export function alarms(estate: Estate, deployment: Deployment): Resources {
  const name = `${deployment.service} ${deployment.stage}`;
  const errors = (of: keyof typeof lambdas): Resources[string] =>
    alarm({
      description: `${name}: a ${of} failed. What and why is in its mail and its log.`,
      namespace: 'AWS/Lambda',
      metric: 'Errors',
      statistic: 'Sum',
      dimension: { Name: 'FunctionName', Value: ref(lambdas[of].function) },
    });
  return {
    ...(listsWithFlush(estate).length > 0 && { FlushErrorsAlarm: errors('flush') }),
    ...(listsWithFeed(estate).length > 0 && { RefreshErrorsAlarm: errors('refresh') }),
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
