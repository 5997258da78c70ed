import type { Access } from '../../lib/estate/estate.js';
import { arnOf, sub, type Resources } from '../cloudformation.js';
import { accessApi } from './api.js';

/** Not AccessLogGroup, which is the function's. */
const logGroup = 'AccessRequestsLogGroup';
const writer = 'ApiGatewayLogsRole';
export const apiGatewayAccount = 'ApiGatewayAccount';

/** Read by template-rules/stages.ts, too: a stage logs its requests, or says that it is told not to. */
export const unlogged = 'accessLogs: off';

/** Who asked what from where, and what came of it; no token, header or body. */
const format = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  sourceIp: '$context.identity.sourceIp',
  userArn: '$context.identity.userArn',
  issuer: '$context.authorizer.claims.iss',
  subject: '$context.authorizer.claims.sub',
  method: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  path: '$context.path',
  status: '$context.status',
  error: '$context.error.responseType',
  latency: '$context.responseLatency',
};

export function accessLogSetting({ accessLogs }: Access): Record<string, unknown> {
  return accessLogs === 'off'
    ? { Description: unlogged }
    : { AccessLogSetting: { DestinationArn: arnOf(logGroup), Format: JSON.stringify(format) } };
}

/** They name people, so they are kept as long as the audit records, and no longer. */
export function accessLogs({ accessLogs, auditDays }: Access): Resources {
  return {
    ...(accessLogs !== 'off' && {
      [logGroup]: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: auditDays } },
    }),
    ...(accessLogs === 'role' && account()),
  };
}

/**
 * An account has one such role in each Region, with which API Gateway writes the logs of all its APIs. So it may
 * write more than ours, and both stay when the stack goes: other APIs may have come to rely on them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
function account(): Resources {
  return {
    [writer]: {
      Type: 'AWS::IAM::Role',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        ManagedPolicyArns: [
          sub('arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
        ],
      },
    },
    [apiGatewayAccount]: {
      Type: 'AWS::ApiGateway::Account',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      // In a Region without any API the setting is refused.
      DependsOn: [accessApi],
      Properties: { CloudWatchRoleArn: arnOf(writer) },
    },
  };
}
