import { BadRequest } from '../../lib/errors.js';
import { me } from './answers.js';
import type { Api } from './api.js';
import { Refused } from './errors.js';

/**
 * The list that was named, or the team's, or the only one that the API has for this caller.
 *
 * @throws BadRequest with the names, where there is a choice
 */
export async function whichList(api: Api, named: string | undefined): Promise<string> {
  const said = named ?? api.team.list;
  if (said !== undefined) return said;
  const { body } = await api.call(me, { method: 'GET', path: ['me'] });
  const names = body.lists.map(({ name }) => name);
  const [only, ...others] = names;
  if (only === undefined)
    throw new Refused('list/none', `There is no list that ${body.who.name} may join; ask who keeps them.`);
  if (others.length === 0) return only;
  throw new BadRequest(
    'usage/list',
    `Say which list, or put "list" into .doorlist.json; there are ${names.join(', ')}.`,
  );
}
