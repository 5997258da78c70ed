import { describe, expect, test } from '@jest/globals';
import { access as resourcesOf } from '../../../deploy/access.js';
import type { Resources } from '../../../deploy/cloudformation.js';
import { routes } from '../../../lib/access/routes.js';
import type { Access } from '../../../lib/estate/estate.js';
import { access, cognito, deployment, estateWith, leasedList } from '../estates.js';

const made = (more: Partial<Access> = {}) =>
  resourcesOf(estateWith(access(more), leasedList('people')), deployment);
const ofType = (resources: Resources, type: string) =>
  Object.values(resources).filter(({ Type }) => Type === `AWS::ApiGateway::${type}`);

/** The path of a resource, as CloudFormation would build it. */
function pathOf(resources: Resources, id: unknown): string {
  const { Ref } = id as { Ref?: string };
  if (Ref === undefined) return '';
  const { ParentId, PathPart } = resources[Ref]?.Properties as { ParentId: unknown; PathPart: string };
  return `${pathOf(resources, ParentId)}/${PathPart}`;
}

function methodsOf(more: Partial<Access> = {}) {
  const resources = made(more);
  return ofType(resources, 'Method').map(({ Properties }) => ({
    route: `${String(Properties.HttpMethod)} ${pathOf(resources, Properties.ResourceId)}`,
    properties: Properties,
  }));
}

const inTree = (root: string) => routes.map(({ method, path }) => `${method} ${root}${path}`);

describe('the routes', () => {
  test.each<[string, Partial<Access>, string[]]>([
    ['who signs', {}, inTree('')],
    ['who has a token', { iam: false, cognito }, inTree('/user')],
    ['both', { cognito }, [...inTree(''), ...inTree('/user')]],
  ])('are those of lib/access/routes.ts for %s, and no others', (_about, more, expected) => {
    expect(methodsOf(more).map(({ route }) => route)).toEqual(expected);
  });

  test('ask IAM of who signs, and the user pools of who has a token', () => {
    for (const { route, properties } of methodsOf({ cognito }))
      expect(properties).toMatchObject(
        route.includes(' /user/')
          ? { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'AccessAuthorizer' } }
          : { AuthorizationType: 'AWS_IAM' },
      );
    const [authorizer, ...more] = ofType(made({ cognito }), 'Authorizer');
    expect(more).toEqual([]);
    expect(authorizer?.Properties).toMatchObject({
      Type: 'COGNITO_USER_POOLS',
      IdentitySource: 'method.request.header.Authorization',
      ProviderARNs: cognito.pools.map(({ arn }) => arn),
    });
    expect(ofType(made(), 'Authorizer')).toEqual([]);
  });

  test('take access tokens where there are scopes, and ID tokens where there are none', () => {
    const scopes = ['doorlist/join'];
    for (const { route, properties } of methodsOf({ cognito: { ...cognito, scopes } }))
      expect(properties['AuthorizationScopes']).toEqual(route.includes(' /user/') ? scopes : undefined);
    for (const { properties } of methodsOf({ cognito }))
      expect(properties).not.toHaveProperty('AuthorizationScopes');
  });

  test('want an API key exactly where there is a usage plan', () => {
    const wanted = (more: Partial<Access>) =>
      new Set(methodsOf(more).map(({ properties }) => properties['ApiKeyRequired']));
    expect(wanted({})).toEqual(new Set([false]));
    expect(wanted({ usagePlan: { rate: 1, burst: 1 } })).toEqual(new Set([true]));
  });

  test('hand everything to the function, and wait for it as long as API Gateway can', () => {
    for (const { properties } of methodsOf({ cognito }))
      expect(properties['Integration']).toEqual({
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: {
          'Fn::Sub':
            'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AccessLambdaFunction.Arn}/invocations',
        },
        TimeoutInMillis: 29_000,
      });
  });

  test('judge the body of PUT, which is an object of three keys', () => {
    for (const { route, properties } of methodsOf({ cognito }))
      expect(properties['RequestModels']).toEqual(
        route.startsWith('PUT') ? { 'application/json': { Ref: 'AccessWish' } } : undefined,
      );
    const resources = made();
    expect(ofType(resources, 'RequestValidator')[0]?.Properties).toMatchObject({ ValidateRequestBody: true });
    expect(ofType(resources, 'Model')[0]?.Properties['Schema']).toMatchObject({
      type: 'object',
      properties: { for: {}, why: {}, device: {} },
      additionalProperties: false,
    });
  });
});
