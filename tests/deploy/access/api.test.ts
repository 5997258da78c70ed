import { describe, expect, test } from '@jest/globals';
import { access as resourcesOf } from '../../../deploy/access.js';
import { outputs } from '../../../deploy/outputs.js';
import type { Access } from '../../../lib/estate/estate.js';
import {
  access,
  cognito,
  deployment,
  estate,
  estateWith,
  fullAccess,
  leasedList,
  peoplesList,
} from '../estates.js';

const { domain, allowFrom, usagePlan } = fullAccess;
const withAccess = (more: Partial<Access> = {}) => estateWith(access(more), leasedList('people'));
const made = (more: Partial<Access> = {}) => resourcesOf(withAccess(more), deployment);
const api = (more: Partial<Access> = {}) => made(more)['AccessApi']?.Properties;
const told = (more: Partial<Access> = {}) => outputs(withAccess(more), deployment);
const given = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('the full access has all of it');
  return value;
};
const { truststore, ...plain } = given(domain);

test('without access there is nothing of it', () => {
  expect(resourcesOf(estate(peoplesList('people')), deployment)).toEqual({});
  expect(Object.keys(outputs(estate(peoplesList('people')), deployment))).not.toContain('AccessUrl');
});

describe('the API', () => {
  test('is reached in its Region, over both families', () => {
    expect(api()?.['EndpointConfiguration']).toEqual({ Types: ['REGIONAL'], IpAddressType: 'dualstack' });
  });

  test('is not reached by its own name exactly where callers have to show a certificate', () => {
    expect(truststore).toBeDefined();
    expect(api({ domain: given(domain) })?.['DisableExecuteApiEndpoint']).toBe(true);
    expect(api({ domain: plain })?.['DisableExecuteApiEndpoint']).toBe(false);
    expect(api()?.['DisableExecuteApiEndpoint']).toBe(false);
  });

  const denied = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'execute-api:Invoke',
    Resource: 'execute-api:/*',
    Condition: { NotIpAddress: { 'aws:SourceIp': allowFrom } },
  };
  const tokens = {
    Effect: 'Allow',
    Principal: '*',
    Action: 'execute-api:Invoke',
    Resource: ['GET', 'PUT', 'DELETE'].map((method) => `execute-api:/prod/${method}/user/*`),
  };
  test('denies calls from elsewhere, and leaves it to IAM to allow those of who signs', () => {
    expect(api()).not.toHaveProperty('Policy');
    expect(api({ allowFrom })?.['Policy']).toMatchObject({ Statement: [denied] });
    expect(api({ allowFrom, cognito })?.['Policy']).toMatchObject({ Statement: [tokens, denied] });
  });
});

describe('what the stack tells', () => {
  test('is the URL of the stage, or the name that the API was given', () => {
    expect(told()['AccessUrl']?.Value).toEqual({
      'Fn::Sub': 'https://${AccessApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/prod',
    });
    expect(told({ domain: plain })['AccessUrl']?.Value).toEqual({ 'Fn::Sub': 'https://doors.example.com' });
  });

  test('is what a domain has to be an alias of', () => {
    expect(told()).not.toHaveProperty('AccessDomainTarget');
    const { AccessDomainTarget, AccessDomainZone } = told({ domain: plain });
    expect(AccessDomainTarget?.Value).toEqual({ 'Fn::GetAtt': ['AccessDomain', 'RegionalDomainName'] });
    expect(AccessDomainZone?.Value).toEqual({ 'Fn::GetAtt': ['AccessDomain', 'RegionalHostedZoneId'] });
  });

  test('is the key of a usage plan', () => {
    expect(told()).not.toHaveProperty('AccessApiKeyId');
    expect(told({ usagePlan: given(usagePlan) })['AccessApiKeyId']?.Value).toEqual({ Ref: 'AccessApiKey' });
  });
});

test('a domain has its certificate, and the truststore where it has one', () => {
  const properties = (of: Access['domain']) => made({ domain: given(of) })['AccessDomain']?.Properties;
  expect(properties(domain)).toEqual({
    DomainName: 'doors.example.com',
    RegionalCertificateArn: plain.certificate,
    EndpointConfiguration: { Types: ['REGIONAL'], IpAddressType: 'dualstack' },
    SecurityPolicy: 'TLS_1_2',
    MutualTlsAuthentication: { TruststoreUri: truststore },
  });
  expect(properties(plain)).not.toHaveProperty('MutualTlsAuthentication');
  expect(made()).not.toHaveProperty('AccessDomain');
});

test('a usage plan has its limits, a quota where one is given, and a key', () => {
  const of = (more: Access['usagePlan']) => made({ usagePlan: given(more) });
  expect(of(usagePlan)['AccessUsagePlan']?.Properties).toEqual({
    ApiStages: [{ ApiId: { Ref: 'AccessApi' }, Stage: { Ref: 'AccessStage' } }],
    Throttle: { RateLimit: 10, BurstLimit: 20 },
    Quota: { Limit: 1000, Period: 'DAY' },
  });
  expect(of({ rate: 1, burst: 1 })['AccessUsagePlan']?.Properties).not.toHaveProperty('Quota');
  expect(of(usagePlan)['AccessUsagePlanKey']?.Properties).toMatchObject({ KeyId: { Ref: 'AccessApiKey' } });
  expect(made()).not.toHaveProperty('AccessUsagePlan');
});
