import { stack } from '../../deploy/stack.js';
import { templateFindings, type Template } from '../../deploy/template-rules.js';
import { deployment, estateWith, feedList, fullAccess, ipSet, ipSets, leasedList, ofEc2 } from './estates.js';

const topic = 'arn:aws:sns:us-east-1:806199016981:AmazonIpSpaceChanged';

/** A template as `npm run check:package` finds it: our fragments and, in short, what the framework adds. */
export function packaged(): Template {
  const people = leasedList('people', [...ipSets(300), ...ofEc2()]);
  const feed = feedList('feed', [ipSet('feed'), ...ofEc2()]);
  const ours = stack(estateWith(fullAccess, people, feed), deployment);
  return {
    Resources: {
      ...ours.resources.Resources,
      ...lambda('Flush'),
      ...lambda('Refresh'),
      ...lambda('Access'),
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

/** What the rules say with `value` at a path such as `StateTable.Properties.BillingMode`; undefined takes away what is there. */
export function changed(path: string, value: unknown): string[] {
  const template = packaged();
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let at: Record<string, unknown> = template.Resources;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  at[last] = value;
  return templateFindings(JSON.parse(JSON.stringify(template)) as Template);
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
