import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Unavailable } from '../lib/errors.js';
import type { Estate } from '../lib/estate/estate.js';
import { troubled } from './aws-trouble.js';
import type { Context } from './surroundings.js';

/**
 * Asks AWS whose credentials these are, which also tells whether they are any good.
 *
 * @throws Unavailable unless they are for the account of the estate
 */
export async function checkCaller(estate: Estate, region: string, { aws }: Context): Promise<void> {
  const sts = new STSClient({ ...aws, region, maxAttempts: 2 });
  const { Account } = await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw troubled(error);
  });
  if (Account !== estate.account)
    throw new Unavailable(
      'aws/account',
      `Your credentials are for account ${Account ?? 'unknown'}, but the targets are in ${estate.account}; use that account's, for example with AWS_PROFILE.`,
    );
}
