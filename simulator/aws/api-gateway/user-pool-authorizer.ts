import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import type { Clock } from '../../world/clock.js';
import type { SimUserPool, UserPools } from '../cognito/user-pools.js';
import { valuesOf, type Arrived } from './request.js';
import type { Authorizer } from './rest-api.js';
import { TurnedAway } from './turned-away.js';

type PoolAuthorizer = Extract<Authorizer, { type: 'COGNITO_USER_POOLS' }>;

/**
 * The claims of the token in `Authorization`, with `Bearer` or without. Which gateway response an expired one gets is
 * not documented; `EXPIRED_TOKEN`, by its name, and as people see it, with 401.
 *
 * @throws TurnedAway
 */
export async function claimsOf(
  request: Arrived,
  { pools, scopes }: PoolAuthorizer,
  { userPools, clock }: { userPools: UserPools; clock: Clock },
): Promise<JWTPayload> {
  const [authorization = '', ...more] = valuesOf(request, 'authorization');
  if (more.length > 0) throw unauthorized();
  const token = authorization.replace(/^Bearer +/i, '');
  const pool = issuerOf(token, pools, userPools);
  if (!pool) throw unauthorized();
  const claims = await clock.io(() => verified(token, pool));
  if (!isOf(pool, claims, scopes)) throw unauthorized();
  return claims;
}

function issuerOf(token: string, pools: readonly string[], userPools: UserPools): SimUserPool | undefined {
  try {
    const { iss } = decodeJwt(token);
    return pools.map((arn) => userPools.find(arn)).find((pool) => pool?.issuer === iss);
  } catch {
    return undefined;
  }
}

async function verified(token: string, pool: SimUserPool): Promise<JWTPayload> {
  try {
    const options = { issuer: pool.issuer, requiredClaims: ['exp', 'sub'] };
    return (await jwtVerify(token, pool.keys, { ...options, currentDate: new Date(Date.now()) })).payload;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_JWT_EXPIRED')
      throw new TurnedAway('EXPIRED_TOKEN', 401, 'The incoming token has expired', 'UnauthorizedException');
    throw unauthorized();
  }
}

/** A method with scopes takes access tokens that have one of them, one without takes ID tokens: docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html */
function isOf({ clientId }: SimUserPool, claims: JWTPayload, scopes: readonly string[]): boolean {
  const { token_use: use, client_id: client, scope, aud } = claims;
  if (scopes.length === 0) return use === 'id' && aud === clientId;
  const granted = typeof scope === 'string' ? scope.split(' ') : [];
  return use === 'access' && client === clientId && granted.some((each) => scopes.includes(each));
}

function unauthorized(): TurnedAway {
  return new TurnedAway('UNAUTHORIZED', 401, 'Unauthorized', 'UnauthorizedException');
}
