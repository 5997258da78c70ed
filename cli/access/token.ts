import { readFile } from 'node:fs/promises';
import { BadRequest, Unavailable } from '../../lib/errors.js';
import type { Context } from '../surroundings.js';
import type { AccessOptions } from './endpoint.js';

/** Where the token of a user pool comes from; the command line is no place for it, since others can read that. */
export function tokenOf({ options, env }: Context<AccessOptions>): () => Promise<string> {
  const file = options.tokenFile;
  if (file !== undefined) return async () => checked(await contents(file), `--token-file ${file}`);
  const token = env['DOORLIST_TOKEN'];
  if (token) return async () => checked(token, 'DOORLIST_TOKEN');
  throw new BadRequest(
    'usage/token',
    'There is no token; put one into a file for --token-file, or into DOORLIST_TOKEN.',
  );
}

async function contents(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown): never => {
    throw new Unavailable('token/unreadable', `--token-file ${file} cannot be read: ${String(error)}.`, {
      cause: error,
    });
  });
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-2.1; what is wrong is told without the token. */
function checked(text: string, from: string): string {
  const token = text.trim();
  if (/^[\w.~+/-]+=*$/.test(token)) return token;
  throw new BadRequest('token/malformed', `${from} does not hold a token, and nothing but a token.`);
}
