import { BadRequest } from '../../lib/errors.js';
import { isLoopback } from '../loopback.js';
import type { Context } from '../surroundings.js';
import { teamFile, teamFileName, type TeamFile } from './team-file.js';

/** What every command that asks the access API takes. */
export interface AccessOptions {
  url?: string;
  auth?: string;
  region?: string;
  tokenFile?: string;
}

/** Where the access API is, without a slash at its end. */
export interface Endpoint {
  url: URL;
  team: TeamFile['told'];
}

/**
 * From --url, then DOORLIST_URL, then the team's file.
 *
 * @throws BadRequest where none tells, or what it tells is not safe to ask
 */
export function endpointOf({ options, env, machine }: Context<AccessOptions>): Endpoint {
  const { path, told } = teamFile(machine.cwd);
  const said: [string, string | undefined][] = [
    ['--url', options.url],
    ['DOORLIST_URL', env['DOORLIST_URL'] || undefined],
    [path ?? teamFileName, told.url],
  ];
  const [from, text] = said.find(([, url]) => url !== undefined) ?? [];
  if (from === undefined || text === undefined)
    throw new BadRequest(
      'usage/url',
      `The address of the access API is not known; say it with --url, DOORLIST_URL, or "url" in a ${teamFileName} here or above.`,
    );
  return { url: readUrl(text, from), team: told };
}

function readUrl(text: string, from: string): URL {
  const refuse = (why: string): never => {
    throw new BadRequest('usage/url', `${from}: ${JSON.stringify(text)} ${why}.`);
  };
  if (!URL.canParse(text))
    return refuse('is not an address; write one such as https://ID.execute-api.eu-west-2.amazonaws.com/prod');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw new BadRequest('usage/url', `${from} must not hold a user name or a password.`);
  }
  if (url.search !== '' || url.hash !== '') return refuse('must not have a query or a fragment');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    return refuse('must be https; http is for this machine only, such as http://127.0.0.1:3000');
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}
