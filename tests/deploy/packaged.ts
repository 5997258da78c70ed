import { stack } from '../../deploy/stack.js';
import type { Template } from '../../deploy/template-rules.js';
import { deployment, estate, feedList, ipSet, ipSets, ofEc2, peoplesList } from './estates.js';

const topic = 'arn:aws:sns:us-east-1:806199016981:AmazonIpSpaceChanged';

/** A template as `npm run check:package` finds it: our fragments and, in short, what the framework adds. */
export function packaged(): Template {
  const people = peoplesList('people', undefined, [...ipSets(300), ...ofEc2()]);
  const ours = stack(estate(people, feedList('feed', [ipSet('feed'), ...ofEc2()])), deployment);
  return {
    Resources: {
      ...ours.resources.Resources,
      ...lambda('Flush'),
      ...lambda('Refresh'),
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: topic, Endpoint: arn('RefreshLambdaFunction'), Region: 'us-east-1' },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: { SourceArn: topic, FunctionName: arn('RefreshLambdaFunction') },
      },
      BucketPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          PolicyDocument: {
            Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::bucket/*' }],
          },
        },
      },
    },
  };
}

function lambda(name: string): Template['Resources'] {
  return {
    [`${name}LambdaFunction`]: {
      Type: 'AWS::Lambda::Function',
      Properties: { Role: arn(`${name}Role`), Runtime: 'nodejs24.x', Architectures: ['arm64'] },
    },
    [`${name}LambdaEvConf`]: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: `${name}LambdaFunction` },
        DestinationConfig: { OnFailure: { Destination: arn('FailureQueue') } },
      },
    },
    [`${name}LogGroup`]: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 90 } },
  };
}

function arn(logicalId: string): unknown {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}
