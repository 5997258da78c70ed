import { describe, expect, test } from '@jest/globals';
import { templateFindings } from '../../../deploy/template-rules.js';
import { changed, packaged } from '../packaged.js';

const ids = Object.keys(packaged().Resources);
const idOf = (start: string) => ids.find((id) => id.startsWith(start)) ?? '';
const signed = idOf('AccessMethodGETMe');
const withToken = idOf('AccessMethodGETUserMe');
const step = idOf('AccessResourceListsList');
const administer = `${idOf('AdministerPolicy')}.Properties.PolicyDocument.Statement.0.Resource`;
const join = `${idOf('JoinPolicy')}.Properties.PolicyDocument.Statement.0.Resource`;
const arn = (rest: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:${rest}`,
});

describe('our rules on the API', () => {
  test.each<[string, string, unknown, string]>([
    [
      'a route that anybody may call',
      `${signed}.Properties.AuthorizationType`,
      'NONE',
      'does not ask who calls',
    ],
    [
      'a route that does not say',
      `${signed}.Properties.AuthorizationType`,
      undefined,
      'does not ask who calls',
    ],
    [
      'an authorizer of another kind',
      `${withToken}.Properties.AuthorizationType`,
      'CUSTOM',
      'does not ask who calls',
    ],
    [
      'tokens that nobody checks',
      `${withToken}.Properties.AuthorizerId`,
      undefined,
      'does not ask who calls',
    ],
    [
      'tokens checked by something else',
      `${withToken}.Properties.AuthorizerId`,
      { Ref: 'AccessApi' },
      'does not ask who calls',
    ],
    ['any method', `${signed}.Properties.HttpMethod`, 'ANY', 'answers ANY'],
    ['a preflight', `${signed}.Properties.HttpMethod`, 'OPTIONS', 'answers OPTIONS'],
    ['any path', `${step}.Properties.PathPart`, '{proxy+}', 'answers whatever path'],
    ['an HTTP API', 'Other', { Type: 'AWS::ApiGatewayV2::Api', Properties: {} }, 'Other is a way in'],
    ['a URL of a function', 'Other', { Type: 'AWS::Lambda::Url', Properties: {} }, 'Other is a way in'],
    [
      'an edge-optimized API',
      'AccessApi.Properties.EndpointConfiguration.Types',
      ['EDGE'],
      'AccessApi is not regional',
    ],
    [
      'an API of one family',
      'AccessApi.Properties.EndpointConfiguration.IpAddressType',
      'ipv4',
      'AccessApi is not regional',
    ],
    [
      "the framework's API",
      'ApiGatewayRestApi',
      { Type: 'AWS::ApiGateway::RestApi', Properties: { DisableExecuteApiEndpoint: true } },
      'ApiGatewayRestApi is not regional',
    ],
    [
      'a domain of one family',
      'AccessDomain.Properties.EndpointConfiguration.IpAddressType',
      'ipv4',
      'AccessDomain is not regional',
    ],
    [
      'a way past the certificate',
      'AccessApi.Properties.DisableExecuteApiEndpoint',
      false,
      'AccessApi can be reached without the certificate',
    ],
    [
      'a policy that does what IAM has to do',
      'AccessApi.Properties.Policy.Statement.0.Resource',
      'execute-api:/*',
      'AccessApi allows by its policy',
    ],
    [
      'one that does so for one route',
      'AccessApi.Properties.Policy.Statement.0.Resource',
      'execute-api:/prod/GET/me',
      'AccessApi allows by its policy',
    ],
    [
      'one that does so besides',
      'AccessApi.Properties.Policy.Statement.0.Resource',
      ['execute-api:/prod/*/user/*', 'execute-api:/*'],
      'AccessApi allows by its policy',
    ],
    ['no throttle', 'AccessStage.Properties.MethodSettings', undefined, 'AccessStage does not throttle'],
    [
      'a throttle of one method',
      'AccessStage.Properties.MethodSettings.0.HttpMethod',
      'PUT',
      'AccessStage does not throttle',
    ],
    [
      'a throttle of one path',
      'AccessStage.Properties.MethodSettings.0.ResourcePath',
      '/me',
      'AccessStage does not throttle',
    ],
    [
      'half a throttle',
      'AccessStage.Properties.MethodSettings.0.ThrottlingBurstLimit',
      undefined,
      'AccessStage does not throttle',
    ],
    [
      'the other half',
      'AccessStage.Properties.MethodSettings.0.ThrottlingRateLimit',
      undefined,
      'AccessStage does not throttle',
    ],
    [
      'requests that nobody logs',
      'AccessStage.Properties.AccessLogSetting',
      undefined,
      'AccessStage does not log',
    ],
    [
      'a log with tokens',
      'AccessStage.Properties.AccessLogSetting.Format',
      '$context.requestOverride.header.Authorization',
      'AccessStage logs what callers keep secret',
    ],
    [
      'requests logged for ever',
      'AccessRequestsLogGroup.Properties.RetentionInDays',
      undefined,
      'AccessRequestsLogGroup is kept for ever',
    ],
    [
      'any API that may invoke',
      'AccessPermission.Properties.SourceArn',
      undefined,
      'AccessPermission lets anything',
    ],
    [
      'any API of the account',
      'AccessPermission.Properties.SourceArn',
      arn('*'),
      'AccessPermission lets more',
    ],
    [
      'any stage of the API',
      'AccessPermission.Properties.SourceArn',
      arn('${AccessApi}/*'),
      'AccessPermission lets more',
    ],
    [
      'any rule that may invoke',
      'EditsRule1Permission.Properties.SourceArn',
      undefined,
      'EditsRule1Permission lets anything',
    ],
    [
      'leases of any list',
      `${administer}.2`,
      arn('${AccessApi}/prod/DELETE/lists/*/leases/*'),
      'allows more than it names',
    ],
    [
      'leases in any way',
      `${administer}.2`,
      arn('${AccessApi}/prod/*/lists/people/leases/*'),
      'allows more than it names',
    ],
    [
      'leases of any API',
      `${administer}.2`,
      arn('*/prod/DELETE/lists/people/leases/*'),
      'allows more than it names',
    ],
    ['all of the API', `${join}.1`, arn('${AccessApi}/prod/*'), 'allows more than it names'],
    [
      'all of the API, joined',
      `${join}.1`,
      { 'Fn::Join': ['/', [{ Ref: 'AccessApi' }, '*']] },
      'allows more than it names',
    ],
  ])('find %s', (_, path, value, finding) => {
    expect(changed(path, value)).toEqual([expect.stringContaining(finding)]);
  });

  test('take it that requests are not logged, where doorlist.yml says so', () => {
    const template = packaged();
    const stage = template.Resources['AccessStage'] as { Properties: Record<string, unknown> };
    delete stage.Properties['AccessLogSetting'];
    stage.Properties['Description'] = 'accessLogs: off';
    expect(templateFindings(template)).toEqual([]);
  });
});
