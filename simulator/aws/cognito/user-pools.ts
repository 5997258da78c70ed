import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWTVerifyGetKey,
} from 'jose';
import type { Clock } from '../../world/clock.js';
import type { Random } from '../../world/random.js';

/** Who a token is for. Two pools may both have an `ana`. */
export interface PoolUser {
  username: string;
  groups?: readonly string[];
  email?: string;
  /** Of an access token. */
  scopes?: readonly string[];
  /** An hour unless told. */
  lastsMs?: number;
  /** Other claims, or the same ones told otherwise; what a forger would write. */
  claims?: Readonly<Record<string, unknown>>;
}

export interface SimUserPool {
  arn: string;
  /** The `iss` of its tokens. */
  issuer: string;
  clientId: string;
  idToken(user: PoolUser): Promise<string>;
  accessToken(user: PoolUser): Promise<string>;
  /** Another key under the same kid: a token that only looks like this pool's. */
  forge(user: PoolUser): Promise<string>;
  /** Its JWKS. */
  keys: JWTVerifyGetKey;
}

export interface UserPools {
  /** By its ARN; planted once, however often it is asked for. */
  plant(arn: string): SimUserPool;
  find(arn: string): SimUserPool | undefined;
}

/** A key takes a while to find, so every world of this process has the same. */
const pairs = new Map<string, ReturnType<typeof generateKeyPair>>();

function pairOf(arn: string): ReturnType<typeof generateKeyPair> {
  const pair = pairs.get(arn) ?? generateKeyPair('RS256');
  pairs.set(arn, pair);
  return pair;
}

const HOUR_MS = 3600_000;
const ARN = /^arn:aws:cognito-idp:([a-z0-9-]+):\d{12}:userpool\/(.+)$/;

/** Cognito as far as API Gateway looks at it: who signs in is not modelled, only what they then hold. */
export function createUserPools({ clock, random }: { clock: Clock; random: Random }): UserPools {
  const pools = new Map<string, SimUserPool>();

  function create(arn: string): SimUserPool {
    const [, region, id] = ARN.exec(arn) ?? [];
    if (region === undefined || id === undefined) throw new Error(`${arn} is no user pool`);
    const issuer = `https://cognito-idp.${region}.amazonaws.com/${id}`;
    const clientId = random.uuid().replaceAll('-', '').slice(0, 26);
    const kid = random.uuid();
    const subjects = new Map<string, string>();
    // Real work in threads of its own, so virtual time has to be told of it.
    const keyPair = (of = arn) => clock.io(() => pairOf(of));

    async function sign(payload: Record<string, unknown>, user: PoolUser, key: CryptoKey): Promise<string> {
      const { username, groups, lastsMs = HOUR_MS } = user;
      const now = Math.floor(Date.now() / 1000);
      const subject = subjects.get(username) ?? random.uuid();
      subjects.set(username, subject);
      const jwt = new SignJWT({
        sub: subject,
        ...(groups && { 'cognito:groups': groups }),
        iss: issuer,
        origin_jti: random.uuid(),
        event_id: random.uuid(),
        auth_time: now,
        exp: now + lastsMs / 1000,
        iat: now,
        jti: random.uuid(),
        ...payload,
        ...user.claims,
      }).setProtectedHeader({ kid, alg: 'RS256' });
      return clock.io(() => jwt.sign(key));
    }

    const idClaims = ({ username, email }: PoolUser) => ({
      token_use: 'id',
      aud: clientId,
      'cognito:username': username,
      ...(email !== undefined && { email, email_verified: true }),
    });
    const accessClaims = ({ username, scopes = ['aws.cognito.signin.user.admin'] }: PoolUser) => ({
      token_use: 'access',
      client_id: clientId,
      username,
      scope: scopes.join(' '),
    });

    return {
      arn,
      issuer,
      clientId,
      idToken: async (user) => sign(idClaims(user), user, (await keyPair()).privateKey),
      accessToken: async (user) => sign(accessClaims(user), user, (await keyPair()).privateKey),
      forge: async (user) => sign(idClaims(user), user, (await keyPair(`not ${arn}`)).privateKey),
      keys: async (header, token) => {
        const jwk = await exportJWK((await keyPair()).publicKey);
        return createLocalJWKSet({ keys: [{ ...jwk, kid, alg: 'RS256', use: 'sig' }] })(header, token);
      },
    };
  }

  return {
    plant(arn) {
      const pool = pools.get(arn) ?? create(arn);
      pools.set(arn, pool);
      return pool;
    },
    find: (arn) => pools.get(arn),
  };
}
