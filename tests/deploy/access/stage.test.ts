import { describe, expect, test } from '@jest/globals';
import { access as resourcesOf } from '../../../deploy/access.js';
import type { Access } from '../../../lib/estate/estate.js';
import { access, cognito, deployment, estateWith, fullAccess, leasedList } from '../estates.js';

const made = (more: Partial<Access> = {}) =>
  resourcesOf(estateWith(access(more), leasedList('people')), deployment);
const deploymentOf = (more: Partial<Access> = {}) =>
  Object.keys(made(more)).filter((id) => id.startsWith('AccessDeployment'));

describe('what is deployed', () => {
  test('is deployed anew when the API is another one, and only then', () => {
    const [id] = deploymentOf();
    expect(deploymentOf({ throttle: { rate: 1, burst: 1 }, auditDays: 30 })).toEqual([id]);
    for (const more of [
      { cognito },
      { allowFrom: fullAccess.allowFrom },
      { usagePlan: { rate: 1, burst: 1 } },
    ])
      expect(deploymentOf(more)).not.toEqual([id]);
    expect(deploymentOf({ cognito: { ...cognito, scopes: ['a'] } })).not.toEqual(deploymentOf({ cognito }));
  });

  test('waits for all that the API is made of', () => {
    const resources = made({ cognito });
    const [id = ''] = deploymentOf({ cognito });
    const parts = Object.keys(resources).filter((part) =>
      /^AWS::ApiGateway::(Method|Resource|GatewayResponse|Model|RequestValidator|Authorizer)$/.test(
        resources[part]?.Type ?? '',
      ),
    );
    expect(resources[id]?.DependsOn?.toSorted()).toEqual(parts.toSorted());
    expect(resources['AccessStage']?.Properties).toMatchObject({
      DeploymentId: { Ref: id },
      StageName: 'prod',
    });
  });

  test('takes of each method what doorlist.yml says', () => {
    expect(made({ throttle: { rate: 7, burst: 9 } })['AccessStage']?.Properties['MethodSettings']).toEqual([
      { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
    ]);
  });
});

describe('the log of requests', () => {
  const about = (more: Partial<Access>) => {
    const resources = made(more);
    return {
      stage: resources['AccessStage'],
      logs: Object.keys(resources).filter((id) => /Log|Account/.test(id)),
      group: resources['AccessRequestsLogGroup'],
    };
  };

  test('is kept as long as the audit, and says who without saying how they proved it', () => {
    const { stage, group } = about({ auditDays: 30 });
    expect(group?.Properties).toEqual({ RetentionInDays: 30 });
    const { Format, DestinationArn } = stage?.Properties['AccessLogSetting'] as Record<string, string>;
    expect(DestinationArn).toEqual({ 'Fn::GetAtt': ['AccessRequestsLogGroup', 'Arn'] });
    expect(Object.keys(JSON.parse(Format ?? '') as object)).toEqual(
      expect.arrayContaining([
        'requestId',
        'extendedRequestId',
        'sourceIp',
        'userArn',
        'subject',
        'status',
        'latency',
      ]),
    );
    expect(Format).not.toMatch(/header|accessKey|Authorization/);
  });

  test('is written with a role that stays when the stack goes, set before the stage asks for it', () => {
    const { stage, logs } = about({});
    expect(logs).toEqual(['AccessRequestsLogGroup', 'ApiGatewayLogsRole', 'ApiGatewayAccount']);
    expect(stage?.DependsOn).toEqual(['ApiGatewayAccount']);
    const resources = made();
    for (const id of ['ApiGatewayLogsRole', 'ApiGatewayAccount'])
      expect(resources[id]).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('is written with the role that the account has', () => {
    const { stage, logs } = about({ accessLogs: 'account' });
    expect(logs).toEqual(['AccessRequestsLogGroup']);
    expect(stage?.DependsOn).toBeUndefined();
  });

  test('is not there where it is off, and the stage says so', () => {
    const { stage, logs } = about({ accessLogs: 'off' });
    expect(logs).toEqual([]);
    expect(stage?.Properties).not.toHaveProperty('AccessLogSetting');
    expect(stage?.Properties['Description']).toBe('accessLogs: off');
  });
});
