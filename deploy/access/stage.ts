import type { Access } from '../../lib/estate/estate.js';
import { digest, ref, type Resources } from '../cloudformation.js';
import type { Deployment } from '../deployment.js';
import { accessLogs, accessLogSetting, apiGatewayAccount } from './access-logs.js';
import { accessApi } from './api.js';

export const accessStage = 'AccessStage';

/**
 * What is deployed of an API stays as it is, so a changed API is deployed anew: under an id that changes with what the
 * API is made of, and after all of it is there.
 */
export function stage(access: Access, deployment: Deployment, madeOf: Resources): Resources {
  const id = `AccessDeployment${digest(JSON.stringify(madeOf))}`;
  return {
    [id]: {
      Type: 'AWS::ApiGateway::Deployment',
      Properties: { RestApiId: ref(accessApi) },
      DependsOn: Object.keys(madeOf).filter((part) => part !== accessApi),
    },
    [accessStage]: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: ref(accessApi),
        DeploymentId: ref(id),
        StageName: deployment.stage,
        MethodSettings: [
          {
            HttpMethod: '*',
            ResourcePath: '/*',
            ThrottlingRateLimit: access.throttle.rate,
            ThrottlingBurstLimit: access.throttle.burst,
          },
        ],
        ...accessLogSetting(access),
      },
      ...(access.accessLogs === 'role' && { DependsOn: [apiGatewayAccount] }),
    },
    ...accessLogs(access),
  };
}
