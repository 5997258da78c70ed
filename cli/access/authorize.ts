import { BadRequest } from '../../lib/errors.js';
import { trees, type Tree } from '../../lib/access/routes.js';
import type { Context } from '../surroundings.js';
import type { AccessOptions, Endpoint } from './endpoint.js';
import type { Asked } from './exchange.js';

/** How a request says who sends it. */
export interface Authorize {
  /** What the routes of this way in begin with. */
  tree: (typeof trees)[Tree];
  /** The request's headers, with the proof. */
  headers: (asked: Asked) => Promise<Record<string, string>>;
}

/**
 * By a token where there is one, else by AWS credentials; --auth decides.
 *
 * @throws BadRequest
 */
export async function authorizeFor(endpoint: Endpoint, context: Context<AccessOptions>): Promise<Authorize> {
  const { options, env } = context;
  const hasToken = options.tokenFile !== undefined || Boolean(env['DOORLIST_TOKEN']);
  const auth = options.auth ?? (hasToken ? 'token' : endpoint.team.auth) ?? 'iam';
  if (auth === 'token') {
    const { tokenOf } = await import('./token.js');
    const token = tokenOf(context);
    return {
      tree: trees.cognito,
      // Read for every request: a command that runs all day outlives a token.
      headers: async ({ headers }) => ({ ...headers, authorization: `Bearer ${await token()}` }),
    };
  }
  if (auth !== 'iam')
    throw new BadRequest('usage/auth', `--auth must be iam or token, and is ${JSON.stringify(auth)}.`);
  if (options.tokenFile !== undefined)
    throw new BadRequest(
      'usage/auth',
      '--token-file is for --auth token; with --auth iam AWS credentials sign the requests.',
    );
  const { signerFor } = await import('./sigv4.js');
  return { tree: trees.iam, headers: await signerFor(endpoint, context) };
}
