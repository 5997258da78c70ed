import { ofType, same, type Rule } from './template.js';

/** Any way in that has no authorizer, or that these rules do not know. */
export const everyRouteAsksWho: Rule = (template) => [
  ...ofType(template, 'AWS::ApiGateway::Method').flatMap(([id, method]) => [
    ...(['GET', 'PUT', 'DELETE'].includes(method.HttpMethod) ? [] : [`${id} answers ${method.HttpMethod}.`]),
    ...(method.AuthorizationType === 'AWS_IAM' ||
    (method.AuthorizationType === 'COGNITO_USER_POOLS' &&
      ofType(template, 'AWS::ApiGateway::Authorizer').some(
        ([authorizer, { Type }]) =>
          Type === 'COGNITO_USER_POOLS' && same(method.AuthorizerId, { Ref: authorizer }),
      ))
      ? []
      : [`${id} does not ask who calls.`]),
  ]),
  ...ofType(template, 'AWS::ApiGateway::Resource')
    .filter(([, { PathPart }]) => PathPart.includes('+'))
    .map(([id, { PathPart }]) => `${id} answers whatever path, as ${PathPart}.`),
  ...Object.entries(template.Resources)
    .filter(([, { Type }]) => Type.startsWith('AWS::ApiGatewayV2::') || Type === 'AWS::Lambda::Url')
    .map(([id, { Type }]) => `${id} is a way in of the type ${Type}, which nothing guards.`),
];
