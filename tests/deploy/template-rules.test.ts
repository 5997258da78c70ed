import { describe, expect, test } from '@jest/globals';
import { templateFindings } from '../../deploy/template-rules.js';
import { changed, packaged } from './packaged.js';

const rights = 'FlushRole.Properties.Policies.0.PolicyDocument.Statement.1';
const target = 'RefreshSchedule.Properties.Target';

describe('our rules on a template', () => {
  test('have nothing to say about ours, with 300 IP sets, 100 security groups and 100 prefix lists', () => {
    expect(templateFindings(packaged())).toEqual([]);
  });

  test.each<[string, string, unknown, string]>([
    ['an action by wildcard', `${rights}.Action`, 'dynamodb:*', 'FlushRole allows more than it names'],
    ['a resource by wildcard', `${rights}.Resource`, '*', 'FlushRole allows more than it names'],
    [
      'a wildcard within an intrinsic',
      `${rights}.Resource`,
      { 'Fn::Sub': 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*' },
      'FlushRole allows more than it names',
    ],
    [
      'everything but one action',
      `${rights}.NotAction`,
      'iam:PassRole',
      'FlushRole allows more than it names',
    ],
    [
      'a wildcard in a managed policy',
      'FlushRoleTargets3.Properties.PolicyDocument.Statement.0.Action',
      ['wafv2:*'],
      'FlushRoleTargets3 allows more than it names',
    ],
    [
      'a wildcard in a topic policy',
      'AlertsTopicPolicy.Properties.PolicyDocument.Statement.0.Action',
      'sns:*',
      'AlertsTopicPolicy allows more than it names',
    ],
    [
      'a managed policy that is too long',
      'FlushRoleTargets1.Properties.PolicyDocument.Statement.0.Resource.0',
      'x'.repeat(6144),
      'FlushRoleTargets1 is ',
    ],
    [
      'too many managed policies',
      'FlushRole.Properties.ManagedPolicyArns',
      Array(11).fill('arn'),
      'FlushRole has 11 managed policies',
    ],
    [
      'inline policies that are too long',
      `${rights}.Resource`,
      'x'.repeat(10_240),
      'FlushRole has inline policies',
    ],
    ['no retry policy', `${target}.RetryPolicy`, undefined, 'RefreshSchedule has no retry policy'],
    [
      'half a retry policy',
      `${target}.RetryPolicy.MaximumRetryAttempts`,
      undefined,
      'RefreshSchedule has no retry policy',
    ],
    [
      'no dead-letter queue',
      `${target}.DeadLetterConfig`,
      undefined,
      'RefreshSchedule has no dead-letter queue',
    ],
    [
      "a schedule with a function's role",
      `${target}.RoleArn`,
      { 'Fn::GetAtt': ['RefreshRole', 'Arn'] },
      "RefreshSchedule invokes with a function's role",
    ],
    [
      'a long schedule name',
      'RefreshSchedule.Properties.Name',
      'x'.repeat(65),
      'RefreshSchedule has the name',
    ],
    [
      'a table deleted with its stack',
      'StateTable.DeletionPolicy',
      'Delete',
      'StateTable lacks a DeletionPolicy',
    ],
    [
      'a table deleted when replaced',
      'StateTable.UpdateReplacePolicy',
      undefined,
      'StateTable lacks an Update',
    ],
    [
      'a table that can be deleted by hand',
      'StateTable.Properties.DeletionProtectionEnabled',
      false,
      'StateTable lacks deletion protection',
    ],
    [
      'a table without a past',
      'StateTable.Properties.PointInTimeRecoverySpecification',
      undefined,
      'StateTable lacks point-in-time recovery',
    ],
    [
      'a subscription without Region',
      'Subscription.Properties.Region',
      undefined,
      'Subscription names the Region',
    ],
    [
      'a subscription elsewhere',
      'Subscription.Properties.Region',
      'eu-west-2',
      'Subscription names the Region',
    ],
    ['no permission to invoke', 'Permission', undefined, 'Subscription tells a function'],
    [
      'another runtime',
      'FlushLambdaFunction.Properties.Runtime',
      'nodejs22.x',
      'FlushLambdaFunction does not run',
    ],
    [
      'another architecture',
      'FlushLambdaFunction.Properties.Architectures',
      undefined,
      'FlushLambdaFunction does not run',
    ],
    ['no destination', 'FlushLambdaEvConf', undefined, 'FlushLambdaFunction has no destination'],
    [
      'retries without destination',
      'FlushLambdaEvConf.Properties.DestinationConfig',
      {},
      'FlushLambdaFunction has no destination',
    ],
    ['an alarm to nobody', 'RefusedAlarm.Properties.AlarmActions', [], 'RefusedAlarm tells nobody'],
    [
      'an alarm that rings when nothing runs',
      'RefusedAlarm.Properties.TreatMissingData',
      'breaching',
      'RefusedAlarm does not take silence for health',
    ],
    [
      'logs for ever',
      'FlushLogGroup.Properties.RetentionInDays',
      undefined,
      'FlushLogGroup is kept for ever',
    ],
    ['a large template', 'FlushLogGroup.Properties.Name', 'x'.repeat(1_000_000), 'The template has '],
  ])('find %s', (_, path, value, finding) => {
    expect(changed(path, value)).toEqual([expect.stringContaining(finding)]);
  });

  const rule = 'arn:aws:ec2:eu-west-2:111122223333:security-group-rule/*';
  const ownTags = {
    'ForAllValues:StringLike': { 'aws:TagKeys': ['doorlist', 'doorlist:*'] },
    Null: { 'aws:TagKeys': 'false' },
  };
  const allow = (Action: unknown, Resource: unknown, Condition?: object) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...(Condition && { Condition }),
  });

  test.each<[string, string, object | undefined]>([
    ['ec2:DescribeManagedPrefixLists', '*', undefined],
    ['ec2:DescribeSecurityGroupRules', '*', undefined],
    ['ec2:DescribeSecurityGroups', '*', undefined],
    ['ec2:DescribeSecurityGroupVpcAssociations', '*', undefined],
    ['servicequotas:GetServiceQuota', '*', undefined],
    ['ec2:AuthorizeSecurityGroupIngress', rule, undefined],
    ['ec2:CreateTags', rule, ownTags],
    ['ec2:DeleteTags', rule, ownTags],
  ])('take %s on %s for an exception, and count it', (action, resource, condition) => {
    expect(changed(rights, allow([action], [resource], condition))).toEqual([
      `${action} on ${resource} is allowed 4 times, and there are 3 functions.`,
    ]);
  });

  test.each<[string, object]>([
    ['another action without resources', allow('ec2:DescribeInstances', '*')],
    ['an action with and one without', allow(['ec2:DescribeSecurityGroups', 'ec2:CreateTags'], '*')],
    ['everything that describes', allow('ec2:Describe*', '*')],
    ['every prefix list', allow('ec2:ModifyManagedPrefixList', '*')],
    [
      'every prefix list by ARN',
      allow('ec2:ModifyManagedPrefixList', 'arn:aws:ec2:eu-west-2:111122223333:prefix-list/*'),
    ],
    [
      'every security group',
      allow('ec2:AuthorizeSecurityGroupIngress', 'arn:aws:ec2:eu-west-2:111122223333:security-group/*'),
    ],
    ['rules beside everything', allow('ec2:AuthorizeSecurityGroupIngress', [rule, '*'])],
    ['rules anywhere', allow('ec2:AuthorizeSecurityGroupIngress', rule.replace('eu-west-2', '*'))],
    ['revoking any rule', allow('ec2:RevokeSecurityGroupIngress', rule)],
    ['tags on rules that are there', allow('ec2:CreateTags', rule)],
    ['taking off all tags', allow('ec2:DeleteTags', rule, { ...ownTags, Null: undefined })],
    [
      'tags of others',
      allow('ec2:CreateTags', rule, { ...ownTags, 'ForAllValues:StringLike': { 'aws:TagKeys': '*' } }),
    ],
    ['all but one resource', { ...allow('ec2:DescribeSecurityGroups', '*'), NotResource: 'x' }],
  ])('take %s for no exception', (_about, statement) => {
    expect(changed(rights, statement)).toEqual([
      expect.stringContaining('FlushRole allows more than it names'),
    ]);
  });

  test('find functions that share a role', () => {
    expect(changed('RefreshLambdaFunction.Properties.Role', { 'Fn::GetAtt': ['FlushRole', 'Arn'] })).toEqual([
      'FlushLambdaFunction shares its role with another function.',
      'RefreshLambdaFunction shares its role with another function.',
    ]);
  });

  test('find a stack with too many resources', () => {
    const template = packaged();
    for (let left = 500; left > 0; left--)
      template.Resources[`Queue${left}`] = { Type: 'AWS::SQS::Queue', Properties: {} };
    expect(templateFindings(template)).toEqual([expect.stringMatching(/^The stack has \d+ resources/)]);
  });
});
