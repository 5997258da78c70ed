import { kinds } from '../../lib/targets/kinds.js';
import type { Estate } from '../../lib/estate/estate.js';
import { arnOf, ref, type Resources } from '../cloudformation.js';
import { listsWithPeople } from '../deployment.js';
import { failureQueue, lambdas } from '../logical-ids.js';

/** EventBridge takes patterns of 2,048 characters; an id has 36. */
const idsOfRule = 25;

/**
 * Tells the flush function who edited an IP set, so that a mail can. CloudTrail has to record management events in this
 * Region, and tells of CloudFront's sets in us-east-1 only.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function edits(estate: Estate): Resources {
  if (!estate.access?.cloudTrail) return {};
  const ids = listsWithPeople(estate).flatMap(({ targets }) =>
    targets.flatMap((target) => (kinds[target.kind].editsTold && 'id' in target ? [target.id] : [])),
  );
  const rules = Array.from({ length: Math.ceil(ids.length / idsOfRule) }, (_, i) => ({
    id: `EditsRule${i + 1}`,
    ids: ids.slice(i * idsOfRule, (i + 1) * idsOfRule),
  }));
  return {
    ...Object.fromEntries(
      rules.flatMap(({ id, ids }) => [
        [id, rule(ids)],
        [`${id}Permission`, permission(id)],
      ]),
    ),
    ...(rules.length > 0 && deadLetters(rules.map(({ id }) => id))),
  };
}

function rule(ids: readonly string[]): Resources[string] {
  const issuer = (arn: unknown[]) => ({ userIdentity: { sessionContext: { sessionIssuer: { arn } } } });
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Description: 'Somebody other than doorlist has edited an IP set of its lists',
      EventPattern: {
        source: ['aws.wafv2'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['wafv2.amazonaws.com'],
          eventName: ['UpdateIPSet'],
          requestParameters: { id: ids },
          // What is not there is not anything but something: IAM users and the root user have no issuer.
          $or: [
            issuer([{ exists: false }]),
            issuer([{ 'anything-but': Object.values(lambdas).map(({ role }) => arnOf(role)) }]),
          ],
        },
      },
      Targets: [
        {
          Id: 'flush',
          Arn: arnOf(lambdas.flush.function),
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 60 },
          DeadLetterConfig: { Arn: arnOf(failureQueue) },
        },
      ],
    },
  };
}

function permission(rule: string): Resources[string] {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: arnOf(lambdas.flush.function),
      Principal: 'events.amazonaws.com',
      SourceArn: arnOf(rule),
    },
  };
}

/** EventBridge's rules have no role of ours, so the queue has to take what they send. */
function deadLetters(rules: readonly string[]): Resources {
  return {
    FailureQueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref(failureQueue)],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: arnOf(failureQueue),
              Condition: { ArnEquals: { 'aws:SourceArn': rules.map(arnOf) } },
            },
          ],
        },
      },
    },
  };
}
