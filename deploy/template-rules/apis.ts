import { trees } from '../../lib/access/routes.js';
import { ofType, same, type Rule } from './template.js';

/** Elsewhere `sourceIp` is not the caller's, or not of both families. */
export const apisAreRegional: Rule = (template) => [
  ...(['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::DomainName'] as const).flatMap((type) =>
    ofType(template, type)
      .filter(
        ([, { EndpointConfiguration }]) =>
          !same(EndpointConfiguration, { Types: ['REGIONAL'], IpAddressType: 'dualstack' }),
      )
      .map(([id]) => `${id} is not regional and dual-stack.`),
  ),
  ...ofType(template, 'AWS::ApiGateway::DomainName')
    .filter(([, { MutualTlsAuthentication }]) => MutualTlsAuthentication !== undefined)
    .flatMap(([domain]) =>
      ofType(template, 'AWS::ApiGateway::RestApi')
        .filter(([, { DisableExecuteApiEndpoint }]) => DisableExecuteApiEndpoint !== true)
        .map(([id]) => `${id} can be reached without the certificate that ${domain} asks for.`),
    ),
];

/** A method by its name: of any, a list named as the tree would be meant, too. */
const forTokens = new RegExp(`^execute-api:/[\\w-]+/[A-Z]+${trees.cognito}/\\*$`);

/** Who signs is judged by IAM alone: in one account an allowance of the API's own policy would do without. */
export const policiesOfApisAllowTokensOnly: Rule = (template) =>
  ofType(template, 'AWS::ApiGateway::RestApi').flatMap(([id, { Policy }]) =>
    (Policy?.Statement ?? [])
      .filter(
        ({ Effect, Resource }) =>
          Effect === 'Allow' &&
          ![Resource].flat().every((each) => typeof each === 'string' && forTokens.test(each)),
      )
      .map(() => `${id} allows by its policy what IAM has to allow.`),
  );

/** Without the API's id, any API of the account could invoke. */
export const permissionsAreNarrow: Rule = (template) =>
  ofType(template, 'AWS::Lambda::Permission').flatMap(([id, { SourceArn, Principal }]) => {
    if (SourceArn === undefined) return [`${id} lets anything of a service invoke.`];
    if (Principal !== 'apigateway.amazonaws.com') return [];
    const apis = ofType(template, 'AWS::ApiGateway::RestApi').map(([api]) => api);
    const source = (SourceArn as { 'Fn::Sub'?: string })['Fn::Sub'] ?? '';
    return apis.some((api) => new RegExp(`:\\$\\{${api}\\}/[\\w-]+/\\*$`).test(source))
      ? []
      : [`${id} lets more than one stage of our API invoke.`];
  });
