import type { Estate, List, TargetRef } from '../lib/estate/estate.js';
import { editionsFunction, functionName } from '../lib/function-name.js';
import { arnOf, ref, sub, type Resources } from './cloudformation.js';
import { listsWithFeed, listsWithLeases, listsWithPeople, type Deployment } from './deployment.js';
import { alertsTopic, failureQueue, lambdas, stateTable, type LambdaIds } from './logical-ids.js';
import { targetPolicies } from './target-policies.js';

/** One role a function, and in it what that function does and nothing else. */
export function roles(estate: Estate, deployment: Deployment): Resources {
  return {
    ...role(lambdas.flush, targetsOf(listsWithPeople(estate)), deployment),
    ...role(lambdas.access, targetsOf(listsWithLeases(estate)), deployment),
    ...role(lambdas.refresh, targetsOf(listsWithFeed(estate)), deployment),
  };
}

function targetsOf(lists: readonly List[]): TargetRef[] {
  return lists.flatMap((list) => list.targets);
}

function role(lambda: LambdaIds, targets: readonly TargetRef[], deployment: Deployment): Resources {
  const policies = targetPolicies(targets, lambda.role).map(
    (document, index) =>
      [
        `${lambda.role}Targets${index + 1}`,
        { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document } },
      ] as const,
  );
  return {
    ...Object.fromEntries(policies),
    [lambda.role]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        ManagedPolicyArns: policies.map(([id]) => ref(id)),
        Policies: [
          {
            PolicyName: 'run',
            PolicyDocument: { Version: '2012-10-17', Statement: run(lambda, deployment) },
          },
        ],
      },
    },
  };
}

function run(lambda: LambdaIds, deployment: Deployment): unknown[] {
  return [
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      // The attribute ends in `:*`, which stands for the streams of this one group.
      Resource: arnOf(lambda.logGroup),
    },
    {
      Effect: 'Allow',
      Action: [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
      ],
      Resource: arnOf(stateTable),
    },
    { Effect: 'Allow', Action: 'sns:Publish', Resource: ref(alertsTopic) },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf(failureQueue) },
    {
      Effect: 'Allow',
      Action: 'lambda:GetFunctionConfiguration',
      // By its name: the function depends on its role, so the role cannot ask for its ARN.
      Resource: sub(
        'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:' +
          functionName(deployment, editionsFunction),
      ),
    },
  ];
}
