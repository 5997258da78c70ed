import type { Estate } from '../lib/estate/estate.js';
import { api } from './access/api.js';
import { domain } from './access/domain.js';
import { edits } from './access/edits.js';
import { gatewayResponses } from './access/gateway-responses.js';
import { methods } from './access/methods.js';
import { apiArn, people } from './access/people.js';
import { stage } from './access/stage.js';
import { usagePlan } from './access/usage-plan.js';
import { arnOf, sub, type Resources } from './cloudformation.js';
import type { Deployment } from './deployment.js';
import { lambdas } from './logical-ids.js';

/** The API by which people let themselves in. Raw resources: the framework's own API is edge-optimized and IPv4 only. */
export function access(estate: Estate, deployment: Deployment): Resources {
  const { access } = estate;
  if (!access) return {};
  const madeOf = { ...api(access, deployment), ...methods(access), ...gatewayResponses() };
  return {
    ...madeOf,
    ...stage(access, deployment, madeOf),
    AccessPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: arnOf(lambdas.access.function),
        Principal: 'apigateway.amazonaws.com',
        SourceArn: sub(`${apiArn(deployment.stage)}/*`),
      },
    },
    ...(access.domain && domain(access.domain)),
    ...(access.usagePlan && usagePlan(access.usagePlan)),
    ...people(estate, deployment),
    ...edits(estate),
  };
}
