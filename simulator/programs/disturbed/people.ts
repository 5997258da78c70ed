import type { ApiAnswer, ApiClient } from '../../aws/api-gateway/client.js';
import type { PolicyDocument } from '../../aws/iam/policy.js';
import type { World } from '../../world/world.js';

export interface Asking {
  who: string;
  from: string;
  for?: string;
  device?: string;
}

const mayAsk: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*/lists/*/leases/me' }],
};

/** Nobody asks for ever. */
const mostTries = 8;

/** People who ask as `doorlist allow` and `doorlist leave` do: again, for as long as the answer says so. */
export function createPeople(world: World) {
  const users = new Map<string, ReturnType<World['iam']['user']>>();
  const userOf = (who: string) => {
    const known = users.get(who) ?? world.iam.user(who, [mayAsk]);
    users.set(who, known);
    return known;
  };

  async function insist(ask: () => Promise<ApiAnswer | undefined>): Promise<void> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const answer = await ask();
      if (answer === undefined || (answer.status !== 202 && answer.status !== 429 && answer.status < 500))
        return;
      await sleep(1_000 * Number(answer.headers['retry-after'] ?? 1));
    }
  }

  return {
    join: (api: ApiClient | undefined, { who, from, device = '', for: duration = '4h' }: Asking) =>
      insist(async () =>
        api?.request({
          method: 'PUT',
          path: '/lists/people/leases/me',
          body: { for: duration, ...(device === '' ? {} : { device }) },
          sourceIp: from,
          as: userOf(who),
        }),
      ),
    leave: (api: ApiClient | undefined, who: string) =>
      insist(async () =>
        api?.request({ method: 'DELETE', path: '/lists/people/leases/me', as: userOf(who) }),
      ),
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
