import { routes, trees, type Tree } from '../../lib/access/routes.js';
import type { Access } from '../../lib/estate/estate.js';
import type { Resources } from '../cloudformation.js';
import type { Deployment } from '../deployment.js';

export const accessApi = 'AccessApi';

/** CloudWatch counts by this. */
export function accessApiName({ service, stage }: Deployment): string {
  return `${service}-${stage}-access`;
}

/**
 * Regional, since `sourceIp` behind an edge-optimized endpoint is what CloudFront says, and dual-stack, so that either
 * family of a caller can be let in.
 */
export function api(access: Access, deployment: Deployment): Resources {
  return {
    [accessApi]: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        Name: accessApiName(deployment),
        Description: `How people let themselves in to the lists of ${deployment.service} ${deployment.stage}`,
        EndpointConfiguration: { Types: ['REGIONAL'], IpAddressType: 'dualstack' },
        // Who comes by the API's own name shows no certificate:
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
        DisableExecuteApiEndpoint: access.domain?.truststore !== undefined,
        ...(access.allowFrom.length > 0 && { Policy: onlyFrom(access, deployment) }),
      },
    },
  };
}

/**
 * Calls from elsewhere are denied. Who comes with a token has to be allowed by this policy as well, and who signs must
 * not be: in the API's own account that alone would let in whoever has credentials, whatever IAM says of them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html, table A
 */
function onlyFrom({ allowFrom, cognito }: Access, { stage }: Deployment): unknown {
  const methods = [...new Set(routes.map(({ method }) => method))];
  const everybody = { Principal: '*', Action: 'execute-api:Invoke' };
  return {
    Version: '2012-10-17',
    Statement: [
      ...(cognito
        ? [
            {
              Effect: 'Allow',
              ...everybody,
              // By method, since a method of any name would be one in which a list named `user` is meant.
              Resource: methods.map((method) => `execute-api:/${stage}/${method}${trees.cognito}/*`),
            },
          ]
        : []),
      {
        Effect: 'Deny',
        ...everybody,
        Resource: 'execute-api:/*',
        Condition: { NotIpAddress: { 'aws:SourceIp': allowFrom } },
      },
    ],
  };
}

/** The trees of routes that have callers. */
export function treesOf({ iam, cognito }: Access): Tree[] {
  return [...(iam ? (['iam'] as const) : []), ...(cognito ? (['cognito'] as const) : [])];
}
