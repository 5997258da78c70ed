import { ofType, same, type Policy, type Rule, type Statement, type Template } from './template.js';

interface Exception {
  action: string;
  resource: RegExp;
  condition?: unknown;
}

/** A rule has no id before it is made. */
const anyRule = /^arn:[a-z-]+:ec2:[a-z0-9-]+:\d{12}:security-group-rule\/\*$/;

/** A lease's id is not known before, and is the one thing that may be left open of what people may call. */
const anyLease =
  /^arn:\$\{AWS::Partition\}:execute-api:\$\{AWS::Region\}:\$\{AWS::AccountId\}:\$\{\w+\}\/[\w-]+\/DELETE\/lists\/[a-z0-9-]+\/leases\/\*$/;

/** What AWS offers no narrower resource for; nothing else may be allowed in general. */
const exceptions: Exception[] = [
  { action: 'ec2:DescribeManagedPrefixLists', resource: /^\*$/ },
  { action: 'ec2:DescribeSecurityGroupRules', resource: /^\*$/ },
  { action: 'ec2:DescribeSecurityGroups', resource: /^\*$/ },
  { action: 'ec2:DescribeSecurityGroupVpcAssociations', resource: /^\*$/ },
  { action: 'servicequotas:GetServiceQuota', resource: /^\*$/ },
  { action: 'ec2:AuthorizeSecurityGroupIngress', resource: anyRule },
  { action: 'execute-api:Invoke', resource: anyLease },
  ...['ec2:CreateTags', 'ec2:DeleteTags'].map((action) => ({
    action,
    resource: anyRule,
    // No tag but doorlist's own, and none unnamed.
    condition: {
      'ForAllValues:StringLike': { 'aws:TagKeys': ['doorlist', 'doorlist:*'] },
      Null: { 'aws:TagKeys': 'false' },
    },
  })),
];

/** Nothing is allowed in general: every right names its action and its resource. A denial may be general. */
export const noWildcards: Rule = (template) => {
  const general = policies(template).flatMap(([id, { Statement }]) =>
    Statement.filter((statement) => statement.Effect !== 'Deny' && isGeneral(statement)).map(
      (statement) => [id, statement] as const,
    ),
  );
  return [
    ...general
      .filter(([, statement]) => !isException(statement))
      .map(([id, statement]) => `${id} allows more than it names: ${JSON.stringify(statement)}.`),
    ...repeated(
      template,
      general.map(([, statement]) => statement),
    ),
  ];
};

function isGeneral(statement: Statement): boolean {
  const named = JSON.stringify([statement.Action, statement.Resource]);
  return named.includes('*') || 'NotAction' in statement || 'NotResource' in statement;
}

function isException(statement: Statement): boolean {
  if ('NotAction' in statement || 'NotResource' in statement) return false;
  return openRightsOf(statement).every(([action, resource]) =>
    exceptions.some(
      (exception) =>
        exception.action === action &&
        exception.resource.test(resource) &&
        same(statement.Condition, exception.condition),
    ),
  );
}

/** Exceptions are counted: a function has each at most once. */
function repeated(template: Template, general: Statement[]): string[] {
  const functions = ofType(template, 'AWS::Lambda::Function').length;
  const times = new Map<string, number>();
  for (const right of general
    .filter(isException)
    .flatMap(openRightsOf)
    .map((pair) => pair.join(' on ')))
    times.set(right, (times.get(right) ?? 0) + 1);
  return [...times]
    .filter(([, count]) => count > functions)
    .map(([right, count]) => `${right} is allowed ${count} times, and there are ${functions} functions.`);
}

/** Each action with each resource, where either leaves something open. */
function openRightsOf({ Action, Resource }: Statement): [unknown, string][] {
  return [Action]
    .flat()
    .flatMap((action) => [Resource].flat().map((resource): [unknown, unknown] => [action, resource]))
    .filter((right) => JSON.stringify(right).includes('*'))
    .map(([action, resource]) => [action, spelled(resource)]);
}

function spelled(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  return (resource as { 'Fn::Sub'?: string } | undefined)?.['Fn::Sub'] ?? '';
}

function policies(template: Template): [string, Policy][] {
  const inline = ofType(template, 'AWS::IAM::Role').flatMap(([id, { Policies = [] }]) =>
    Policies.map(({ PolicyDocument }) => [id, PolicyDocument] as [string, Policy]),
  );
  const others = (
    [
      'AWS::IAM::ManagedPolicy',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::QueuePolicy',
      'AWS::S3::BucketPolicy',
    ] as const
  ).flatMap((type) =>
    ofType(template, type).map(([id, { PolicyDocument }]) => [id, PolicyDocument] as [string, Policy]),
  );
  return [...inline, ...others];
}
