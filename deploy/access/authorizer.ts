import type { Cognito } from '../../lib/estate/estate.js';
import { ref, type Resources } from '../cloudformation.js';
import { accessApi } from './api.js';

export const accessAuthorizer = 'AccessAuthorizer';

/** One for all user pools: each checks the tokens that it issued itself. */
export function authorizer({ pools }: Cognito): Resources {
  return {
    [accessAuthorizer]: {
      Type: 'AWS::ApiGateway::Authorizer',
      Properties: {
        RestApiId: ref(accessApi),
        Name: 'user-pools',
        Type: 'COGNITO_USER_POOLS',
        IdentitySource: 'method.request.header.Authorization',
        ProviderARNs: pools.map(({ arn }) => arn),
      },
    },
  };
}
