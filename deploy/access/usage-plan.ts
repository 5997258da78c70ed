import type { Access } from '../../lib/estate/estate.js';
import { ref, type Resources } from '../cloudformation.js';
import { accessApi } from './api.js';
import { accessStage } from './stage.js';

export const accessApiKey = 'AccessApiKey';

/** Meters, and does not authenticate: who calls is proved by the authorizers all the same. */
export function usagePlan({ rate, burst, perDay }: NonNullable<Access['usagePlan']>): Resources {
  return {
    AccessUsagePlan: {
      Type: 'AWS::ApiGateway::UsagePlan',
      Properties: {
        ApiStages: [{ ApiId: ref(accessApi), Stage: ref(accessStage) }],
        Throttle: { RateLimit: rate, BurstLimit: burst },
        ...(perDay !== undefined && { Quota: { Limit: perDay, Period: 'DAY' } }),
      },
    },
    [accessApiKey]: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true } },
    AccessUsagePlanKey: {
      Type: 'AWS::ApiGateway::UsagePlanKey',
      Properties: { KeyId: ref(accessApiKey), KeyType: 'API_KEY', UsagePlanId: ref('AccessUsagePlan') },
    },
  };
}
