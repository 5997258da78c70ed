import { routes, trees, type Route, type Tree } from '../../lib/access/routes.js';
import { integrationTimeoutMs } from '../../lib/aws-limits.js';
import type { Access } from '../../lib/estate/estate.js';
import { logicalId, ref, sub, type Resources } from '../cloudformation.js';
import { lambdas } from '../logical-ids.js';
import { accessApi, treesOf } from './api.js';
import { accessAuthorizer, authorizer } from './authorizer.js';
import { request, leaseRequestModel, leaseRequestValidator } from './lease-request.js';

/** Every route of lib/access/routes.ts in every tree that has callers, and nothing besides. */
export function methods(access: Access): Resources {
  const all = treesOf(access).flatMap((tree) => routes.map((route) => ({ tree, route })));
  return {
    ...resources(all.map(({ tree, route }) => `${trees[tree]}${route.path}`)),
    ...(access.cognito && authorizer(access.cognito)),
    ...request(),
    ...Object.fromEntries(all.map(({ tree, route }) => [methodId(tree, route), method(tree, route, access)])),
  };
}

function methodId(tree: Tree, { method, path }: Route): string {
  return logicalId('AccessMethod', `${method} ${trees[tree]}${path}`);
}

function method(tree: Tree, route: Route, access: Access): Resources[string] {
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: ref(accessApi),
      ResourceId: ref(resourceId(`${trees[tree]}${route.path}`)),
      HttpMethod: route.method,
      ...authorization(tree, access),
      ApiKeyRequired: access.usagePlan !== undefined,
      RequestParameters: Object.fromEntries(
        [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [`method.request.path.${name ?? ''}`, true]),
      ),
      ...(route.method === 'PUT' && {
        RequestValidatorId: ref(leaseRequestValidator),
        RequestModels: { 'application/json': ref(leaseRequestModel) },
      }),
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: sub(
          `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${lambdas.access.function}.Arn}/invocations`,
        ),
        // The most that there is: the function gives up before.
        TimeoutInMillis: integrationTimeoutMs,
      },
    },
  };
}

function authorization(tree: Tree, { cognito }: Access): Record<string, unknown> {
  switch (tree) {
    case 'iam':
      return { AuthorizationType: 'AWS_IAM' };
    case 'cognito':
      return {
        AuthorizationType: 'COGNITO_USER_POOLS',
        AuthorizerId: ref(accessAuthorizer),
        // Without scopes API Gateway takes ID tokens, with them access tokens.
        ...(cognito && cognito.scopes.length > 0 && { AuthorizationScopes: cognito.scopes }),
      };
  }
}

/** Each step of these paths once. */
function resources(paths: readonly string[]): Resources {
  const all = new Set(
    paths.flatMap((path) => {
      const steps = path.split('/').slice(1);
      return steps.map((_, i) => `/${steps.slice(0, i + 1).join('/')}`);
    }),
  );
  return Object.fromEntries(
    [...all].map((path) => {
      const end = path.lastIndexOf('/');
      return [
        resourceId(path),
        {
          Type: 'AWS::ApiGateway::Resource',
          Properties: {
            RestApiId: ref(accessApi),
            ParentId:
              end === 0
                ? { 'Fn::GetAtt': [accessApi, 'RootResourceId'] }
                : ref(resourceId(path.slice(0, end))),
            PathPart: path.slice(end + 1),
          },
        },
      ];
    }),
  );
}

function resourceId(path: string): string {
  return logicalId('AccessResource', path);
}
