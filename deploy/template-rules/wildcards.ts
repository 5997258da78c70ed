import { ofType, type Policy, type Rule, type Statement, type Template } from './template.js';

/** Nothing is allowed in general: every right names its action and its resource. A denial may be general. */
export const noWildcards: Rule = (template) =>
  policies(template).flatMap(([id, { Statement }]) =>
    Statement.filter((statement) => statement.Effect !== 'Deny' && isGeneral(statement)).map(
      (statement) => `${id} allows more than it names: ${JSON.stringify(statement)}.`,
    ),
  );

function isGeneral(statement: Statement): boolean {
  const named = JSON.stringify([statement.Action, statement.Resource]);
  return named.includes('*') || 'NotAction' in statement || 'NotResource' in statement;
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
