import type { Estate } from '../lib/estate/estate.js';
import { logicalId, ref, type Resources } from './cloudformation.js';
import { alertsTopic } from './logical-ids.js';

/**
 * The topic that mails people. It is not encrypted with `alias/aws/sns`: CloudWatch may not use that key, and
 * its alarms would silently never arrive.
 */
export function alerts(estate: Estate): Resources {
  return {
    [alertsTopic]: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'doorlist' } },
    AlertsTopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref(alertsTopic)],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'AlarmsOfThisAccount',
              Effect: 'Allow',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: ref(alertsTopic),
              Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } },
            },
          ],
        },
      },
    },
    ...Object.fromEntries(
      estate.alerts.email.map((address) => [
        logicalId('AlertsMail', address),
        {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: ref(alertsTopic), Protocol: 'email', Endpoint: address },
        },
      ]),
    ),
  };
}
