import type { Estate } from '../lib/estate/estate.js';
import { sweepEveryMs } from '../lib/estate/values/duration.js';
import { minuteMs } from '../lib/text/duration.js';
import { arnOf, digest, logicalId, ref, type Resources } from './cloudformation.js';
import { listsWithFeed, listsWithFlush, listsWithPeople, type Deployment } from './deployment.js';
import { failureQueue, lambdas, schedulerRole } from './logical-ids.js';

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html: 64 of 0-9a-zA-Z-_. */
const longestName = 64;

/** EventBridge Scheduler replaces these in an input. The time is the same in every retry of one occasion. */
const occasion = {
  schedule: '<aws.scheduler.schedule-arn>',
  scheduledAt: '<aws.scheduler.scheduled-time>',
};

/**
 * One schedule a list for the flush, the sweep, and the check that finds what no message told of. They are raw resources
 * since the framework's own event emits neither retry policy nor dead-letter queue.
 */
export function schedules(estate: Estate, deployment: Deployment): Resources {
  const flushes = listsWithFlush(estate).flatMap(({ name, flush }) =>
    flush?.cron === undefined
      ? []
      : [
          [
            logicalId('FlushSchedule', name),
            schedule({
              name: scheduleName(deployment, `flush-${name}`),
              expression: `cron(${flush.cron})`,
              timezone: flush.timezone,
              lambda: lambdas.flush.function,
              input: { list: name, ...occasion },
            }),
          ] as const,
        ],
  );
  const checks =
    listsWithFeed(estate).length === 0
      ? []
      : [
          [
            'RefreshSchedule',
            schedule({
              name: scheduleName(deployment, 'refresh'),
              expression: 'rate(6 hours)',
              timezone: 'UTC',
              lambda: lambdas.refresh.function,
              input: occasion,
            }),
          ] as const,
        ];
  const sweeps =
    listsWithPeople(estate).length === 0
      ? []
      : [
          [
            'SweepSchedule',
            schedule({
              name: scheduleName(deployment, 'sweep'),
              expression: `rate(${sweepEveryMs / minuteMs} minutes)`,
              timezone: 'UTC',
              lambda: lambdas.flush.function,
              input: { ...occasion, sweep: true },
            }),
          ] as const,
        ];
  const all = Object.fromEntries([...flushes, ...sweeps, ...checks]);
  return Object.keys(all).length === 0 ? {} : { ...all, ...invoker() };
}

/** The name alone where it fits and is unambiguous; otherwise cut, with a digest of all of it. */
export function scheduleName({ service, stage }: Deployment, what: string): string {
  const name = `${service}-${stage}-${what}`;
  return name.length <= longestName && /^[\w.-]+$/.test(name)
    ? name
    : `${name.replace(/[^\w.-]/g, '-').slice(0, longestName - 9)}-${digest(name)}`;
}

function schedule(of: {
  name: string;
  expression: string;
  timezone: string;
  lambda: string;
  input: Record<string, string | true>;
}): Resources[string] {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: of.name,
      ScheduleExpression: of.expression,
      ScheduleExpressionTimezone: of.timezone,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: arnOf(of.lambda),
        RoleArn: arnOf(schedulerRole),
        Input: JSON.stringify(of.input),
        // Until Lambda accepts the event; what the run then meets is retried by Lambda.
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 60 },
        DeadLetterConfig: { Arn: arnOf(failureQueue) },
      },
    },
  };
}

function invoker(): Resources {
  return {
    [schedulerRole]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'scheduler.amazonaws.com' },
              Action: 'sts:AssumeRole',
              Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } },
            },
          ],
        },
        Policies: [
          {
            PolicyName: 'invoke',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'lambda:InvokeFunction',
                  Resource: [lambdas.flush, lambdas.refresh].map((lambda) => arnOf(lambda.function)),
                },
                { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf(failureQueue) },
              ],
            },
          },
        ],
      },
    },
  };
}
