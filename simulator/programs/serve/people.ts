import type { Access, Estate } from '../../../lib/estate/estate.js';
import type { ApiClient } from '../../aws/api-gateway/client.js';
import type { Identity } from '../../aws/iam/iam.js';
import type { World } from '../../world/world.js';

export interface People {
  /** May let themselves in and out. */
  developer: Identity;
  /** May do everything. */
  administrator: Identity;
  token: { user: string; group: string; pool: string; value: string };
}

const hour = 3_600_000;

/** Who uses the local API: users with keys, since a session's would end within the hour. */
export async function peopleOf(world: World, api: ApiClient, { access }: Estate): Promise<People> {
  const allow = (...rest: string[]) => ({
    Version: '2012-10-17' as const,
    Statement: {
      Effect: 'Allow' as const,
      Action: 'execute-api:Invoke',
      Resource: rest.map((each) => api.arn(each)),
    },
  });
  return {
    developer: world.iam.user('developer', [allow('GET/me', '*/lists/*/leases/me')]),
    administrator: world.iam.user('administrator', [allow('*')]),
    token: await tokenOf(world, access),
  };
}

/** Of a user whose group may join something; as long as Cognito lets a token live, less a margin. */
async function tokenOf(world: World, access: Access | undefined): Promise<People['token']> {
  const [pool] = access?.cognito?.pools ?? [];
  if (!pool) throw new Error('the estate has no user pool');
  const [group = ''] = Object.entries(pool.groups).find(([, { join }]) => join.length > 0) ?? [];
  const issuer = world.userPools.plant(pool.arn);
  const scopes = access?.cognito?.scopes ?? [];
  const user = { username: 'ana', groups: [group], email: 'ana@example.com', lastsMs: 12 * hour };
  const value = await (scopes.length > 0 ? issuer.accessToken({ ...user, scopes }) : issuer.idToken(user));
  return { user: user.username, group, pool: pool.arn, value };
}
